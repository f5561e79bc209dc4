"""Side threads (B9), which no customer sees, and which mail belongs to one."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


DESK = "((select prazo_all_desks()) or desk_id = any ((select prazo_desks())::bigint[]))"
INSIDE = f"{DESK} and (select prazo_all_customers())"
# What a row hangs on is looked at when it is written: where it is read, the desk decides, and the
# ticket's page reads all of this with each look at a ticket.
THEIRS = "((select prazo_all_desks()) or exists (select 1 from {} x where x.id = {}))"
HANGS_ON = {
    "desk_sidethread": THEIRS.format("desk_ticket", "ticket_id"),
    "desk_sidemessage": THEIRS.format("desk_sidethread", "thread_id"),
    "desk_sidefile": THEIRS.format("desk_sidemessage", "message_id"),
}
GUARD = "".join(
    f"alter table {table} enable row level security;\n"
    f"create policy guard on {table} using ({INSIDE}) with check ({INSIDE} and {hangs});\n"
    for table, hangs in HANGS_ON.items()
)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_change'),
        ('desk', '0018_told_apart'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SideThread',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('party', models.CharField(choices=[('carrier', 'a carrier'), ('third_party', 'a supplier or another third party'), ('colleague', 'a colleague outside')], max_length=20)),
                ('participants', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=320), size=None)),
                ('subject', models.CharField(max_length=500)),
                ('reference', models.CharField(blank=True, max_length=100)),
                ('opened_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='SideMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('sender', models.CharField(max_length=400)),
                ('text', models.TextField()),
                ('reference', models.CharField(blank=True, max_length=200)),
                ('external_id', models.CharField(blank=True, max_length=400)),
                ('automatic', models.CharField(blank=True, max_length=12)),
                ('remarks', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, size=None)),
                ('desk', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='accounts.desk')),
                ('user', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='SideFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('size', models.BigIntegerField()),
                ('blob', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='desk.blob')),
                ('desk', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='accounts.desk')),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='desk.sidemessage')),
            ],
        ),
        migrations.AddField(
            model_name='outgoing',
            name='side',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='outgoing', to='desk.sidemessage'),
        ),
        migrations.AddIndex(
            model_name='outgoing',
            index=models.Index(condition=models.Q(('side__isnull', False)), fields=['side'], name='outgoing_side'),
        ),
        migrations.AddField(
            model_name='sidethread',
            name='desk',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='accounts.desk'),
        ),
        migrations.AddField(
            model_name='sidethread',
            name='ticket',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='side_threads', to='desk.ticket'),
        ),
        migrations.AddField(
            model_name='sidethread',
            name='user',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='sidemessage',
            name='thread',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='desk.sidethread'),
        ),
        migrations.AddIndex(
            model_name='sidemessage',
            index=models.Index(fields=['thread', 'at'], name='side_message_thread'),
        ),
        migrations.AddConstraint(
            model_name='sidemessage',
            constraint=models.UniqueConstraint(condition=models.Q(('reference', ''), _negated=True), fields=('desk', 'reference'), name='side_message_once'),
        ),
        migrations.RunSQL(GUARD, migrations.RunSQL.noop),
    ]
