"""Facts are taken away with a ticket that is deleted for good, and never else: the program itself
may delete none, and the database does it where the erasure stands in the history of settings."""

from django.db import migrations

FORGET = """
create function prazo_forget_events(tickets bigint[]) returns void language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  if exists (
    select from unnest(tickets) asked(id) left join desk_ticket t on t.id = asked.id
     where t.id is null or not exists (
       select from accounts_change c where c.desk_id = t.desk_id
          and c.what = 'ticket.erased' and c.about = '#' || t.number)) then
    raise exception 'no erasure is on record';
  end if;
  delete from desk_event where ticket_id = any(tickets);
end $$;
revoke execute on function prazo_forget_events(bigint[]) from public;
do $$ begin
  if exists (select 1 from pg_roles where rolname = 'prazo_app') then
    grant execute on function prazo_forget_events(bigint[]) to prazo_app;
  end if;
end $$;
"""
KEEP = "drop function prazo_forget_events(bigint[])"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_change"), ("desk", "0037_spam")]

    operations = [migrations.RunSQL(FORGET, KEEP)]
