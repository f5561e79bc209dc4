"""Search words are made once for each text, and four times as fast: the same words as before.

In PL/pgSQL, which keeps its plans from call to call.

`translate` compares each letter with every one of its map, so it is given only those odd letters
that the text holds. A message that opens a ticket had its words made twice, and each new address
of a requester looked for tickets by itself.

Receipts are no longer searched: all of them say the same, so that `password` found every ticket.
"""

from importlib import import_module

from django.db import migrations

search = import_module("prazo.desk.migrations.0004_search")
ACCENTS = (search.ACCENTED + search.ACCENTED.upper() + search.CYRILLIC).replace("'", "")
PLAIN = search.PLAIN * 2 + search.LOWER
FEW = 150
"""Odd letters; with more of them the whole map is as quick."""

NORM = f"""
create or replace function prazo_norm(language text, given text) returns text
language plpgsql immutable parallel safe as $$
declare
  plain text := regexp_replace(
    replace(case when given is normalized then given else normalize(given) end, 'ß', 'ss'),
    '[@/.:;,_=?&#<>|+*~()!{{}}\\[\\]\\-]', ' ', 'g');
  odd text := regexp_replace(plain, '[\\x01-\\x7f]+', '', 'g');
begin
  if length(odd) > {FEW} then
    plain := translate(plain, '{ACCENTS}', '{PLAIN}');
  elsif odd <> '' then
    plain := translate(plain, odd, translate(odd, '{ACCENTS}', '{PLAIN}'));
  end if;
  plain := lower(plain);
  return case language
    when 'pt' then regexp_replace(regexp_replace(plain, 'oes\\M', 'ao', 'g'), '([aeo])is\\M', '\\1l', 'g')
    when 'es' then regexp_replace(plain, 'iones\\M', 'ion', 'g')
    else plain end;
end $$;
"""

WORDS = """
create or replace function prazo_words(language text, given text) returns tsvector
language plpgsql immutable parallel safe as $$
declare
  l text := left(language, 2);
begin
  return strip(to_tsvector(
    case l when 'pt' then 'pg_catalog.portuguese'::regconfig
           when 'es' then 'pg_catalog.spanish'::regconfig
           when 'en' then 'pg_catalog.english'::regconfig
           when 'de' then 'pg_catalog.german'::regconfig
           when 'ru' then 'pg_catalog.russian'::regconfig
           else 'pg_catalog.simple'::regconfig end,
    prazo_norm(l, left(given, 100000))));
end $$;
"""

KEEPING = """
create or replace function prazo_searchable(tickets bigint[]) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
 insert into desk_searchable (ticket_id, desk_id, customer_id, words)
 select t.id, t.desk_id, t.customer_id, prazo_words(t.language, concat_ws(' ',
    t.number::text, t.subject, r.name, c.name,
    (select string_agg(a.address, ' ') from customers_requesteraddress a
      where a.requester_id = t.requester_id),
    (select string_agg(m.text, ' ' order by m.id) from desk_message m
      where m.ticket_id = t.id and m.kind <> 'receipt')))
   || prazo_words('', concat_ws(' ', r.name, c.name))
  from unnest(tickets) asked(id)  -- not any(tickets), which is planned anew for each length
  join desk_ticket t on t.id = asked.id
  left join customers_requester r on r.id = t.requester_id
  left join customers_customer c on c.id = t.customer_id
 where not t.synthetic
 on conflict (ticket_id) do update
   set desk_id = excluded.desk_id, customer_id = excluded.customer_id, words = excluded.words;
end $$;

create or replace function prazo_message_came() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  fresh bigint[];
  one record;
begin
  fresh := array(select distinct ticket_id from came where kind <> 'receipt' and not exists (
    select 1 from desk_searchable s where s.ticket_id = came.ticket_id));
  for one in
    select came.ticket_id, prazo_words(t.language, string_agg(came.text, ' ')) as words
      from came join desk_ticket t on t.id = came.ticket_id
     where came.kind <> 'receipt' and came.ticket_id <> all(fresh)
     group by came.ticket_id, t.language
  loop
    update desk_searchable s set words = s.words || one.words where s.ticket_id = one.ticket_id;
  end loop;
  if fresh <> '{}' then
    perform prazo_searchable(fresh);
  end if;
  return null;
end $$;
"""

ADDRESSES = """
create function prazo_addresses_came() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  tickets bigint[] := array(
    select t.id from desk_ticket t join came on came.requester_id = t.requester_id);
begin
  if tickets <> '{}' then
    perform prazo_searchable(tickets);
  end if;
  return null;
end $$;
revoke execute on function prazo_addresses_came() from public;
drop trigger searchable on customers_requesteraddress;
create trigger searchable after insert on customers_requesteraddress
  referencing new table as came for each statement execute function prazo_addresses_came();
"""

BEFORE = """
drop trigger searchable on customers_requesteraddress;
drop function prazo_addresses_came;
create trigger searchable after insert on customers_requesteraddress for each row
  execute function prazo_name_changed();
"""


def as_before(source: str, name: str) -> str:
    """One function as 0004 made it."""
    start = source.index(f"create function {name}")
    return source[start : source.index("$$;", start) + 3].replace("create", "create or replace", 1)


UNDO = "\n".join(
    [
        BEFORE,
        as_before(search.WORDS, "prazo_norm"),
        as_before(search.WORDS, "prazo_words"),
        as_before(search.KEEPING, "prazo_searchable"),
        as_before(search.KEEPING, "prazo_message_came"),
    ]
)


class Migration(migrations.Migration):
    dependencies = [("desk", "0009_coming_steps")]
    operations = [migrations.RunSQL(NORM + WORDS + KEEPING + ADDRESSES, UNDO)]
