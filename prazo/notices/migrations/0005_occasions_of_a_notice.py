"""The tickets of a notice are asked for one by one while a storm goes on."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0004_told_after_all")]

    operations = [
        migrations.AddIndex(
            model_name="occasion",
            index=models.Index(fields=["notice", "ticket"], name="occasion_of_notice"),
        ),
        migrations.AlterField(
            model_name="occasion",
            name="notice",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="occasions",
                to="notices.notice",
            ),
        ),
    ]
