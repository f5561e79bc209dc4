"""Search finds a ticket by its side threads: subject, the other party's addresses and number,
messages and names of files.

They are said inside, as notes are: among `every`, never among `words`, which customers may find.
They come one by one and are added; where a ticket's words are made anew, as after a merge, they
are too. Of what a ticket has none of, and a new one has neither files nor notes nor side threads, no
words are made.
"""

from django.db import migrations

MADE_ANEW = """
create or replace function prazo_searchable(tickets bigint[]) returns void
language plpgsql security definer set search_path = public, pg_temp
set plan_cache_mode = force_generic_plan as $$
begin
 insert into desk_searchable (ticket_id, desk_id, customer_id, words, every)
 select t.id, t.desk_id, t.customer_id, said.words,
        case when inside.words is not null or beside.words is not null then
          prazo_and_words(prazo_and_words(said.words, coalesce(inside.words, '')),
                          coalesce(beside.words, '')) end
  from unnest(tickets) asked(id)  -- not any(tickets), which is planned anew for each length
  join desk_ticket t on t.id = asked.id
  left join customers_requester r on r.id = t.requester_id
  left join customers_customer c on c.id = t.customer_id
  left join lateral (
    select case when count(*) > 0 then prazo_words(t.language,
             string_agg(f.name || ' ' || coalesce(x.text, ''), ' ' order by f.id)) end as words
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
    offset 0) said  -- or they would be made for each place that names them
  left join lateral (
    select case when count(*) > 0 then prazo_words(t.language, string_agg(concat_ws(' ', n.text, (
             select string_agg(f.name, ' ') from desk_notefile f where f.note_id = n.id)), ' ' order by n.id)) end as words
      from desk_note n where n.ticket_id = t.id) inside on true
  left join lateral (
    select case when count(*) > 0 then prazo_words(t.language, string_agg(concat_ws(' ', prazo_side_about(s), (
             select string_agg(concat_ws(' ', prazo_side_said(x), (
                 select string_agg(f.name, ' ') from desk_sidefile f where f.message_id = x.id)), ' ' order by x.id)
               from desk_sidemessage x where x.thread_id = s.id)), ' ' order by s.id)) end as words
      from desk_sidethread s where s.ticket_id = t.id) beside on true
 where not t.synthetic
 on conflict (ticket_id) do update
   set desk_id = excluded.desk_id, customer_id = excluded.customer_id, words = excluded.words,
       every = excluded.every;
 perform prazo_learn(tickets);
end $$;
"""

SAID = """
create function prazo_side_about(thread desk_sidethread) returns text
language sql stable parallel safe as $$
  select concat_ws(' ', thread.subject, array_to_string(thread.participants, ' '), thread.reference)
$$;

-- Whoever of the desk wrote is no word of the ticket, as with messages to the customer.
create function prazo_side_said(message desk_sidemessage) returns text
language sql stable parallel safe as $$
  select concat_ws(' ', case when message.user_id is null then message.sender end, message.text)
$$;
"""

COMING = """
-- More that was said inside the desk, or beside its customers.
create function prazo_more_inside(ticket bigint, said text) returns void
language sql security definer set search_path = public, pg_temp as $$
  update desk_searchable s
     set every = prazo_and_words(coalesce(s.every, s.words), prazo_words(t.language, said))
    from desk_ticket t where t.id = ticket and s.ticket_id = ticket
$$;

create function prazo_side_thread_came() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform prazo_more_inside(new.ticket_id, prazo_side_about(new));
  return null;
end $$;
create trigger searchable after insert on desk_sidethread
  for each row execute function prazo_side_thread_came();

create function prazo_side_message_came() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform prazo_more_inside(s.ticket_id, prazo_side_said(new))
    from desk_sidethread s where s.id = new.thread_id;
  return null;
end $$;
create trigger searchable after insert on desk_sidemessage
  for each row execute function prazo_side_message_came();

create function prazo_side_file_came() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform prazo_more_inside(s.ticket_id, new.name)
    from desk_sidemessage x join desk_sidethread s on s.id = x.thread_id where x.id = new.message_id;
  return null;
end $$;
create trigger searchable after insert on desk_sidefile
  for each row execute function prazo_side_file_came();

create trigger searchable_moved
  after update of ticket_id, subject, participants, reference on desk_sidethread for each row
  when (old.ticket_id is distinct from new.ticket_id
    or prazo_side_about(old) is distinct from prazo_side_about(new))
  execute function prazo_message_moved();
"""

PHRASES = """
create or replace function prazo_says(ticket bigint, phrase text, inside boolean) returns boolean
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
      or (inside and exists (select 1 from desk_sidethread s where s.ticket_id = ticket
                    and (position(phrase in prazo_phrase(prazo_side_about(s))) > 0
                      or exists (select 1 from desk_sidemessage x where x.thread_id = s.id
                          and position(phrase in prazo_phrase(left(prazo_side_said(x), 100000))) > 0))))
$$;
"""

OWNERS = (
    "prazo_more_inside(bigint, text)",
    "prazo_side_thread_came()",
    "prazo_side_message_came()",
    "prazo_side_file_came()",
)
RIGHTS = "\n".join(f"revoke execute on function {name} from public;" for name in OWNERS)
ANEW = "select prazo_searchable(array(select distinct ticket_id from desk_sidethread));"


class Migration(migrations.Migration):
    dependencies = [("desk", "0025_words_made_once")]

    operations = [
        migrations.RunSQL(
            SAID + MADE_ANEW + COMING + PHRASES + RIGHTS + ANEW, migrations.RunSQL.noop
        )
    ]
