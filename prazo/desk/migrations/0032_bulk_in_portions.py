"""Many tickets at once are worked off in portions: how many of them it came to."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("desk", "0031_unanswered")]

    operations = [
        migrations.AddField(
            model_name="bulk",
            name="worked",
            field=models.PositiveIntegerField(default=0),
        ),
    ]
