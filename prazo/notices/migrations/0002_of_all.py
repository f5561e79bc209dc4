"""Of tickets that are nobody's: told to who asks for it, at no cost where nobody does."""

from django.conf import settings
from django.db import migrations, models

HEARD = (
    "message", "reply", "note", "assigned", "escalated", "resumed", "reopened", "resolved",
    "closed", "merged_into",
)
BEFORE = f"c.kind in {HEARD} or c.kind = 'classified' and c.data ? 'from_id'"
# A new ticket is listed where somebody of its desk wants to hear of such: the small index of those
# who do is asked once for each.
NOW = f"""{BEFORE} or c.kind = 'opened' and exists (
         select from notices_preference p join accounts_member m on m.user_id = p.user_id
          where p.of_all and m.desk_id = c.desk_id)"""


def listing(heard: str) -> str:
    return f"""
create or replace function prazo_happened() returns trigger language plpgsql
  set search_path = public, pg_temp as $$
begin
  insert into notices_happening (event_id, desk_id)
    select c.id, c.desk_id from came c where {heard};
  if found then
    perform pg_notify('prazo_duty', 'notices');
  end if;
  return null;
end $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('notices', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='preference',
            name='of_all',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddIndex(
            model_name='preference',
            index=models.Index(condition=models.Q(('of_all', True)), fields=['user'], name='preference_of_all'),
        ),
        migrations.AlterField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('mentioned', 'Somebody mentions me in a note'), ('assigned', 'A ticket is given to me'), ('told', 'A rule or a macro tells me of a ticket'), ('lapsed', 'A promise of mine lapsed, or a ticket was escalated'), ('due', 'A promise of mine lapses soon'), ('answered', 'The customer writes'), ('returned', 'Work comes back: reopened, or a wait is over'), ('moved', 'A ticket of mine is given to somebody else, or put back'), ('noted', 'A colleague writes a note or an answer'), ('ended', 'A ticket is resolved, closed or merged'), ('team', 'A ticket comes to a team of mine, and nobody has it'), ('unheld', 'The customer writes, and nobody has the ticket'), ('opened', 'A new ticket at my desk')], max_length=10),
        ),
        migrations.AlterField(
            model_name='occasion',
            name='kind',
            field=models.CharField(choices=[('mentioned', 'Somebody mentions me in a note'), ('assigned', 'A ticket is given to me'), ('told', 'A rule or a macro tells me of a ticket'), ('lapsed', 'A promise of mine lapsed, or a ticket was escalated'), ('due', 'A promise of mine lapses soon'), ('answered', 'The customer writes'), ('returned', 'Work comes back: reopened, or a wait is over'), ('moved', 'A ticket of mine is given to somebody else, or put back'), ('noted', 'A colleague writes a note or an answer'), ('ended', 'A ticket is resolved, closed or merged'), ('team', 'A ticket comes to a team of mine, and nobody has it'), ('unheld', 'The customer writes, and nobody has the ticket'), ('opened', 'A new ticket at my desk')], max_length=10),
        ),
        migrations.RunSQL(listing(NOW), listing(BEFORE)),
    ]
