"""A role between looking and working: light agents note inside the desk, and answer nobody."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("accounts", "0005_private_teams")]

    operations = [
        migrations.AlterField(
            model_name="member",
            name="role",
            field=models.CharField(
                choices=[
                    ("reader", "Reader"),
                    ("light", "Light"),
                    ("agent", "Agent"),
                    ("lead", "Lead"),
                    ("admin", "Admin"),
                ],
                default="agent",
                max_length=10,
            ),
        ),
    ]
