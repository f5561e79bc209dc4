"""Queues of one's own making. One without a desk is its owner's alone, at whatever desks he works;
no customer sees any."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


DESK = "((select prazo_all_desks()) or desk_id = any ((select prazo_desks())::bigint[]))"
RULE = f"(desk_id is null or {DESK}) and (select prazo_all_customers())"
GUARD = f"""
alter table desk_savedqueue enable row level security;
create policy guard on desk_savedqueue using ({RULE}) with check ({RULE});
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_change'),
        ('desk', '0011_queues_of_each_desk'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SavedQueue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('shared', models.CharField(choices=[('nobody', 'only me'), ('team', 'a team'), ('desk', 'everybody at the desk')], default='nobody', max_length=10)),
                ('conditions', models.JSONField(default=dict)),
                ('order', models.CharField(choices=[('due', 'next due first'), ('oldest', 'longest open first'), ('newest', 'newest first'), ('changed', 'changed last first')], default='due', max_length=10)),
                ('columns', django.contrib.postgres.fields.ArrayField(base_field=models.SlugField(), blank=True, default=list, size=None)),
                ('made_at', models.DateTimeField()),
                ('desk', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='saved_queues', to='accounts.desk')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_queues', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to='accounts.team')),
            ],
            options={
                'ordering': ['name', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('shared', 'nobody'), ('team', None)), models.Q(('desk__isnull', False), ('shared', 'desk'), ('team', None)), models.Q(('desk__isnull', False), ('shared', 'team'), ('team__isnull', False)), _connector='OR'), name='saved_queue_shared_with_somebody')],
            },
        ),
        migrations.RunSQL(GUARD, migrations.RunSQL.noop),
    ]
