"""Fewer indexes, as on the desk's own tables: each step taken is written once, and read seldom."""

import django.db.models.deletion
from django.db import migrations, models

DROP = """
drop index if exists escalation_escalation_clock_id_2a131273,
  escalation_escalation_desk_id_d8d3b8bf, escalation_escalation_version_id_96cbf593
"""


class Migration(migrations.Migration):

    dependencies = [
        ("desk", "0008_fewer_indexes"),
        ("escalation", "0002_keys_and_stumbles"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(DROP, migrations.RunSQL.noop)],
            state_operations=[
                migrations.AlterField(
                    model_name='escalation',
                    name='clock',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='escalations', to='desk.clock'),
                ),
                migrations.AlterField(
                    model_name='escalation',
                    name='desk',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='accounts.desk'),
                ),
                migrations.AlterField(
                    model_name='escalation',
                    name='version',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='agreements.version'),
                ),
            ],
        ),
    ]
