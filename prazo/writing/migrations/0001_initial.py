"""Drafts, what is held until it is sent, templates, and who has which ticket before them."""

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

DESK = "((select prazo_all_desks()) or desk_id = any ((select prazo_desks())::bigint[]))"
TICKET = (
    "((select prazo_all_desks()) or exists (select 1 from desk_ticket t where t.id = ticket_id))"
)
INSIDE = "(select prazo_all_customers())"
POLICIES = {
    "writing_draft": f"{DESK} and {TICKET} and {INSIDE}",
    "writing_draftfile": f"{DESK} and {INSIDE}",
    "writing_template": f"{DESK} and {INSIDE}",
    "prazo_presence": f"{DESK} and {INSIDE}",
}

# Unlogged: it is true for a minute, and of nobody after a crash.
PRESENCE = """
create unlogged table prazo_presence (
  token text primary key, desk_id bigint not null, ticket_id bigint not null,
  number bigint not null,
  user_id bigint not null, seen_at timestamptz not null, wrote_at timestamptz
);
create index prazo_presence_ticket on prazo_presence (ticket_id);
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0002_change'),
        ('desk', '0016_files_on_notes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Habit',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, serialize=False, to=settings.AUTH_USER_MODEL)),
                ('undo_seconds', models.PositiveSmallIntegerField(default=10)),
            ],
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('reply', 'Reply'), ('note', 'Note')], max_length=10)),
                ('sealed', models.BinaryField()),
                ('revision', models.BigIntegerField(default=0)),
                ('began_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('pressed_at', models.DateTimeField(null=True)),
                ('send_at', models.DateTimeField(null=True)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('trouble', models.TextField(blank=True)),
                ('desk', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='accounts.desk')),
                ('ticket', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to='desk.ticket')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='DraftFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(max_length=40, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('content_type', models.CharField(max_length=120)),
                ('size', models.BigIntegerField()),
                ('sealed', models.BinaryField()),
                ('desk', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='accounts.desk')),
                ('draft', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='writing.draft')),
            ],
        ),
        migrations.CreateModel(
            name='Template',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(blank=True, max_length=10)),
                ('name', models.CharField(max_length=80)),
                ('text', models.TextField()),
                ('used', models.PositiveIntegerField(default=0)),
                ('used_at', models.DateTimeField(null=True)),
                ('changed_at', models.DateTimeField()),
                ('desk', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='templates', to='accounts.desk')),
                ('team', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to='accounts.team')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddIndex(
            model_name='draft',
            index=models.Index(condition=models.Q(('send_at__isnull', False)), fields=['send_at'], name='draft_to_send'),
        ),
        migrations.AddIndex(
            model_name='draft',
            index=models.Index(fields=['changed_at'], name='draft_changed'),
        ),
        migrations.AddConstraint(
            model_name='draft',
            constraint=models.UniqueConstraint(condition=models.Q(('pressed_at__isnull', True)), fields=('ticket', 'user', 'kind'), name='draft_once'),
        ),
        migrations.AddConstraint(
            model_name='template',
            constraint=models.UniqueConstraint(models.F('desk'), models.F('team'), models.F('user'), models.F('language'), django.db.models.functions.text.Lower('name'), name='template_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='template',
            constraint=models.CheckConstraint(condition=models.Q(('team__isnull', True), ('user__isnull', True), _connector='OR'), name='template_of_one'),
        ),
        migrations.RunSQL(PRESENCE, "drop table prazo_presence"),
        migrations.RunSQL(
            [
                statement
                for table, rule in POLICIES.items()
                for statement in (
                    f"alter table {table} enable row level security",
                    f"create policy guard on {table} using ({rule}) with check ({rule})",
                )
            ],
            migrations.RunSQL.noop,
        ),
    ]
