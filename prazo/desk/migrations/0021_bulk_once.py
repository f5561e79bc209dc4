"""A bulk knows what was said when it was asked for, and the form it came by."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0003_access"),
        ("desk", "0020_links"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("bulk", "heard", models.JSONField(default=dict)),
        migrations.AddField("bulk", "once", models.CharField(max_length=64, null=True)),
        migrations.AddConstraint(
            "bulk", models.UniqueConstraint(fields=("user", "once"), name="bulk_once")
        ),
    ]
