"""The words of an escalation notice, in the desk's language."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from prazo.desk.models import Clock, Ticket
from prazo.desk.post import one_line
from prazo.desk.terms import terms_of
from prazo.engine.agreement import Step
from prazo.escalation.tell import Reached


def notice(
    ticket: Ticket, clock: Clock, step: Step, reached: list[Reached], as_of: datetime
) -> tuple[str, str]:
    """Subject and text: what lapses or lapsed, when, whose it is, who else was told."""
    language = ticket.desk.language
    terms = terms_of(ticket.version)
    with translation.override(language):
        zone = ZoneInfo(ticket.desk.time_zone)
        metric = terms.metric_name(clock.metric, language)
        lapsed = clock.due_at is not None and clock.due_at <= as_of
        due = date_format(clock.due_at.astimezone(zone), "DATETIME_FORMAT") if clock.due_at else "—"
        head = _("%(metric)s lapsed") if lapsed else _("%(metric)s lapses soon")
        subject = f"[#{ticket.number}] {head % {'metric': metric}}: {ticket.subject}"
        lines = [
            head % {"metric": metric} + ".",
            "",
            _("Ticket: #%(number)s %(subject)s")
            % {"number": ticket.number, "subject": ticket.subject},
            _("Customer: %(name)s") % {"name": ticket.customer or "—"},
            _("Due: %(instant)s (%(zone)s)") % {"instant": due, "zone": zone.key},
            _("Assigned to: %(name)s") % {"name": ticket.assignee or _("nobody")},
            _("Told: %(names)s") % {"names": ", ".join(person.name for person in reached)},
            "",
            f"{settings.ADDRESS}/t/{ticket.number}",
            _("Why it is due then: %(link)s")
            % {"link": f"{settings.ADDRESS}/t/{ticket.number}/why/{clock.metric}"},
        ]
    return one_line(subject), "\n".join(lines)
