"""Files on notes, in a table of their own that no path to a customer reads (T14)."""

import django.db.models.deletion
from django.db import migrations, models

RULE = (
    "((select prazo_all_desks()) or desk_id = any ((select prazo_desks())::bigint[]))"
    " and ((select prazo_all_desks()) or exists (select 1 from desk_note n where n.id = note_id))"
    " and (select prazo_all_customers())"
)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_change'),
        ('desk', '0015_due_clocks'),
    ]

    operations = [
        migrations.CreateModel(
            name='NoteFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('content_type', models.CharField(max_length=120)),
                ('size', models.BigIntegerField()),
                ('blob', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='desk.blob')),
                ('desk', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='accounts.desk')),
                ('note', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='desk.note')),
            ],
        ),
        migrations.RunSQL(
            sql=[
                "alter table desk_notefile enable row level security",
                f"create policy guard on desk_notefile using ({RULE}) with check ({RULE})",
            ],
            reverse_sql=migrations.RunSQL.noop,
        ),
    ]
