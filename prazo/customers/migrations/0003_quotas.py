"""What was used of a contract's quotas. A customer sees its own."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


DESK = "((select prazo_all_desks()) or desk_id = any ((select prazo_desks())::bigint[]))"
RULE = f"{DESK} and exists (select from customers_contract c where c.id = contract_id)"
GUARD = f"""
alter table customers_quotause enable row level security;
create policy guard on customers_quotause using ({RULE}) with check ({RULE});
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_change'),
        ('customers', '0002_guard_membership'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='contract',
            name='quotas',
            field=models.JSONField(blank=True, db_default=models.Value({}, models.JSONField()), default=dict),
        ),
        migrations.CreateModel(
            name='QuotaUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entitlement', models.SlugField()),
                ('amount', models.IntegerField()),
                ('used_on', models.DateField()),
                ('note', models.CharField(blank=True, max_length=300)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ('contract', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='quota_uses', to='customers.contract')),
                ('desk', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='accounts.desk')),
                ('takes_back', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to='customers.quotause')),
            ],
            options={
                'ordering': ['-used_on', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('amount', 0), _negated=True), name='quota_use_of_something')],
            },
        ),
        migrations.RunSQL(GUARD, migrations.RunSQL.noop),
    ]
