"""Who spoke last stands on the ticket: since when somebody waits for a person's answer.

Filled for the tickets that are open, by their events, as `prazo.desk.unanswered` reads them: what
was merged into a ticket belongs to it, and is answered by what was said there until then and on
the ticket since.
"""

from django.db import migrations, models

FILL = """
with recursive part(ticket, source, until) as (
  select id, id, null::bigint from desk_ticket where status in ('open', 'waiting') and not synthetic
  union all
  select p.ticket, (e.data ->> 'ticket_id')::bigint, e.id
    from part p
    join desk_event e on e.ticket_id = p.source and e.kind = 'merged'
     and (p.until is null or e.id < p.until))
update desk_ticket t set unanswered_since = w.since from (
  select p.ticket, min(m.at) as since
    from part p
    join desk_event m on m.ticket_id = p.source and (p.until is null or m.id < p.until)
     and m.kind in ('opened', 'message') and m.by = 'requester'
     and coalesce(m.data ->> 'automatic', 'false') = 'false'
   where not exists (
     select from desk_event a
      where a.by = 'agent' and a.kind in ('reply', 'resolved') and a.at >= m.at and a.id > m.id
        and ((a.ticket_id = p.source and (p.until is null or a.id < p.until))
          or (a.ticket_id = p.ticket and a.id > p.until)))
   group by p.ticket) w
 where t.id = w.ticket
"""


class Migration(migrations.Migration):
    dependencies = [("desk", "0030_inside_files_read")]

    operations = [
        migrations.AddField(
            model_name="ticket",
            name="unanswered_since",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("status__in", ["open", "waiting"]), ("synthetic", False), ("unanswered_since__isnull", False)),
                fields=["desk", "unanswered_since", "id"],
                name="ticket_unanswered",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("next_due_at__isnull", True), ("status__in", ["open", "waiting"]), ("synthetic", False)),
                fields=["desk", "unanswered_since", "id"],
                name="ticket_undated",
            ),
        ),
    ]
