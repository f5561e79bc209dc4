"""Tickets that are spam, and senders who are turned away; no customer sees any of it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


DESK = "((select prazo_all_desks()) or desk_id = any ((select prazo_desks())::bigint[]))"
RULE = f"{DESK} and (select prazo_all_customers())"
GUARD = f"""
alter table desk_block enable row level security;
create policy guard on desk_block using ({RULE}) with check ({RULE});
"""
STATES = [("open", "open"), ("waiting", "waiting"), ("resolved", "resolved"), ("closed", "closed"), ("merged", "merged"), ("spam", "spam")]


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0036_tags"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Block",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sender", models.CharField(max_length=320)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("made_at", models.DateTimeField()),
                ("mails", models.PositiveIntegerField(default=0)),
                ("last_at", models.DateTimeField(null=True)),
                ("desk", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="blocks", to="accounts.desk")),
                ("user", models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ["sender"],
                "constraints": [models.UniqueConstraint(fields=("desk", "sender"), name="block_once")],
            },
        ),
        migrations.RunSQL(GUARD, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="ticket",
            name="status",
            field=models.CharField(choices=STATES, default="open", max_length=10),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(condition=models.Q(("status", "spam")), fields=["desk", "-changed_at", "-id"], name="ticket_spam"),
        ),
    ]
