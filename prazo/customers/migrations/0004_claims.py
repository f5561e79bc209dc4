"""Addresses that are claimed for a person, until their owners have said that they are theirs."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


DESK = "((select prazo_all_desks()) or desk_id = any ((select prazo_desks())::bigint[]))"
GUARD = f"""
alter table customers_addressclaim enable row level security;
create policy guard on customers_addressclaim using ({DESK}) with check ({DESK});
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_access'),
        ('customers', '0003_quotas'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='requesteraddress',
            name='confirmed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name='AddressClaim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.CharField(max_length=320)),
                ('token_hash', models.CharField(max_length=64, null=True, unique=True)),
                ('made_at', models.DateTimeField()),
                ('asked_at', models.DateTimeField(null=True)),
                ('expires_at', models.DateTimeField()),
                ('owned_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ('desk', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='accounts.desk')),
                ('requester', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='claims', to='customers.requester')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('desk', 'address'), name='address_claim_once')],
            },
        ),
        migrations.RunSQL(GUARD, migrations.RunSQL.noop),
    ]
