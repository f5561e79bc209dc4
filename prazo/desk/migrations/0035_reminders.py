"""Reminders; and whose ticket stays out of his queues until then gets it back when it should."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


DESK = "((select prazo_all_desks()) or desk_id = any ((select prazo_desks())::bigint[]))"
RULE = f"{DESK} and (select prazo_all_customers())"
GUARD = f"""
alter table desk_reminder enable row level security;
create policy guard on desk_reminder using ({RULE}) with check ({RULE});
"""

# In the transaction of the act, whoever writes events. What a machine of the requester's sends is
# no writing; what Prazo or a rule does brings it back where it is meant for people.
WAKE = """
create function prazo_woken() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  update desk_reminder r set hides = false from came c
   where r.ticket_id = c.ticket_id and r.hides and c.kind <> 'reminder'
     and case c.by
           when 'agent' then c.user_id is distinct from r.user_id
           when 'requester' then coalesce(c.data ->> 'automatic', '') in ('', 'false')
           else c.kind in ('escalated', 'note', 'assigned', 'reopened')
         end;
  return null;
end $$;
revoke execute on function prazo_woken() from public;
create trigger woken after insert on desk_event referencing new table as came
  for each statement execute function prazo_woken();
"""
SLEEP = "drop trigger woken on desk_event; drop function prazo_woken()"


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_absence'),
        ('desk', '0034_markup'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('note', models.CharField(blank=True, max_length=300)),
                ('hides', models.BooleanField(default=False)),
                ('waits', models.BooleanField(default=False)),
                ('told_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='reminders_set', to=settings.AUTH_USER_MODEL)),
                ('desk', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='accounts.desk')),
                ('team', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, to='accounts.team')),
                ('ticket', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to='desk.ticket')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['at', 'id'],
                'indexes': [models.Index(condition=models.Q(('told_at__isnull', True)), fields=['at'], name='reminder_coming'), models.Index(condition=models.Q(('hides', True)), fields=['ticket'], name='reminder_hides'), models.Index(condition=models.Q(('user__isnull', True)), fields=['desk'], name='reminder_of_all')],
                'constraints': [models.CheckConstraint(condition=models.Q(('user', None), ('team', None), _connector='OR'), name='reminder_for_one')],
            },
        ),
        migrations.RunSQL(GUARD, migrations.RunSQL.noop),
        migrations.RunSQL(WAKE, SLEEP),
    ]
