"""An event that cannot be looked at stands aside, and is looked at again."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("rules", "0002_acted")]

    operations = [
        migrations.AddField(
            model_name="happening",
            name="failed_at",
            field=models.DateTimeField(null=True),
        ),
    ]
