"""Links between tickets of one desk, of which no customer sees any."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


DESK = "((select prazo_all_desks()) or desk_id = any ((select prazo_desks())::bigint[]))"
RULE = f"{DESK} and (select prazo_all_customers())"
GUARD = f"""
alter table desk_link enable row level security;
create policy guard on desk_link using ({RULE}) with check ({RULE});
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_change'),
        ('desk', '0019_side_threads'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Link',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('related', 'Related'), ('blocks', 'Blocks'), ('causes', 'Causes')], max_length=10)),
                ('at', models.DateTimeField()),
                ('desk', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='accounts.desk')),
                ('first', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='links_to', to='desk.ticket')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links_from', to='desk.ticket')),
                ('user', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('first', 'second', 'kind'), name='link_once'), models.UniqueConstraint(condition=models.Q(('kind', 'causes')), fields=('second',), name='link_one_cause'), models.CheckConstraint(condition=models.Q(('first', models.F('second')), _negated=True), name='link_of_two')],
            },
        ),
        migrations.RunSQL(GUARD, migrations.RunSQL.noop),
    ]
