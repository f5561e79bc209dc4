"""What stands below answers."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

RULE = (
    "((select prazo_all_desks()) or desk_id = any ((select prazo_desks())::bigint[]))"
    " and (select prazo_all_customers())"
)


class Migration(migrations.Migration):

    dependencies = [
        ("writing", "0003_kinds"),
        ("accounts", "0004_absence"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Signature",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(blank=True, max_length=10)),
                ("text", models.TextField()),
                ("changed_at", models.DateTimeField()),
                ("desk", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to="accounts.desk")),
                ("user", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.UniqueConstraint(fields=("desk", "user", "language"), name="signature_once", nulls_distinct=False),
        ),
        migrations.RunSQL(
            [
                "alter table writing_signature enable row level security",
                f"create policy guard on writing_signature using ({RULE}) with check ({RULE})",
            ],
            migrations.RunSQL.noop,
        ),
    ]
