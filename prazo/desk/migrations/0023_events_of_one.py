"""What somebody did last is read from an index, however much it was."""

from django.db import migrations, models

KNOWN = models.Q(user__isnull=False)


class Migration(migrations.Migration):

    dependencies = [("desk", "0022_free_of")]

    operations = [
        migrations.AddIndex(
            "event", models.Index(fields=["user", "id"], name="event_user_last", condition=KNOWN)
        ),
        migrations.RemoveIndex("event", "event_user"),
    ]
