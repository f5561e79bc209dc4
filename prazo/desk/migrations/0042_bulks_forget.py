"""What was written for many tickets is not kept once it stands on them, or was taken back (D17)."""

from django.db import migrations

FORGET = "update desk_bulk set data = '{}' where done_at is not null or undone_at is not null"


class Migration(migrations.Migration):
    dependencies = [("desk", "0041_merged_along")]
    operations = [migrations.RunSQL(FORGET, migrations.RunSQL.noop)]
