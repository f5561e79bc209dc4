"""Which notices of steps a mail tells together."""

import django.db.models.deletion
from django.db import migrations, models

DESK = "((select prazo_all_desks()) or desk_id = any ((select prazo_desks())::bigint[]))"
RULE = f"{DESK} and (select prazo_all_customers())"
GUARD = f"""
alter table email_joined enable row level security;
create policy guard on email_joined using ({RULE}) with check ({RULE});
"""


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0001_initial"),
        ("desk", "0023_events_of_one"),
        ("email", "0003_inside"),
    ]

    operations = [
        migrations.CreateModel(
            name="Joined",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("desk", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to="accounts.desk")),
                ("letter", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="desk.outgoing")),
                ("part", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="joined", to="desk.outgoing")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("letter", "part"), name="joined_once")],
            },
        ),
        migrations.RunSQL(GUARD, migrations.RunSQL.noop),
    ]
