"""People are told of reminders that are due."""

from django.db import migrations, models

HEARD = (
    "message", "reply", "note", "assigned", "escalated", "resumed", "reopened", "resolved",
    "closed", "merged_into",
)
BEFORE = f"""c.kind in {HEARD} or c.kind = 'classified' and c.data ? 'from_id'
       or c.kind = 'opened' and exists (
         select from notices_preference p join accounts_member m on m.user_id = p.user_id
          where p.of_all and m.desk_id = c.desk_id)"""
# Of those that are set or done nobody is told.
NOW = f"{BEFORE} or c.kind = 'reminder' and c.data ? 'tells'"


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
        ('notices', '0002_of_all'),
    ]

    operations = [
        migrations.AlterField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('mentioned', 'Somebody mentions me in a note'), ('assigned', 'A ticket is given to me'), ('told', 'A rule or a macro tells me of a ticket'), ('reminded', 'A reminder of mine is due, or what I snoozed comes back'), ('lapsed', 'A promise of mine lapsed, or a ticket was escalated'), ('due', 'A promise of mine lapses soon'), ('answered', 'The customer writes'), ('returned', 'Work comes back: reopened, or a wait is over'), ('moved', 'A ticket of mine is given to somebody else, or put back'), ('noted', 'A colleague writes a note or an answer'), ('ended', 'A ticket is resolved, closed or merged'), ('team', 'A ticket comes to a team of mine, and nobody has it'), ('unheld', 'The customer writes, and nobody has the ticket'), ('opened', 'A new ticket at my desk')], max_length=10),
        ),
        migrations.AlterField(
            model_name='occasion',
            name='kind',
            field=models.CharField(choices=[('mentioned', 'Somebody mentions me in a note'), ('assigned', 'A ticket is given to me'), ('told', 'A rule or a macro tells me of a ticket'), ('reminded', 'A reminder of mine is due, or what I snoozed comes back'), ('lapsed', 'A promise of mine lapsed, or a ticket was escalated'), ('due', 'A promise of mine lapses soon'), ('answered', 'The customer writes'), ('returned', 'Work comes back: reopened, or a wait is over'), ('moved', 'A ticket of mine is given to somebody else, or put back'), ('noted', 'A colleague writes a note or an answer'), ('ended', 'A ticket is resolved, closed or merged'), ('team', 'A ticket comes to a team of mine, and nobody has it'), ('unheld', 'The customer writes, and nobody has the ticket'), ('opened', 'A new ticket at my desk')], max_length=10),
        ),
        migrations.RunSQL(listing(NOW), listing(BEFORE)),
    ]
