"""Tables of the room, their walls, and the list of events nobody was told of yet."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


# Of what prazo.notices.whom tells; a fact of another kind costs nothing but this look.
HEARD = (
    "message", "reply", "note", "assigned", "escalated", "resumed", "reopened", "resolved",
    "closed", "merged_into",
)

# The desk knows nothing of this room: the list is kept by its table, whoever writes events.
LIST = f"""
create function prazo_happened() returns trigger language plpgsql
  set search_path = public, pg_temp as $$
begin
  insert into notices_happening (event_id, desk_id)
    select c.id, c.desk_id from came c where c.kind in {HEARD}
       or c.kind = 'classified' and c.data ? 'from_id';
  if found then
    perform pg_notify('prazo_duty', 'notices');
  end if;
  return null;
end $$;
create trigger happened after insert on desk_event referencing new table as came
  for each statement execute function prazo_happened();
"""
UNLIST = "drop trigger happened on desk_event; drop function prazo_happened()"

DESK = "((select prazo_all_desks()) or desk_id = any ((select prazo_desks())::bigint[]))"
INSIDE = f"{DESK} and (select prazo_all_customers())"
GUARDS = [
    "alter table notices_happening enable row level security",
    # Whoever acts on a ticket writes here, a customer too; only who works there reads.
    f"create policy guard on notices_happening using ({INSIDE}) with check ({DESK})",
    *(
        statement
        for table in ("notices_notice", "notices_occasion", "notices_follower")
        for statement in (
            f"alter table {table} enable row level security",
            f"create policy guard on {table} using ({INSIDE}) with check ({INSIDE})",
        )
    ),
]


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0002_change'),
        ('desk', '0011_queues_of_each_desk'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Preference',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, serialize=False, to=settings.AUTH_USER_MODEL)),
                ('browser', models.JSONField(default=dict)),
                ('mail', models.JSONField(default=dict)),
                ('daily_at', models.PositiveSmallIntegerField(default=8)),
                ('quiet_from', models.TimeField(blank=True, null=True)),
                ('quiet_until', models.TimeField(blank=True, null=True)),
                ('urgent_passes', models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name='Happening',
            fields=[
                ('event_id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('failed_at', models.DateTimeField(null=True)),
                ('desk', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, to='accounts.desk')),
            ],
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('mentioned', 'Somebody mentions me in a note'), ('assigned', 'A ticket is given to me'), ('lapsed', 'A promise of mine lapsed, or a ticket was escalated'), ('due', 'A promise of mine lapses soon'), ('answered', 'The customer writes'), ('returned', 'Work comes back: reopened, or a wait is over'), ('moved', 'A ticket of mine is given to somebody else, or put back'), ('noted', 'A colleague writes a note or an answer'), ('ended', 'A ticket is resolved, closed or merged')], max_length=10)),
                ('tickets', models.PositiveIntegerField(default=1)),
                ('at', models.DateTimeField()),
                ('seen_at', models.DateTimeField(null=True)),
                ('who', models.CharField(blank=True, max_length=120)),
                ('fact', models.CharField(max_length=20)),
                ('metric', models.CharField(blank=True, max_length=50)),
                ('desk', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='accounts.desk')),
                ('ticket', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, to='desk.ticket')),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Occasion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('mentioned', 'Somebody mentions me in a note'), ('assigned', 'A ticket is given to me'), ('lapsed', 'A promise of mine lapsed, or a ticket was escalated'), ('due', 'A promise of mine lapses soon'), ('answered', 'The customer writes'), ('returned', 'Work comes back: reopened, or a wait is over'), ('moved', 'A ticket of mine is given to somebody else, or put back'), ('noted', 'A colleague writes a note or an answer'), ('ended', 'A ticket is resolved, closed or merged')], max_length=10)),
                ('who', models.CharField(blank=True, max_length=120)),
                ('fact', models.CharField(max_length=20)),
                ('metric', models.CharField(blank=True, max_length=50)),
                ('told_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField(null=True)),
                ('mail_after', models.DateTimeField(null=True)),
                ('mailed_at', models.DateTimeField(null=True)),
                ('desk', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='accounts.desk')),
                ('event', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='desk.event')),
                ('notice', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='occasions', to='notices.notice')),
                ('ticket', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='occasions', to='desk.ticket')),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Follower',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField()),
                ('desk', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='accounts.desk')),
                ('ticket', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='desk.ticket')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='follows', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('ticket', 'user'), name='follows_once')],
            },
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('seen_at__isnull', True)), fields=['user', '-at', '-id'], name='notice_unread'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('seen_at__isnull', False)), fields=['user', '-at', '-id'], name='notice_read'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(fields=['at'], name='notice_age'),
        ),
        migrations.AddIndex(
            model_name='occasion',
            index=models.Index(condition=models.Q(('seen_at__isnull', True)), fields=['user', 'ticket'], name='occasion_unseen'),
        ),
        migrations.AddIndex(
            model_name='occasion',
            index=models.Index(condition=models.Q(('mail_after__isnull', False)), fields=['mail_after'], name='occasion_to_mail'),
        ),
        migrations.AddIndex(
            model_name='occasion',
            index=models.Index(fields=['told_at'], name='occasion_age'),
        ),
        migrations.AddConstraint(
            model_name='occasion',
            constraint=models.UniqueConstraint(fields=('event', 'user'), name='told_once'),
        ),
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
        migrations.RunSQL(LIST, UNLIST),
    ]
