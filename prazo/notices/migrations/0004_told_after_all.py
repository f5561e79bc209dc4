"""What a ticket went through while it was called spam by mistake is told of after all."""

from django.db import migrations

# Also what nobody was told of yet when it was called so: the duty is woken at once, so that is of
# the last minute. Of notes people were told all the while. With the owner's eyes, as who acts may
# not see who was told.
TELL_ANEW = """
create function prazo_told_after_all() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  insert into notices_happening (event_id, desk_id)
    select e.id, e.desk_id from desk_event e
     where e.ticket_id = new.ticket_id and e.id < new.id
       and e.recorded_at > (
         select s.recorded_at - interval '1 minute' from desk_event s
          where s.ticket_id = new.ticket_id and s.kind = 'spam' order by s.id desc limit 1)
       and (e.kind in (
              'opened', 'message', 'reply', 'assigned', 'escalated', 'resumed', 'reopened',
              'resolved', 'closed')
            or e.kind = 'classified' and e.data ? 'from_id'
            or e.kind = 'reminder' and e.data ? 'tells')
       and not exists (select from notices_occasion o where o.event_id = e.id)
  on conflict do nothing;
  if found then
    perform pg_notify('prazo_duty', 'notices');
  end if;
  return null;
end $$;
revoke execute on function prazo_told_after_all() from public;
create trigger told_after_all after insert on desk_event for each row
  when (new.kind = 'not_spam') execute function prazo_told_after_all();
"""
NO_MORE = "drop trigger told_after_all on desk_event; drop function prazo_told_after_all()"


class Migration(migrations.Migration):
    dependencies = [("desk", "0040_sorted_queues"), ("notices", "0003_reminded")]

    operations = [migrations.RunSQL(TELL_ANEW, NO_MORE)]
