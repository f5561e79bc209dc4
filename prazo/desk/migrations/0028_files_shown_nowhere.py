"""Files that their sender called inline though the mail shows them nowhere are files like others.

They were neither listed nor found. A mail shows pictures, which it names by their Content-ID.
"""

from django.db import migrations

SHOWN = """
do $$
declare
  freed bigint[];
begin
  with shown_nowhere as (
    update desk_attachment f set inline = false from desk_message m
     where m.id = f.message_id and f.inline
       and (f.content_id = '' or f.content_type not like 'image/%' or position('cid:' in m.html) = 0)
    returning m.ticket_id)
  select array_agg(distinct ticket_id) into freed from shown_nowhere;
  if freed is not null then
    perform prazo_searchable(freed);
  end if;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("desk", "0027_words_gathered")]
    operations = [migrations.RunSQL(SHOWN, migrations.RunSQL.noop)]
