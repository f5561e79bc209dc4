"""Tables of the room, their walls, and the list of events that rules did not look at yet."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


# What rules listen for (prazo.rules.facts.ON); a fact of another kind costs this look.
HEARD = (
    "opened", "message", "assigned", "classified", "waiting", "resumed", "escalated", "resolved",
    "reopened", "closed",
)

# The desk knows nothing of this room: the list is kept by its table, whoever writes events. With
# the owner's eyes, as who acts may see no rules; where no rule is in use nothing is listed.
LIST = f"""
create function prazo_heard() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  insert into rules_happening (event_id, desk_id)
    select c.id, c.desk_id from came c where c.kind in {HEARD} and exists (
      select from rules_rule r where r.desk_id = c.desk_id and r.active and r."on" <> 'time');
  if found then
    perform pg_notify('prazo_duty', 'rules');
  end if;
  return null;
end $$;
revoke execute on function prazo_heard() from public;
create trigger heard after insert on desk_event referencing new table as came
  for each statement execute function prazo_heard();
"""
UNLIST = "drop trigger heard on desk_event; drop function prazo_heard()"

DESK = "((select prazo_all_desks()) or desk_id = any ((select prazo_desks())::bigint[]))"
INSIDE = f"{DESK} and (select prazo_all_customers())"
TABLES = ("rules_macro", "rules_rule", "rules_run", "rules_held", "rules_happening")
GUARDS = [
    statement
    for table in TABLES
    for statement in (
        f"alter table {table} enable row level security",
        f"create policy guard on {table} using ({INSIDE}) with check ({INSIDE})",
    )
]


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0002_change'),
        ('desk', '0013_bulk'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Happening',
            fields=[
                ('event_id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('desk', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.desk')),
            ],
        ),
        migrations.CreateModel(
            name='Rule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('on', models.CharField(choices=[('made', 'A ticket is made'), ('written', 'The requester writes'), ('assigned', 'A ticket is given to somebody, or put back'), ('classified', 'A ticket is classified'), ('waiting', 'A wait begins'), ('resumed', 'A wait ends'), ('escalated', 'A ticket is escalated'), ('resolved', 'A ticket is resolved'), ('reopened', 'A ticket is reopened'), ('closed', 'A ticket is closed'), ('time', 'Time passes: as soon as the conditions hold')], max_length=12)),
                ('conditions', models.JSONField(default=dict)),
                ('deeds', models.JSONField(default=list)),
                ('position', models.PositiveIntegerField(default=0)),
                ('active', models.BooleanField(default=False)),
                ('since', models.DateTimeField(null=True)),
                ('failures', models.PositiveSmallIntegerField(default=0)),
                ('stopped', models.TextField(blank=True)),
                ('swept_at', models.DateTimeField(null=True)),
                ('made_at', models.DateTimeField()),
                ('desk', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rules', to='accounts.desk')),
            ],
            options={
                'ordering': ['position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Held',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField()),
                ('desk', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='accounts.desk')),
                ('ticket', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='desk.ticket')),
                ('rule', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='rules.rule')),
            ],
        ),
        migrations.CreateModel(
            name='Run',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event_id', models.BigIntegerField(null=True)),
                ('at', models.DateTimeField()),
                ('outcome', models.CharField(choices=[('done', 'done'), ('refused', 'refused'), ('failed', 'failed'), ('held', 'held back')], max_length=8)),
                ('why', models.TextField(blank=True)),
                ('desk', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='accounts.desk')),
                ('rule', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='runs', to='rules.rule')),
                ('ticket', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='runs', to='desk.ticket')),
            ],
        ),
        migrations.CreateModel(
            name='Macro',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('shared', models.CharField(choices=[('nobody', 'only me'), ('team', 'a team'), ('desk', 'everybody at the desk')], default='nobody', max_length=10)),
                ('deeds', models.JSONField(default=list)),
                ('position', models.PositiveIntegerField(default=0)),
                ('made_at', models.DateTimeField()),
                ('desk', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='macros', to='accounts.desk')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='macros', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to='accounts.team')),
            ],
            options={
                'ordering': ['position', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('shared', 'team'), ('team__isnull', False)), models.Q(models.Q(('shared', 'team'), _negated=True), ('team', None)), _connector='OR'), name='macro_shared_with_somebody')],
            },
        ),
        migrations.AddIndex(
            model_name='rule',
            index=models.Index(condition=models.Q(('active', True)), fields=['desk', 'on'], name='rule_in_use'),
        ),
        migrations.AddConstraint(
            model_name='held',
            constraint=models.UniqueConstraint(fields=('rule', 'ticket'), name='held_once'),
        ),
        migrations.AddIndex(
            model_name='run',
            index=models.Index(fields=['rule', '-at'], name='run_of_rule'),
        ),
        migrations.AddIndex(
            model_name='run',
            index=models.Index(fields=['at'], name='run_age'),
        ),
        migrations.AddConstraint(
            model_name='run',
            constraint=models.UniqueConstraint(fields=('rule', 'event_id'), name='run_once'),
        ),
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
        migrations.RunSQL(LIST, UNLIST),
    ]
