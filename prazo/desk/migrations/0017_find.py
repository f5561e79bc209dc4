"""Search over everything: what is noted inside, files' names and texts; in parts, without words,
page by page; and the words desks use, for those who mistype them.

`words` is what customers may find too, `every` what the desk may find besides (null where that is
the same): one index over either, and in a customer's scope `words` are compared once more, so that
nothing said inside can be asked for, not even by asking what is not there (T14).

pg_trgm finds words that look alike. Where the server has none, no word is proposed and people are
looked for one by one.
"""

import django.db.models.deletion
from django.db import migrations, models

MODELS = [
    migrations.CreateModel(
        name="AttachmentText",
        fields=[
            (
                "attachment",
                models.OneToOneField(
                    on_delete=django.db.models.deletion.CASCADE,
                    primary_key=True,
                    related_name="read",
                    serialize=False,
                    to="desk.attachment",
                ),
            ),
            ("text", models.TextField()),
            (
                "desk",
                models.ForeignKey(
                    db_index=False,
                    on_delete=django.db.models.deletion.PROTECT,
                    to="accounts.desk",
                ),
            ),
        ],
    ),
]

DESK = "((select prazo_all_desks()) or desk_id = any ((select prazo_desks())::bigint[]))"
RULE = (
    f"{DESK} and ((select prazo_all_desks()) or exists"
    " (select 1 from desk_attachment a where a.id = attachment_id))"
)

TABLES = f"""
alter table desk_attachmenttext enable row level security;
create policy guard on desk_attachmenttext using ({RULE}) with check ({RULE});

alter table desk_searchable add column every tsvector;
create index desk_searchable_every on desk_searchable using gin (coalesce(every, words))
  with (gin_pending_list_limit = 512);
drop index desk_searchable_words;

create table desk_searchword (
  desk_id bigint not null references accounts_desk on delete cascade,
  plain text not null,
  word text not null,
  primary key (desk_id, plain)
);
do $$ begin
  if exists (select 1 from pg_roles where rolname = 'prazo_app') then
    revoke all on desk_searchword from prazo_app;
  end if;
end $$;

do $$ begin
  if exists (select 1 from pg_available_extensions where name = 'pg_trgm') then
    create extension if not exists pg_trgm schema public;
    create index desk_searchword_alike on desk_searchword using gin (plain gin_trgm_ops);
    create index customers_customer_alike on customers_customer
      using gin (prazo_norm('', name) gin_trgm_ops);
    create index customers_requester_alike on customers_requester
      using gin (prazo_norm('', name) gin_trgm_ops);
    create index customers_address_alike on customers_requesteraddress
      using gin (address gin_trgm_ops);
  end if;
exception when insufficient_privilege or undefined_object then
  raise notice 'pg_trgm cannot be had in this schema: no word is proposed for one mistyped';
end $$;
"""

LONGEST_WORD = 40
# Between words; letters of any script are part of one, digits are not.
BETWEEN = r"[\s@/.:;,_=?&#<>|+*~()!{}\[\]\"“”„«»‘’''`^%§€•…–—\\0-9-]+"

