"""The words of a new ticket are made once, and joined only where there is something to join.

The planner pulled the words up to both places that name them, so they were made twice; and each
joining began a transaction of its own in case there are too many, also of nothing.

A message whose text alone is changed names its ticket once.
"""

from django.db import migrations

ONCE = """
-- Together, unless that is more than a row can hold: then as before.
create or replace function prazo_and_words(known tsvector, more tsvector) returns tsvector
language plpgsql immutable as $$
begin
  if known is null or more is null then
    return null;
  elsif more = '' then
    return known;
  end if;
  begin
    return known || more;
  exception when program_limit_exceeded then
    return known;
  end;
end $$;

create or replace function prazo_searchable(tickets bigint[]) returns void
language plpgsql security definer set search_path = public, pg_temp
set plan_cache_mode = force_generic_plan as $$
begin
 insert into desk_searchable (ticket_id, desk_id, customer_id, words, every)
 select t.id, t.desk_id, t.customer_id, said.words, prazo_and_words(said.words, inside.words)
  from unnest(tickets) asked(id)  -- not any(tickets), which is planned anew for each length
  join desk_ticket t on t.id = asked.id
  left join customers_requester r on r.id = t.requester_id
  left join customers_customer c on c.id = t.customer_id
  left join lateral (
    select prazo_words(t.language, string_agg(f.name || ' ' || coalesce(x.text, ''), ' ' order by f.id)) as words
      from desk_message m join desk_attachment f on f.message_id = m.id and not f.inline
      left join desk_attachmenttext x on x.attachment_id = f.id
     where m.ticket_id = t.id) files on true
  cross join lateral (
    select prazo_and_words(prazo_words(t.language, concat_ws(' ',
        t.number::text, t.subject, r.name, c.name,
        (select string_agg(a.address, ' ') from customers_requesteraddress a
          where a.requester_id = t.requester_id),
        (select string_agg(m.text, ' ' order by m.id) from desk_message m
          where m.ticket_id = t.id and m.kind <> 'receipt')))
      || prazo_words('', concat_ws(' ', r.name, c.name)), coalesce(files.words, '')) as words
    offset 0) said  -- or they would be made where they are stored and again where they are joined
  left join lateral (
    select prazo_words(t.language, string_agg(concat_ws(' ', n.text, (
        select string_agg(f.name, ' ') from desk_notefile f where f.note_id = n.id)), ' ' order by n.id)) as words
      from desk_note n where n.ticket_id = t.id) inside on true
 where not t.synthetic
 on conflict (ticket_id) do update
   set desk_id = excluded.desk_id, customer_id = excluded.customer_id, words = excluded.words,
       every = excluded.every;
 perform prazo_learn(tickets);
end $$;

create or replace function prazo_message_moved() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform prazo_searchable(array(select distinct unnest(array[old.ticket_id, new.ticket_id])));
  return null;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("desk", "0024_found_by_place")]

    operations = [migrations.RunSQL(ONCE, migrations.RunSQL.noop)]
