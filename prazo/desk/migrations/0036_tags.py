"""Tags of a desk's own on its tickets, and which of them it has; no customer sees any."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models


DESK = "((select prazo_all_desks()) or desk_id = any ((select prazo_desks())::bigint[]))"
RULE = f"{DESK} and (select prazo_all_customers())"
GUARD = f"""
alter table desk_tag enable row level security;
create policy guard on desk_tag using ({RULE}) with check ({RULE});
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_change"), ("desk", "0035_reminders")]

    operations = [
        migrations.CreateModel(
            name="Tag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40)),
                ("made_at", models.DateTimeField()),
                ("desk", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="tags", to="accounts.desk")),
            ],
            options={
                "ordering": ["name"],
                "constraints": [models.UniqueConstraint(fields=("desk", "name"), name="tag_once")],
            },
        ),
        migrations.RunSQL(GUARD, migrations.RunSQL.noop),
        migrations.AddField(
            model_name="ticket",
            name="tags",
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=django.contrib.postgres.indexes.GinIndex(condition=models.Q(("tags", []), _negated=True), fields=["tags"], name="ticket_tags"),
        ),
    ]