KEEPING = f"""
alter function prazo_norm(text, text) cost 1000;

-- Together, unless that is more than a row can hold: then as before.
create function prazo_and_words(known tsvector, more tsvector) returns tsvector
language plpgsql immutable as $$
begin
  return known || more;
exception when program_limit_exceeded then
  return known;
end $$;

-- The words of subjects and names, as they were written, for those who mistype them. Who cannot
-- add them at once adds none: nobody waits for another's words, and they come again.
create function prazo_learn(tickets bigint[]) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  desks bigint[];
  plains text[];
  written text[];
begin
  select array_agg(n.desk_id order by n.desk_id, n.plain), array_agg(n.plain order by n.desk_id, n.plain),
         array_agg(n.word order by n.desk_id, n.plain)
    into desks, plains, written
    from (select distinct on (w.desk_id, p.plain) w.desk_id, p.plain, w.word
            from (select distinct t.desk_id, said.word
                    from unnest(tickets) asked(id)
                    join desk_ticket t on t.id = asked.id
                    left join customers_requester r on r.id = t.requester_id
                    left join customers_customer c on c.id = t.customer_id,
                    regexp_split_to_table(concat_ws(' ', left(t.subject, 500), r.name, c.name),
                                          '{BETWEEN}') said(word)
                   where not t.synthetic and length(said.word) between 4 and {LONGEST_WORD}) w,
                 prazo_norm('', w.word) p(plain)
           order by w.desk_id, p.plain) n
   where not exists (select 1 from desk_searchword k
                      where k.desk_id = n.desk_id and k.plain = n.plain);
  if desks is not null and pg_try_advisory_xact_lock(hashtext('desk_searchword')) then
    insert into desk_searchword (desk_id, plain, word)
      select * from unnest(desks, plains, written) on conflict do nothing;
  end if;
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
      || prazo_words('', concat_ws(' ', r.name, c.name)), coalesce(files.words, '')) as words) said
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

-- More that was said to the customer or by them.
create function prazo_more_words(ticket bigint, more tsvector) returns void
language sql security definer set search_path = public, pg_temp as $$
  update desk_searchable set words = prazo_and_words(words, more), every = prazo_and_words(every, more)
   where ticket_id = ticket
$$;

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
    perform prazo_more_words(one.ticket_id, one.words);
  end loop;
  if fresh <> '{{}}' then
    perform prazo_searchable(fresh);
  end if;
  return null;
end $$;

create function prazo_note_came() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  one record;
begin
  for one in
    select came.ticket_id, prazo_words(t.language, string_agg(came.text, ' ')) as words
      from came join desk_ticket t on t.id = came.ticket_id group by came.ticket_id, t.language
  loop
    update desk_searchable s set every = prazo_and_words(coalesce(s.every, s.words), one.words)
     where s.ticket_id = one.ticket_id;
  end loop;
  return null;
end $$;
create function prazo_note_files_came() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  one record;
begin
  for one in
    select t.id, prazo_words(t.language, string_agg(came.name, ' ')) as words
      from came join desk_note n on n.id = came.note_id join desk_ticket t on t.id = n.ticket_id
     group by t.id, t.language
  loop
    update desk_searchable s set every = prazo_and_words(coalesce(s.every, s.words), one.words)
     where s.ticket_id = one.id;
  end loop;
  return null;
end $$;
create trigger searchable after insert on desk_notefile
  referencing new table as came for each statement execute function prazo_note_files_came();
create trigger searchable after insert on desk_note
  referencing new table as came for each statement execute function prazo_note_came();
create trigger searchable_moved after update of ticket_id, text on desk_note for each row
  when (old.ticket_id is distinct from new.ticket_id or old.text is distinct from new.text)
  execute function prazo_message_moved();

create function prazo_files_came() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  one record;
begin
  for one in
    select t.id, prazo_words(t.language, string_agg(came.name, ' ')) as words
      from came join desk_message m on m.id = came.message_id join desk_ticket t on t.id = m.ticket_id
     where not came.inline group by t.id, t.language
  loop
    perform prazo_more_words(one.id, one.words);
  end loop;
  return null;
end $$;
create trigger searchable after insert on desk_attachment
  referencing new table as came for each statement execute function prazo_files_came();

create function prazo_file_texts_came() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  one record;
begin
  for one in
    select t.id, prazo_words(t.language, string_agg(came.text, ' ')) as words
      from came join desk_attachment f on f.id = came.attachment_id
      join desk_message m on m.id = f.message_id join desk_ticket t on t.id = m.ticket_id
     group by t.id, t.language
  loop
    perform prazo_more_words(one.id, one.words);
  end loop;
  return null;
end $$;
create trigger searchable after insert on desk_attachmenttext
  referencing new table as came for each statement execute function prazo_file_texts_came();
"""

