"""Steps are named by what they are, not by their place in one version; tickets may stumble."""

import django.db.models.deletion
from django.db import migrations, models

FILL = """
update escalation_escalation e set version_id = t.version_id, key = e.step::text
from desk_ticket t where t.id = e.ticket_id
"""
GUARD = """
alter table escalation_stumble enable row level security;
create policy guard on escalation_stumble
  using (((select prazo_all_desks()) or desk_id = any ((select prazo_desks())::bigint[]))
         and (select prazo_all_customers()))
  with check (((select prazo_all_desks()) or desk_id = any ((select prazo_desks())::bigint[]))
              and (select prazo_all_customers()));
"""


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0001_initial"),
        ("agreements", "0001_initial"),
        ("desk", "0002_guards"),
        ("escalation", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint("escalation", "step_taken_once"),
        migrations.AddField("escalation", "key", models.CharField(default="", max_length=8)),
        migrations.AddField(
            "escalation",
            "version",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, to="agreements.version"
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL("set constraints all immediate", migrations.RunSQL.noop),
        migrations.AlterField("escalation", "key", models.CharField(max_length=8)),
        migrations.AlterField(
            "escalation",
            "version",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to="agreements.version"
            ),
        ),
        migrations.AddConstraint(
            "escalation",
            models.UniqueConstraint(fields=["clock", "key", "repeat"], name="step_taken_once"),
        ),
        migrations.CreateModel(
            "Stumble",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateTimeField()),
                ("next_try_at", models.DateTimeField()),
                ("tries", models.PositiveIntegerField(default=1)),
                ("error", models.TextField()),
                ("desk", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="accounts.desk")),
                ("ticket", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="stumble", to="desk.ticket")),
            ],
        ),
        migrations.RunSQL(GUARD, migrations.RunSQL.noop),
    ]
