"""What was merged into a ticket is in the same team as its case."""

from django.db import migrations

ALONG = """
with recursive part(id, team) as (
  select t.id, c.team_id from desk_ticket t join desk_ticket c on c.id = t.merged_into_id
   where c.merged_into_id is null
  union
  select t.id, part.team from desk_ticket t join part on part.id = t.merged_into_id
)
update desk_ticket t set team_id = part.team from part
 where part.id = t.id and t.team_id is distinct from part.team;
delete from desk_guest g using desk_ticket t
 where t.id = g.ticket_id and t.merged_into_id is not null;
"""
HELD = """
update desk_ticket t set assignee_id = null from accounts_member m
 where t.merged_into_id is not null and m.user_id = t.assignee_id and m.desk_id = t.desk_id
   and t.team_id = any(m.closed);
"""


class Migration(migrations.Migration):

    dependencies = [("desk", "0040_sorted_queues")]

    operations = [
        migrations.RunSQL(ALONG + HELD, migrations.RunSQL.noop),
    ]