FEW = 1000
AMONG = 200
SHORT = 5  # with the two signs of a pattern: letters come in threes in the index
NEWEST = 300
"""Tickets that are looked at before the index is asked: what is common is among them, and its long
list in the index (200 000 tickets: 50 ms of the database's time) need not be read."""

ASKING = f"""
-- As before, but each form once: the index compares as many forms as are asked for.
create or replace function prazo_asked(query text) returns tsquery
language plpgsql immutable parallel safe as $$
declare
  plain text := prazo_norm('', query);
  asked tsquery := plainto_tsquery('pg_catalog.simple', plain);
  seen tsquery[] := array[asked];
  one tsquery;
begin
  foreach one in array array[
    plainto_tsquery('pg_catalog.portuguese', prazo_norm('pt', query)),
    plainto_tsquery('pg_catalog.spanish', prazo_norm('es', query)),
    plainto_tsquery('pg_catalog.english', plain),
    plainto_tsquery('pg_catalog.german', plain),
    plainto_tsquery('pg_catalog.russian', plain)]
  loop
    if numnode(one) > 0 and one <> all(seen) then
      asked := asked || one;
      seen := seen || one;
    end if;
  end loop;
  return coalesce(asked, '');
end $$;

-- One phrase, where it stands as it is asked: letters without accents, one space between words.
create function prazo_phrase(given text) returns text
language sql immutable parallel safe as $$
  select regexp_replace(prazo_norm('', given), '\\s+', ' ', 'g')
$$;

create function prazo_says(ticket bigint, phrase text, inside boolean) returns boolean
language sql stable cost 100000 set search_path = public, pg_temp as $$
  select exists (select 1 from desk_ticket t where t.id = ticket
                    and position(phrase in prazo_phrase(t.subject)) > 0)
      or exists (select 1 from desk_message m where m.ticket_id = ticket and m.kind <> 'receipt'
                    and position(phrase in prazo_phrase(left(m.text, 100000))) > 0)
      or (inside and exists (select 1 from desk_note n where n.ticket_id = ticket
                    and position(phrase in prazo_phrase(left(n.text, 100000))) > 0))
      or exists (select 1 from desk_message m join desk_attachment f on f.message_id = m.id
                    left join desk_attachmenttext x on x.attachment_id = f.id
                  where m.ticket_id = ticket and not f.inline
                    and position(phrase in prazo_phrase(f.name || ' ' || coalesce(x.text, ''))) > 0)
$$;
revoke all on function prazo_says from public;

create function prazo_says_right(ticket bigint, phrases text[], without text[], inside boolean)
returns boolean language sql stable cost 200000 set search_path = public, pg_temp as $$
  select not exists (select 1 from unnest(phrases) p where not prazo_says(ticket, p, inside))
     and not exists (select 1 from unnest(without) p where prazo_says(ticket, p, inside))
$$;
revoke all on function prazo_says_right from public;

-- `needed` are the words that must occur; `asked` says also which must not.
create function prazo_find_few(needed tsquery, asked tsquery, wanted bigint[], customers bigint[])
returns bigint[] language plpgsql stable set search_path = public, pg_temp
set enable_seqscan = off set enable_indexscan = off as $$
begin
  if customers is null then
    return array(select ticket_id from desk_searchable
      where coalesce(every, words) @@ asked and desk_id = any(wanted) limit {FEW} + 1);
  end if;
  return array(select ticket_id from desk_searchable
    where coalesce(every, words) @@ needed and words @@ asked
      and desk_id = any(wanted) and customer_id = any(customers) limit {FEW} + 1);
end $$;
revoke all on function prazo_find_few from public;

-- The newest tickets before one that say all `words` and `phrases` and nothing `without`, of desks
-- that are both `wanted` and in scope.
create function prazo_find(
  said text, phrases text[], without text[], wanted bigint[], before bigint, most integer)
returns setof bigint
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  needed tsquery := prazo_asked(concat_ws(' ', said, array_to_string(phrases, ' ')));
  asked tsquery := needed;
  one text;
  right_phrases text[] := array(select trim(prazo_phrase(p)) from unnest(phrases) p);
  wrong_phrases text[] := '{{}}';
  checked boolean;
  desks bigint[] := case when prazo_all_desks() then wanted
    else array(select unnest(wanted) intersect select unnest(prazo_desks())) end;
  customers bigint[] := case when prazo_all_customers() then null else prazo_customers() end;
  few bigint[];
begin
  if numnode(needed) = 0 then
    return;
  end if;
  foreach one in array without loop
    if trim(prazo_phrase(one)) like '% %' then
      wrong_phrases := wrong_phrases || trim(prazo_phrase(one));
    elsif numnode(prazo_asked(one)) > 0 then
      asked := asked && !!prazo_asked(one);
    end if;
  end loop;
  checked := right_phrases <> '{{}}' or wrong_phrases <> '{{}}';
  if not checked then
    few := array(select r.ticket_id from (
        select s.ticket_id, s.desk_id, s.customer_id, s.words, s.every from desk_searchable s
         where s.ticket_id < before order by s.ticket_id desc
         limit greatest({NEWEST}, most + most / 2)) r
      where (case when customers is null then coalesce(r.every, r.words) else r.words end) @@ asked
        and r.desk_id = any(desks) and (customers is null or r.customer_id = any(customers))
      order by r.ticket_id desc);
    if cardinality(few) >= most then
      return query select f from unnest(few) with ordinality n(f, place) order by place limit most;
      return;
    end if;
  end if;
  few := prazo_find_few(needed, asked, desks, customers);
  if cardinality(few) <= {FEW} then
    if checked then
      return query select f from (select f from unnest(few) f where f < before order by f desc offset 0) s
        where prazo_says_right(f, right_phrases, wrong_phrases, customers is null) limit most;
    else
      return query select f from unnest(few) f where f < before order by f desc limit most;
    end if;
  else
    return query execute
      'select ticket_id from desk_searchable
        where coalesce(every, words) @@ $1 and desk_id = any($2) and ticket_id < $3'
      || case when customers is null then '' else ' and words @@ $4 and customer_id = any($5)' end
      || case when checked then ' and prazo_says_right(ticket_id, $6, $7, $5 is null)' else '' end
      || ' order by ticket_id desc limit $8'
      using case when customers is null then asked else needed end, desks, before, asked, customers,
        right_phrases, wrong_phrases, most;
  end if;
end $$;

drop function prazo_search_few(tsquery, bigint[], bigint[]);
create or replace function prazo_search(query text, wanted bigint[], most integer)
returns setof bigint
language sql stable security definer set search_path = public, pg_temp as $$
  select prazo_find(query, '{{}}', '{{}}', wanted, 9223372036854775807, most)
$$;

-- Words of these desks that look like one, the likest first. A customer is told none.
create function prazo_alike(mistyped text, wanted bigint[], most integer) returns setof text
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if not prazo_all_customers() or not exists (select 1 from pg_extension
      where extname = 'pg_trgm' and extnamespace = 'public'::regnamespace) then
    return;
  end if;
  perform set_config('pg_trgm.similarity_threshold', '0.2', true);  -- letters changed about
  return query execute
    'select min(word) from desk_searchword where plain % $1 and desk_id = any($2)
      group by plain order by similarity(plain, $1) desc, plain limit $3'
    using prazo_norm('', mistyped),
      case when prazo_all_desks() then wanted
        else array(select unnest(wanted) intersect select unnest(prazo_desks())) end,
      most;
end $$;

-- A text as a pattern of `like`, plain as names are made plain; null where nothing is left of it.
create function prazo_pattern(said text) returns text
language sql immutable parallel safe as $$
  select '%' || replace(replace(nullif(trim(prazo_phrase(said)), ''), '\\', '\\\\'), '%', '\\%') || '%'
$$;

-- Customers, and people, in whose names (or addresses) each of some texts occurs, by name; of very
-- many some. Row-level security lets no index be used. The longest text is looked up.
create function prazo_customers_named(said text[], wanted bigint[], most integer)
returns setof bigint
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  patterns text[] := array(select p from unnest(said) s, prazo_pattern(s) p
    where p is not null order by length(p) desc);
  desks bigint[] := case when prazo_all_desks() then wanted
    else array(select unnest(wanted) intersect select unnest(prazo_desks())) end;
begin
  if length(patterns[1]) < {SHORT} then  -- too short for the index of parts
    return query select c.id from customers_customer c
      where lower(c.name) like substr(patterns[1], 2) and cardinality(patterns) = 1
        and c.desk_id = any(desks) and (prazo_all_customers() or c.id = any(prazo_customers()))
      order by c.name, c.id limit most;
    return;
  end if;
  return query select found.id from (
      select c.id, c.name from customers_customer c
       where prazo_norm('', c.name) like patterns[1]
         and (cardinality(patterns) = 1 or prazo_norm('', c.name) like all(patterns))
         and c.desk_id = any(desks) and (prazo_all_customers() or c.id = any(prazo_customers()))
       limit greatest({AMONG}, most)) found
    order by found.name, found.id limit most;
end $$;

create function prazo_people_named(said text[], wanted bigint[], most integer)
returns setof bigint
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  patterns text[] := array(select p from unnest(said) s, prazo_pattern(s) p
    where p is not null order by length(p) desc);
  letters text[] := array(
    select '%' || replace(replace(replace(lower(s), '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%'
      from unnest(said) s where s <> '' order by length(s) desc);
  desks bigint[] := case when prazo_all_desks() then wanted
    else array(select unnest(wanted) intersect select unnest(prazo_desks())) end;
begin
  if not prazo_all_customers() or length(patterns[1]) < {SHORT} then
    return;
  end if;
  return query select found.id from (
      (select r.id, r.name from customers_requester r
        where prazo_norm('', r.name) like patterns[1]
          and (cardinality(patterns) = 1 or prazo_norm('', r.name) like all(patterns))
          and r.desk_id = any(desks) limit greatest({AMONG}, most))
      union
      (select r.id, r.name from customers_requesteraddress a
         join customers_requester r on r.id = a.requester_id
        where a.address like letters[1] and a.address like all(letters) and a.desk_id = any(desks)
        limit greatest({AMONG}, most))
    ) found
    order by found.name, found.id limit most;
end $$;
"""

