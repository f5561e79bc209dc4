"""What a rule on time has acted on is called so: held is an answer that may be taken back."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("rules", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="held", name="held_once"),
        migrations.RenameModel(old_name="Held", new_name="Acted"),
        migrations.AddConstraint(
            model_name="acted",
            constraint=models.UniqueConstraint(fields=("rule", "ticket"), name="acted_once"),
        ),
    ]
