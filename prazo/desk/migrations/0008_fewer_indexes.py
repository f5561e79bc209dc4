"""Fewer indexes: what begins another index, and what nobody looks anything up by, goes.

Each act on a ticket writes its row, its clocks and a few facts, and each index on those costs
each act. Dropping one takes no time; the five that are made hold only the rows that have a value.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

UNUSED = (
    "desk_clock_desk_id_baf32065",
    "desk_clock_ticket_id_92a6bb68",
    "desk_event_desk_id_c559f786",
    "desk_event_requester_id_9792e99f",
    "desk_event_ticket_id_9ecee40b",
    "desk_event_user_id_ffa04752",
    "desk_message_channel_4d80270b",
    "desk_message_channel_4d80270b_like",
    "desk_message_desk_id_2337ff76",
    "desk_message_ticket_id_2fbacc05",
    "desk_outgoing_channel_8a65d459",
    "desk_outgoing_channel_8a65d459_like",
    "desk_outgoing_desk_id_841104d8",
    "desk_outgoing_key_23310b4b_like",
    "desk_outgoing_message_id_61e1117c",
    "desk_ticket_channel_297da32b",
    "desk_ticket_channel_297da32b_like",
    "desk_ticket_customer_id_e1c6dc73",
    "desk_ticket_desk_id_9f4184c1",
    "desk_ticket_merged_into_id_23004089",
    "desk_ticket_requester_id_4610e20e",
    "desk_ticket_split_from_id_2c5ed711",
    "desk_ticket_version_id_f428799f",
)
DROP = "drop index if exists " + ", ".join(UNUSED)
RENAME = "alter table desk_outgoing rename constraint {} to {}"
NAMES = ("desk_outgoing_key_key", "outgoing_once")


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0002_change"),
        ("agreements", "0003_closed_dates"),
        ("customers", "0001_initial"),
        ("desk", "0007_rare_words"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='event',
            index=models.Index(condition=models.Q(('user__isnull', False)), fields=['user'], name='event_user'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(condition=models.Q(('requester__isnull', False)), fields=['requester'], name='event_requester'),
        ),
        migrations.AddIndex(
            model_name='outgoing',
            index=models.Index(condition=models.Q(('message__isnull', False)), fields=['message'], name='outgoing_message'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(condition=models.Q(('merged_into__isnull', False)), fields=['merged_into'], name='ticket_merged_into'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(condition=models.Q(('split_from__isnull', False)), fields=['split_from'], name='ticket_split_from'),
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(DROP, migrations.RunSQL.noop),
                migrations.RunSQL(RENAME.format(*NAMES), RENAME.format(*NAMES[::-1])),
            ],
            state_operations=[
                migrations.AlterField(
                    model_name='clock',
                    name='desk',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='accounts.desk'),
                ),
                migrations.AlterField(
                    model_name='clock',
                    name='ticket',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='clocks', to='desk.ticket'),
                ),
                migrations.AlterField(
                    model_name='event',
                    name='desk',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='accounts.desk'),
                ),
                migrations.AlterField(
                    model_name='event',
                    name='requester',
                    field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='customers.requester'),
                ),
                migrations.AlterField(
                    model_name='event',
                    name='ticket',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='events', to='desk.ticket'),
                ),
                migrations.AlterField(
                    model_name='event',
                    name='user',
                    field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL),
                ),
                migrations.AlterField(
                    model_name='message',
                    name='channel',
                    field=models.SlugField(db_index=False, default='email'),
                ),
                migrations.AlterField(
                    model_name='message',
                    name='desk',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='accounts.desk'),
                ),
                migrations.AlterField(
                    model_name='message',
                    name='ticket',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='desk.ticket'),
                ),
                migrations.AlterField(
                    model_name='outgoing',
                    name='channel',
                    field=models.SlugField(db_index=False, default='email'),
                ),
                migrations.AlterField(
                    model_name='outgoing',
                    name='desk',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='accounts.desk'),
                ),
                migrations.AlterField(
                    model_name='outgoing',
                    name='key',
                    field=models.CharField(max_length=120),
                ),
                migrations.AlterField(
                    model_name='outgoing',
                    name='message',
                    field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, to='desk.message'),
                ),
                migrations.AlterField(
                    model_name='ticket',
                    name='channel',
                    field=models.SlugField(db_index=False, default='email'),
                ),
                migrations.AlterField(
                    model_name='ticket',
                    name='customer',
                    field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='customers.customer'),
                ),
                migrations.AlterField(
                    model_name='ticket',
                    name='desk',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='tickets', to='accounts.desk'),
                ),
                migrations.AlterField(
                    model_name='ticket',
                    name='merged_into',
                    field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='desk.ticket'),
                ),
                migrations.AlterField(
                    model_name='ticket',
                    name='requester',
                    field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='customers.requester'),
                ),
                migrations.AlterField(
                    model_name='ticket',
                    name='split_from',
                    field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='split_into', to='desk.ticket'),
                ),
                migrations.AlterField(
                    model_name='ticket',
                    name='version',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='agreements.version'),
                ),
                migrations.AddConstraint(
                    model_name='outgoing',
                    constraint=models.UniqueConstraint(fields=('key',), name='outgoing_once'),
                ),
            ],
        ),
    ]