OWNERS = (
    "prazo_learn(bigint[])",
    "prazo_more_words(bigint, tsvector)",
    "prazo_note_came()",
    "prazo_note_files_came()",
    "prazo_files_came()",
    "prazo_file_texts_came()",
    "prazo_find(text, text[], text[], bigint[], bigint, integer)",
    "prazo_alike(text, bigint[], integer)",
    "prazo_customers_named(text[], bigint[], integer)",
    "prazo_people_named(text[], bigint[], integer)",
)
CALLED = OWNERS[6:]
RIGHTS = "\n".join(
    [
        *(f"revoke execute on function {name} from public;" for name in OWNERS),
        *(f"grant execute on function {name} to prazo_app;" for name in CALLED),
    ]
)

ANEW = """
select prazo_searchable(array(
  select ticket_id from desk_note union
  select m.ticket_id from desk_message m join desk_attachment f on f.message_id = m.id));
select prazo_learn(array(select id from desk_ticket));
"""


class Migration(migrations.Migration):
    dependencies = [("desk", "0016_files_on_notes"), ("customers", "0002_guard_membership")]
    operations = [
        *MODELS,
        migrations.RunSQL(
            TABLES + KEEPING + ASKING + RIGHTS + ANEW, migrations.RunSQL.noop
        ),
    ]
