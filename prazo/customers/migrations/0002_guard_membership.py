"""Row-level security for which customers a requester belongs to: seen with both of them."""

from django.db import migrations

RULE = """(select prazo_all_desks()) or (
  exists (select 1 from customers_requester r where r.id = requester_id)
  and exists (select 1 from customers_customer c where c.id = customer_id))"""


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_initial"), ("desk", "0002_guards")]
    operations = [
        migrations.RunSQL(
            [
                "alter table customers_requester_customers enable row level security",
                f"create policy guard on customers_requester_customers"
                f" using ({RULE}) with check ({RULE})",
            ],
            [
                "drop policy guard on customers_requester_customers",
                "alter table customers_requester_customers disable row level security",
            ],
        )
    ]
