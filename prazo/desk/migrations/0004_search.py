"""Search: one row of words for each ticket, kept by the database itself, asked by one function.

Row-level security lets no index of words be used (its operators are not leakproof), so the words
lie in a table the program cannot read, and `prazo_search` compares desks and customers itself.

Words are made plain before they are stemmed: accents go, and the plurals that would end in
another stem without them are turned (stack.md D9). No extension is needed.
"""

from django.db import migrations

ACCENTED = "áàâãäåāăąçćčďèéêëēėęěğìíîïīįłñńňòóôõöøōőřśšşťùúûüūůűųýÿźżž"
PLAIN = "aaaaaaaaacccdeeeeeeeegiiiiiilnnnoooooooorssstuuuuuuuuyyzzz"
CYRILLIC = "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯё"
LOWER = "абвгдеежзийклмнопрстуфхцчшщъыьэюяе"
BREAKING = "@/.:;,-_=?&#<>|+*~()[]{}!"
assert len(ACCENTED) == len(PLAIN) and len(CYRILLIC) == len(LOWER)
FROM = ACCENTED + ACCENTED.upper() + CYRILLIC + BREAKING
TO = PLAIN * 2 + LOWER + " " * len(BREAKING)

WORDS = f"""
create function prazo_norm(language text, given text) returns text
language sql immutable parallel safe as $$
 select case language
  when 'pt' then regexp_replace(regexp_replace(plain, 'oes\\M', 'ao', 'g'), '([aeo])is\\M', '\\1l', 'g')
  when 'es' then regexp_replace(plain, 'iones\\M', 'ion', 'g')
  else plain end
 from (select lower(translate(replace(normalize(given), 'ß', 'ss'), '{FROM}', '{TO}')) as plain) p
$$;

create function prazo_words(language text, given text) returns tsvector
language sql immutable parallel safe as $$
 select strip(to_tsvector(
  case l when 'pt' then 'pg_catalog.portuguese'::regconfig
         when 'es' then 'pg_catalog.spanish'::regconfig
         when 'en' then 'pg_catalog.english'::regconfig
         when 'de' then 'pg_catalog.german'::regconfig
         when 'ru' then 'pg_catalog.russian'::regconfig
         else 'pg_catalog.simple'::regconfig end,
  prazo_norm(l, left(given, 100000))))
 from (select left(language, 2) as l) a
$$;

create function prazo_asked(query text) returns tsquery
language sql immutable parallel safe as $$
 select coalesce(plainto_tsquery('pg_catalog.simple', prazo_norm('', query)), '')
  || plainto_tsquery('pg_catalog.portuguese', prazo_norm('pt', query))
  || plainto_tsquery('pg_catalog.spanish', prazo_norm('es', query))
  || plainto_tsquery('pg_catalog.english', prazo_norm('en', query))
  || plainto_tsquery('pg_catalog.german', prazo_norm('de', query))
  || plainto_tsquery('pg_catalog.russian', prazo_norm('ru', query))
$$;
"""

TABLE = """
create table desk_searchable (
  ticket_id bigint primary key references desk_ticket on delete cascade,
  desk_id bigint not null,
  customer_id bigint,
  words tsvector not null
);
create index desk_searchable_words on desk_searchable using gin (words)
  with (gin_pending_list_limit = 512);
do $$ begin
  if exists (select 1 from pg_roles where rolname = 'prazo_app') then
    revoke all on desk_searchable from prazo_app;
  end if;
end $$;
"""

