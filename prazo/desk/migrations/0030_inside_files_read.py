"""What files on notes and in side threads say is found too, by those who see them.

Where a ticket's words are made anew, as after a merge, each file's are made by themselves: of all
texts together only the beginning became words, so long ones were found until then and not after.
"""

import django.db.models.deletion
from django.db import migrations, models

TABLES = """
drop policy guard on desk_unreadfile;
create policy guard on desk_unreadfile using ({rule}) with check ({rule});
"""
DESK = "((select prazo_all_desks()) or desk_id = any ((select prazo_desks())::bigint[]))"
RULE = (
    f"{DESK} and ((select prazo_all_desks())"
    " or exists (select 1 from desk_attachment f where f.id = attachment_id)"
    " or exists (select 1 from desk_notefile f where f.id = note_file_id)"
    " or exists (select 1 from desk_sidefile f where f.id = side_file_id))"
)

WORDS = """
create aggregate prazo_all_words(tsvector) (
  sfunc = prazo_and_words, stype = tsvector, initcond = '', parallel = safe);

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
    select prazo_all_words(prazo_words(t.language, concat_ws(' ', f.name, x.text))) as words
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
      || prazo_words('', concat_ws(' ', r.name, c.name)), files.words) as words
    offset 0) said  -- or they would be made for each place that names them
  left join lateral (
    select case when count(*) > 0 then prazo_and_words(
             prazo_words(t.language, string_agg(n.text, ' ' order by n.id)),
             (select prazo_all_words(prazo_words(t.language, concat_ws(' ', f.name, f.text)))
                from desk_notefile f join desk_note n on n.id = f.note_id
               where n.ticket_id = t.id)) end as words
      from desk_note n where n.ticket_id = t.id) inside on true
  left join lateral (
    select case when count(*) > 0 then prazo_and_words(
             prazo_words(t.language, string_agg(concat_ws(' ', prazo_side_about(s), (
               select string_agg(prazo_side_said(x), ' ' order by x.id)
                 from desk_sidemessage x where x.thread_id = s.id)), ' ' order by s.id)),
             (select prazo_all_words(prazo_words(t.language, concat_ws(' ', f.name, f.text)))
                from desk_sidefile f join desk_sidemessage x on x.id = f.message_id
                join desk_sidethread s on s.id = x.thread_id
               where s.ticket_id = t.id)) end as words
      from desk_sidethread s where s.ticket_id = t.id) beside on true
 where not t.synthetic
 on conflict (ticket_id) do update
   set desk_id = excluded.desk_id, customer_id = excluded.customer_id, words = excluded.words,
       every = excluded.every;
end $$;
"""

COMING = """
create or replace function prazo_note_files_came() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform prazo_more_inside(n.ticket_id, concat_ws(' ', came.name, came.text))
    from came join desk_note n on n.id = came.note_id;
  return null;
end $$;
create or replace function prazo_side_file_came() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform prazo_more_inside(s.ticket_id, concat_ws(' ', new.name, new.text))
    from desk_sidemessage x join desk_sidethread s on s.id = x.thread_id where x.id = new.message_id;
  return null;
end $$;
create trigger searchable_read after update on desk_notefile
  referencing new table as came for each statement execute function prazo_note_files_came();
create trigger searchable_read after update of text on desk_sidefile
  for each row execute function prazo_side_file_came();
"""

PHRASES = """
create or replace function prazo_says(ticket bigint, phrase text, inside boolean) returns boolean
language sql stable cost 100000 set search_path = public, pg_temp as $$
  select exists (select 1 from desk_ticket t where t.id = ticket
                    and position(phrase in prazo_phrase(t.subject)) > 0)
      or exists (select 1 from desk_message m where m.ticket_id = ticket and m.kind <> 'receipt'
                    and position(phrase in prazo_phrase(left(m.text, 100000))) > 0)
      or (inside and exists (select 1 from desk_note n where n.ticket_id = ticket
                    and (position(phrase in prazo_phrase(left(n.text, 100000))) > 0
                      or exists (select 1 from desk_notefile f where f.note_id = n.id
                          and position(phrase in prazo_phrase(f.name || ' ' || f.text)) > 0))))
      or exists (select 1 from desk_message m join desk_attachment f on f.message_id = m.id
                    left join desk_attachmenttext x on x.attachment_id = f.id
                  where m.ticket_id = ticket and not f.inline
                    and position(phrase in prazo_phrase(f.name || ' ' || coalesce(x.text, ''))) > 0)
      or (inside and exists (select 1 from desk_sidethread s where s.ticket_id = ticket
                    and (position(phrase in prazo_phrase(prazo_side_about(s))) > 0
                      or exists (select 1 from desk_sidemessage x where x.thread_id = s.id
                          and (position(phrase in prazo_phrase(left(prazo_side_said(x), 100000))) > 0
                            or exists (select 1 from desk_sidefile f where f.message_id = x.id
                                and position(phrase in prazo_phrase(f.name || ' ' || f.text)) > 0))))))
$$;
"""

BEFORE = """
insert into desk_unreadfile (note_file_id, desk_id, try_at, tries, why)
select f.id, f.desk_id, now(), 0, '' from desk_notefile f where f.text = '' order by f.id;
insert into desk_unreadfile (side_file_id, desk_id, try_at, tries, why)
select f.id, f.desk_id, now(), 0, '' from desk_sidefile f where f.text = '' order by f.id;
"""


class Migration(migrations.Migration):
    dependencies = [("desk", "0029_unread_files")]
    operations = [
        migrations.AddField("notefile", "text", models.TextField(db_default="")),
        migrations.AddField("sidefile", "text", models.TextField(db_default="")),
        migrations.AlterField(
            "unreadfile",
            "attachment",
            models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="unread",
                to="desk.attachment",
            ),
        ),
        migrations.AddField(
            "unreadfile",
            "note_file",
            models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="unread",
                to="desk.notefile",
            ),
        ),
        migrations.AddField(
            "unreadfile",
            "side_file",
            models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="unread",
                to="desk.sidefile",
            ),
        ),
        migrations.AddConstraint(
            "unreadfile",
            models.CheckConstraint(
                name="unread_is_one",
                condition=models.Q(
                    attachment__isnull=False, note_file__isnull=True, side_file__isnull=True
                )
                | models.Q(attachment__isnull=True, note_file__isnull=False, side_file__isnull=True)
                | models.Q(
                    attachment__isnull=True, note_file__isnull=True, side_file__isnull=False
                ),
            ),
        ),
        migrations.RunSQL(TABLES.format(rule=RULE), migrations.RunSQL.noop),
        migrations.RunSQL(WORDS + COMING + PHRASES, migrations.RunSQL.noop),
        migrations.RunSQL(BEFORE, migrations.RunSQL.noop),
    ]
