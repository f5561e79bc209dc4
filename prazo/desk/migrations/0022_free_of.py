"""Which of some tickets say nothing of what is not wanted, for searches by conditions alone."""

from django.db import migrations

FREE = """
-- Of these tickets, in their order, those that say nothing of `without`. Only what the scope may see
-- is compared: in a customer's, nothing that was said inside (T14).
create function prazo_free_of(tickets bigint[], without text[], most integer)
returns setof bigint
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  inside boolean := prazo_all_customers();
  wrong tsquery := '';
  wrong_phrases text[] := '{}';
  one text;
begin
  foreach one in array without loop
    if trim(prazo_phrase(one)) like '% %' then
      wrong_phrases := wrong_phrases || trim(prazo_phrase(one));
    elsif numnode(prazo_asked(one)) > 0 then
      wrong := wrong || prazo_asked(one);
    end if;
  end loop;
  return query select free.id from (
      select t.id from unnest(tickets) with ordinality asked(id, place)
        join desk_ticket t on t.id = asked.id
        left join desk_searchable s on s.ticket_id = t.id
       where (prazo_all_desks() or t.desk_id = any(prazo_desks()))
         and (inside or t.customer_id = any(prazo_customers()))
         and not coalesce(case when inside then coalesce(s.every, s.words) else s.words end @@ wrong, false)
       order by asked.place offset 0) free
    where wrong_phrases = '{}' or prazo_says_right(free.id, '{}', wrong_phrases, inside)
    limit most;
end $$;
revoke execute on function prazo_free_of(bigint[], text[], integer) from public;
grant execute on function prazo_free_of(bigint[], text[], integer) to prazo_app;
"""


class Migration(migrations.Migration):

    dependencies = [("desk", "0021_bulk_once")]

    operations = [migrations.RunSQL(FREE, migrations.RunSQL.noop)]
