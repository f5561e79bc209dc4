"""The history of settings: read per desk, written once, never edited."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

RULE = (
    "((select prazo_all_desks()) or desk_id = any ((select prazo_desks())::bigint[]))"
    " and (select prazo_all_customers())"
)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("desk", "0002_guards"),  # whose functions the policy asks
    ]

    operations = [
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("place", models.GenericIPAddressField(null=True)),
                ("what", models.CharField(max_length=60)),
                ("about", models.CharField(max_length=400)),
                ("before", models.JSONField(default=dict)),
                ("after", models.JSONField(default=dict)),
                ("by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ("desk", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="accounts.desk")),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["desk", "-id"], name="change_of_desk")],
            },
        ),
        migrations.RunSQL(
            sql=[
                "alter table accounts_change enable row level security",
                f"create policy guard on accounts_change using ({RULE}) with check ({RULE})",
                "revoke update, delete, truncate on accounts_change from prazo_app",
            ],
            reverse_sql=migrations.RunSQL.noop,
        ),
    ]
