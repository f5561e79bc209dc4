"""What a ticket went through while it was called spam by mistake is heard after all."""

from django.db import migrations

# Also what was not heard yet when it was called so: the duty is woken at once, so that is of the
# last minute. No rule acts on one event twice.
HEAR_ANEW = """
create function prazo_heard_after_all() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  insert into rules_happening (event_id, desk_id)
    select e.id, e.desk_id from desk_event e
     where e.ticket_id = new.ticket_id and e.id < new.id
       and e.recorded_at > (
         select s.recorded_at - interval '1 minute' from desk_event s
          where s.ticket_id = new.ticket_id and s.kind = 'spam' order by s.id desc limit 1)
       and e.kind in (
         'opened', 'tagged', 'message', 'assigned', 'classified', 'waiting', 'resumed',
         'escalated', 'resolved', 'reopened', 'closed')
       and exists (
         select from rules_rule r where r.desk_id = e.desk_id and r.active and r."on" <> 'time')
  on conflict do nothing;
  if found then
    perform pg_notify('prazo_duty', 'rules');
  end if;
  return null;
end $$;
revoke execute on function prazo_heard_after_all() from public;
create trigger heard_after_all after insert on desk_event for each row
  when (new.kind = 'not_spam') execute function prazo_heard_after_all();
"""
NO_MORE = "drop trigger heard_after_all on desk_event; drop function prazo_heard_after_all()"


class Migration(migrations.Migration):
    dependencies = [("desk", "0040_sorted_queues"), ("rules", "0004_tagged")]

    operations = [migrations.RunSQL(HEAR_ANEW, NO_MORE)]
