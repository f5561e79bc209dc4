"""Which forms were sent already."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

RULE = (
    "((select prazo_all_desks()) or desk_id = any ((select prazo_desks())::bigint[]))"
    " and ((select prazo_all_desks())"
    " or exists (select 1 from desk_ticket t where t.id = ticket_id))"
    " and (select prazo_all_customers())"
)


class Migration(migrations.Migration):

    dependencies = [
        ("writing", "0001_initial"),
        ("desk", "0016_files_on_notes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Press",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("once", models.CharField(max_length=64)),
                ("said", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("desk", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to="accounts.desk")),
                ("ticket", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="presses", to="desk.ticket")),
                ("user", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddConstraint(
            model_name="press",
            constraint=models.UniqueConstraint(fields=("user", "once"), name="press_once"),
        ),
        migrations.AddIndex(
            model_name="press",
            index=models.Index(fields=["at"], name="press_age"),
        ),
        migrations.RunSQL(
            [
                "alter table writing_press enable row level security",
                f"create policy guard on writing_press using ({RULE}) with check ({RULE})",
            ],
            migrations.RunSQL.noop,
        ),
    ]
