"""The clocks of a desk that still run, in order of due time: the promise board reads them so.

Whoever sees all customers of a desk sees all its clocks, since a clock is of its ticket's desk:
that needs no look at each one's ticket. Looking made the database read all tickets first (250 ms
of 200 000) wherever it expected thousands of clocks. Who may write one is decided as before.
"""

from django.db import migrations, models

DESK = "((select prazo_all_desks()) or desk_id = any ((select prazo_desks())::bigint[]))"
OF_TICKET = "exists (select 1 from desk_ticket t where t.id = ticket_id)"
BEFORE = f"{DESK} and ((select prazo_all_desks()) or {OF_TICKET})"
SINCE = f"{DESK} and ((select prazo_all_desks()) or (select prazo_all_customers()) or {OF_TICKET})"


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0002_change"),
        ("desk", "0014_search_words_planned_once"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                fields=["desk", "due_at"],
                name="clock_due",
                condition=models.Q(("due_at__isnull", False), ("ended_at__isnull", True), ("met_at__isnull", True)),
            ),
        ),
        migrations.RunSQL(
            f"alter policy guard on desk_clock using ({SINCE}) with check ({BEFORE})",
            f"alter policy guard on desk_clock using ({BEFORE}) with check ({BEFORE})",
        ),
    ]
