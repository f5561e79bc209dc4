"""Who works when, what he is named for, and how a desk gives out work; guarded like its neighbours."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


TABLES = ("absence", "handling", "policy", "shift", "skill")
RULE = (
    "((select prazo_all_desks()) or desk_id = any ((select prazo_desks())::bigint[]))"
    " and (select prazo_all_customers())"
)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0002_change'),
        ('desk', '0002_guards'),  # whose functions the policies ask
    ]

    operations = [
        migrations.CreateModel(
            name='Absence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('hands_over', models.BooleanField(default=False)),
                ('handed_over_at', models.DateTimeField(null=True)),
                ('desk', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='accounts.desk')),
                ('substitute', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='stands_in', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='absences', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['starts_at', 'id'],
                'indexes': [models.Index(fields=['desk', 'ends_at'], name='absence_of_desk')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='absence_has_length')],
            },
        ),
        migrations.CreateModel(
            name='Handling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('metric', models.CharField(max_length=50)),
                ('seconds', models.PositiveIntegerField(default=0)),
                ('cases', models.PositiveIntegerField(default=0)),
                ('counted_at', models.DateTimeField()),
                ('desk', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='accounts.desk')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('desk', 'metric'), name='handling_once')],
            },
        ),
        migrations.CreateModel(
            name='Policy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.CharField(default='off', max_length=5)),
                ('skills', models.CharField(default='prefer', max_length=6)),
                ('languages', models.CharField(default='prefer', max_length=6)),
                ('capacity', models.PositiveSmallIntegerField(default=20)),
                ('waiting_weight', models.PositiveSmallIntegerField(default=25)),
                ('urgent_weight', models.PositiveSmallIntegerField(default=200)),
                ('returns_left', models.BooleanField(default=True)),
                ('after_shift', models.CharField(default='keep', max_length=4)),
                ('desk', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='accounts.desk')),
                ('team', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to='accounts.team')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('team__isnull', True)), fields=('desk',), name='policy_of_desk')],
            },
        ),
        migrations.CreateModel(
            name='Shift',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('time_zone', models.CharField(max_length=64)),
                ('hours', models.JSONField(default=dict)),
                ('holidays', models.CharField(blank=True, max_length=20)),
                ('capacity', models.PositiveSmallIntegerField(null=True)),
                ('turn', models.BigIntegerField(default=0)),
                ('desk', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='accounts.desk')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shifts', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('desk', 'user'), name='shift_once')],
            },
        ),
        migrations.CreateModel(
            name='Skill',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('value', models.CharField(max_length=50)),
                ('desk', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='accounts.desk')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='skills', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('desk', 'user', 'kind', 'value'), name='skill_once')],
            },
        ),
        migrations.RunSQL(
            [
                statement
                for table in TABLES
                for statement in (
                    f"alter table routing_{table} enable row level security",
                    f"create policy guard on routing_{table} using ({RULE}) with check ({RULE})",
                )
            ],
            migrations.RunSQL.noop,
        ),
    ]
