"""Each queue's index begins with the desk: a small desk's tickets are found at once, however many
a large one beside it has."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("desk", "0010_words_once")]
    operations = [
        migrations.RemoveIndex(
            model_name="ticket",
            name="ticket_next_due",
        ),
        migrations.RemoveIndex(
            model_name="ticket",
            name="ticket_mine",
        ),
        migrations.RemoveIndex(
            model_name="ticket",
            name="ticket_unassigned",
        ),
        migrations.RemoveIndex(
            model_name="ticket",
            name="ticket_waiting",
        ),
        migrations.RemoveIndex(
            model_name="ticket",
            name="ticket_escalated",
        ),
        migrations.RemoveIndex(
            model_name="ticket",
            name="ticket_no_contract",
        ),
        migrations.RemoveIndex(
            model_name="ticket",
            name="ticket_with_cause",
        ),
        migrations.RemoveIndex(
            model_name="ticket",
            name="ticket_resolved",
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(condition=models.Q(("status__in", ["open", "waiting"]), ("synthetic", False)), fields=["desk", "next_due_at", "id"], name="ticket_next_due"),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(condition=models.Q(("status__in", ["open", "waiting"])), fields=["desk", "assignee", "next_due_at", "id"], name="ticket_mine"),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(condition=models.Q(("assignee__isnull", True), ("status__in", ["open", "waiting"]), ("synthetic", False)), fields=["desk", "next_due_at", "id"], name="ticket_unassigned"),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(condition=models.Q(("status", "waiting")), fields=["desk", "waiting_on", "next_due_at", "id"], name="ticket_waiting"),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(condition=models.Q(("escalated", True), ("status__in", ["open", "waiting"])), fields=["desk", "next_due_at", "id"], name="ticket_escalated"),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(condition=models.Q(("contract__isnull", True), ("status__in", ["open", "waiting"])), fields=["desk", "next_due_at", "id"], name="ticket_no_contract"),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(condition=models.Q(("status__in", ["open", "waiting"]), models.Q(("cause", ""), _negated=True)), fields=["desk", "next_due_at", "id"], name="ticket_with_cause"),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(condition=models.Q(("status", "resolved")), fields=["desk", "-resolved_at", "-id"], name="ticket_resolved"),
        ),
    ]
