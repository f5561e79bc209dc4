"""The statement that makes a ticket's search words is planned once for each connection.

PostgreSQL takes a plan for any array of tickets to be ten times as dear as one for the single
ticket it is mostly asked about, so it planned anew each time, which took longer than the words.
"""

from django.db import migrations

ONCE = "alter function prazo_searchable(bigint[]) set plan_cache_mode = force_generic_plan"
ANEW = "alter function prazo_searchable(bigint[]) reset plan_cache_mode"


class Migration(migrations.Migration):
    dependencies = [("desk", "0013_bulk")]
    operations = [migrations.RunSQL(ONCE, ANEW)]
