"""Files whose text is still to be read for the search: a list, newest first.

What came before is put on it as a whole: only who opens a file sees what it is.
"""

import django.db.models.deletion
from django.db import migrations, models

DESK = "((select prazo_all_desks()) or desk_id = any ((select prazo_desks())::bigint[]))"
RULE = (
    f"{DESK} and ((select prazo_all_desks()) or exists"
    " (select 1 from desk_attachment a where a.id = attachment_id))"
)
GUARD = f"""
alter table desk_unreadfile enable row level security;
create policy guard on desk_unreadfile using ({RULE}) with check ({RULE});
"""

# Each text by itself: of many together only the beginning became words.
WORDS = """
create or replace function prazo_file_texts_came() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  one record;
begin
  for one in
    select t.id, prazo_words(t.language, came.text) as words
      from came join desk_attachment f on f.id = came.attachment_id
      join desk_message m on m.id = f.message_id join desk_ticket t on t.id = m.ticket_id
     order by t.id
  loop
    perform prazo_more_words(one.id, one.words);
  end loop;
  return null;
end $$;
"""

BEFORE = """
insert into desk_unreadfile (attachment_id, desk_id, try_at, tries, why)
select f.id, f.desk_id, now(), 0, '' from desk_attachment f
 where not f.inline and not exists (select 1 from desk_attachmenttext x where x.attachment_id = f.id)
 order by f.id
"""


class Migration(migrations.Migration):
    dependencies = [("desk", "0028_files_shown_nowhere"), ("accounts", "0002_change")]
    operations = [
        migrations.CreateModel(
            name="UnreadFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "attachment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="unread",
                        to="desk.attachment",
                    ),
                ),
                ("try_at", models.DateTimeField(null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("why", models.CharField(blank=True, max_length=120)),
                (
                    "desk",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="accounts.desk",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["-id"],
                        name="unread_newest",
                        condition=models.Q(try_at__isnull=False),
                    )
                ],
            },
        ),
        migrations.RunSQL(GUARD + WORDS, migrations.RunSQL.noop),
        migrations.RunSQL(BEFORE, migrations.RunSQL.noop),
    ]
