"""The words of an escalation notice to colleagues, in the desk's language."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from prazo.desk.models import Ticket
from prazo.desk.post import one_line
from prazo.desk.terms import terms_of
from prazo.escalation.due import Due
from prazo.escalation.tell import Reached

LATE = timedelta(minutes=1)
"""A notice older than this when it is written says so."""


def notice(
    ticket: Ticket, due: Due, reached: Sequence[Reached], as_of: datetime
) -> tuple[str, str]:
    """Subject and text: what lapses or lapsed, when, whose it is, who else was told."""
    language, clock = ticket.desk.language, due.clock
    terms = terms_of(ticket.version)
    with translation.override(language):
        zone = ZoneInfo(ticket.desk.time_zone)
        metric = terms.metric_name(clock.metric, language)
        lapsed = clock.due_at is not None and clock.due_at <= as_of
        head = (_("%(metric)s lapsed") if lapsed else _("%(metric)s lapses soon")) % {
            "metric": metric
        }
        lines = [
            f"{head}.",
            "",
            _("Ticket: #%(number)s %(subject)s")
            % {"number": ticket.number, "subject": ticket.subject},
            _("Customer: %(name)s") % {"name": ticket.customer or "—"},
            _("Due: %(instant)s (%(zone)s)")
            % {"instant": _shown(clock.due_at, zone), "zone": zone.key},
            _("Assigned to: %(name)s") % {"name": ticket.assignee or _("nobody")},
            _("Told: %(names)s") % {"names": ", ".join(person.name for person in reached)},
        ]
        if len(due.repeats) > 1 or as_of - due.first_at > LATE:
            instants = "; ".join(_shown(instant, zone) for _repeat, instant in due.repeats)
            lines.append(_("This was to be told at: %(instants)s") % {"instants": instants})
        page = f"{settings.ADDRESS}/t/{ticket.number}"
        why = _("Why it is due then: %(link)s") % {"link": f"{page}/why/{clock.metric}"}
        lines += ["", page, why]
    return one_line(f"[#{ticket.number}] {head}: {ticket.subject}"), "\n".join(lines)


def _shown(instant: datetime | None, zone: ZoneInfo) -> str:
    return date_format(instant.astimezone(zone), "DATETIME_FORMAT") if instant else "—"
