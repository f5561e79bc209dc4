"""How what people of the desk write is to be read; all that was written before: as it stands."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("desk", "0033_side_mails")]

    operations = [
        migrations.AddField(
            model_name=model, name=name, field=field
        )
        for model in ("message", "note")
        for name, field in (
            ("markup", models.CharField(blank=True, db_default="", default="", max_length=10)),
            ("shown", models.TextField(blank=True, db_default="", default="")),
        )
    ]
