"""What side threads need to be a conversation of their own: to whom each mail went, whether more is
awaited in one, and of what kind its files are."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0032_bulk_in_portions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField(
            "sidethread", "closed_at", models.DateTimeField(blank=True, null=True)
        ),
        migrations.AddField(
            "sidethread",
            "closed_by",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField("sidemessage", "recipients", models.JSONField(default=list)),
        migrations.AddField(
            "sidefile", "content_type", models.CharField(db_default="", max_length=120)
        ),
    ]
