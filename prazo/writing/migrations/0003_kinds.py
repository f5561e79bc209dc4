"""A draft may be of a mail in a side thread, and what is held may be a macro."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("writing", "0002_press")]
    operations = [migrations.AlterField("draft", "kind", models.CharField(max_length=30))]
