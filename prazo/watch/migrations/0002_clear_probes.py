"""What a process says of itself; and the one way by which a synthetic ticket is cleared away."""

from datetime import timedelta

from django.db import migrations, models

# Facts cannot be deleted by the program. A ticket that was ever shown to anybody cannot be made
# synthetic, so this way leads to no fact about a customer's case.
CLEAR = """
create function prazo_clear_probes(before timestamptz) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  tickets bigint[] := array(
    select t.id from desk_ticket t join watch_probe p on p.ticket_id = t.id
     where t.synthetic and t.number < 0 and p.made_at < before);
begin
  update watch_probe set ticket_id = null where ticket_id = any(tickets);
  delete from escalation_escalation where ticket_id = any(tickets);
  delete from escalation_stumble where ticket_id = any(tickets);
  delete from desk_outgoing where ticket_id = any(tickets);
  delete from desk_event where ticket_id = any(tickets);
  delete from desk_clock where ticket_id = any(tickets);
  delete from desk_ticket where id = any(tickets);
  delete from watch_probe p where p.made_at < before
    and exists (select 1 from watch_probe later
                 where later.desk_id = p.desk_id and later.made_at > p.made_at);
  return cardinality(tickets);
end $$;

create function prazo_stays_what_it_is() returns trigger language plpgsql as $$
begin
  raise exception 'a ticket keeps its number, and none becomes synthetic'
    using errcode = 'check_violation';
end $$;
create trigger stays_what_it_is before update of synthetic, number on desk_ticket for each row
  when (old.synthetic is distinct from new.synthetic or old.number is distinct from new.number)
  execute function prazo_stays_what_it_is();
"""
UNDO = """
drop trigger stays_what_it_is on desk_ticket;
drop function prazo_stays_what_it_is, prazo_clear_probes;
"""


class Migration(migrations.Migration):

    dependencies = [
        ("desk", "0002_guards"),
        ("escalation", "0002_keys_and_stumbles"),
        ("watch", "0001_initial"),
    ]

    operations = [
        migrations.AddField("heartbeat", "ahead", models.DurationField(default=timedelta)),
        migrations.AddField("heartbeat", "passes", models.JSONField(default=dict)),
        migrations.RunSQL(CLEAR, UNDO),
    ]
