from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agreements", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="version", name="holidays", field=models.JSONField(default=dict)
        ),
    ]