KEEPING = """
-- All words of some tickets anew. The watchdog's own tickets are found by nobody (B20).
create function prazo_searchable(tickets bigint[]) returns void
language sql security definer set search_path = public, pg_temp as $$
 insert into desk_searchable (ticket_id, desk_id, customer_id, words)
 select t.id, t.desk_id, t.customer_id, prazo_words(t.language, concat_ws(' ',
    t.number::text, t.subject, r.name, c.name,
    (select string_agg(a.address, ' ') from customers_requesteraddress a
      where a.requester_id = t.requester_id),
    (select string_agg(m.text, ' ' order by m.id) from desk_message m where m.ticket_id = t.id)))
   || prazo_words('', concat_ws(' ', r.name, c.name))
  from desk_ticket t
  left join customers_requester r on r.id = t.requester_id
  left join customers_customer c on c.id = t.customer_id
 where t.id = any(tickets) and not t.synthetic
 on conflict (ticket_id) do update
   set desk_id = excluded.desk_id, customer_id = excluded.customer_id, words = excluded.words
$$;

create function prazo_message_came() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update desk_searchable s set words = s.words || n.words
    from (select came.ticket_id, prazo_words(t.language, string_agg(came.text, ' ')) as words
            from came join desk_ticket t on t.id = came.ticket_id
           group by came.ticket_id, t.language) n
   where s.ticket_id = n.ticket_id;
  perform prazo_searchable(array(
    select distinct came.ticket_id from came
     where not exists (select 1 from desk_searchable s where s.ticket_id = came.ticket_id)));
  return null;
end $$;
create trigger searchable after insert on desk_message
  referencing new table as came for each statement execute function prazo_message_came();

create function prazo_message_moved() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform prazo_searchable(array[old.ticket_id, new.ticket_id]);
  return null;
end $$;
create trigger searchable_moved after update of ticket_id, text on desk_message for each row
  when (old.ticket_id is distinct from new.ticket_id or old.text is distinct from new.text)
  execute function prazo_message_moved();

create function prazo_ticket_changed() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform prazo_searchable(array[new.id]);
  return null;
end $$;
create trigger searchable after update of subject, requester_id, customer_id, language on desk_ticket
  for each row when (old.subject is distinct from new.subject
    or old.requester_id is distinct from new.requester_id
    or old.customer_id is distinct from new.customer_id
    or old.language is distinct from new.language)
  execute function prazo_ticket_changed();

create function prazo_name_changed() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_table_name = 'customers_customer' then
    perform prazo_searchable(array(select id from desk_ticket where customer_id = new.id));
  elsif tg_table_name = 'customers_requester' then
    perform prazo_searchable(array(select id from desk_ticket where requester_id = new.id));
  else
    perform prazo_searchable(array(select id from desk_ticket where requester_id = new.requester_id));
  end if;
  return null;
end $$;
create trigger searchable after update of name on customers_customer for each row
  when (old.name is distinct from new.name) execute function prazo_name_changed();
create trigger searchable after update of name on customers_requester for each row
  when (old.name is distinct from new.name) execute function prazo_name_changed();
create trigger searchable after insert on customers_requesteraddress for each row
  execute function prazo_name_changed();
"""

ASKING = """
-- The newest `most` tickets that hold all words, of desks that are both `wanted` and in scope.
create function prazo_search(query text, wanted bigint[], most integer) returns setof bigint
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  asked tsquery := prazo_asked(query);
  desks bigint[] := case when prazo_all_desks() then wanted
    else array(select unnest(wanted) intersect select unnest(prazo_desks())) end;
begin
  if numnode(asked) = 0 then
    return;
  end if;
  return query execute
    'select ticket_id from desk_searchable
      where words @@ $1 and desk_id = any($2) and ($3 or customer_id = any($4))
      order by ticket_id desc limit $5'
    using asked, desks, prazo_all_customers(), prazo_customers(), most;
end $$;

select prazo_searchable(array(select id from desk_ticket));
"""

UNDO = """
drop trigger searchable on customers_requesteraddress;
drop trigger searchable on customers_requester;
drop trigger searchable on customers_customer;
drop trigger searchable on desk_ticket;
drop trigger searchable_moved on desk_message;
drop trigger searchable on desk_message;
drop function prazo_search, prazo_name_changed, prazo_ticket_changed, prazo_message_moved,
  prazo_message_came, prazo_searchable;
drop table desk_searchable;
drop function prazo_asked, prazo_words, prazo_norm;
"""


class Migration(migrations.Migration):
    dependencies = [("desk", "0003_bars_and_queues"), ("customers", "0001_initial")]
    operations = [migrations.RunSQL(WORDS + TABLE + KEEPING + ASKING, UNDO)]
