"""The words of an escalation notice to colleagues, in the desk's language."""

from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from prazo.accounts.models import Team
from prazo.desk.models import Ticket
from prazo.desk.post import one_line
from prazo.desk.terms import terms_of
from prazo.escalation.due import Due

LATE = timedelta(minutes=1)
"""A notice older than this when it is written says so."""


def notice(
    ticket: Ticket, due: Due, told: str, as_of: datetime, private: Team | None = None
) -> tuple[str, str]:
    """Subject and text: what lapses or lapsed, when, whose it is, who else was told. Of a ticket
    that is `private` to a team not what it is about: who is told need not be of it."""
    language, clock = ticket.desk.language, due.clock
    words, zone = _words(language), ZoneInfo(ticket.desk.time_zone)
    lapsed = clock.due_at is not None and clock.due_at <= as_of
    metric = terms_of(ticket.version).metric_name(clock.metric, language)
    head = words["lapsed" if lapsed else "soon"] % {"metric": metric}
    late = len(due.repeats) > 1 or as_of - due.first_at > LATE
    page = f"{settings.ADDRESS}/t/{ticket.number}"
    text = words["late" if late else "text"] % {
        "head": head,
        "number": ticket.number,
        "subject": told_of_private(ticket, private) if private else ticket.subject,
        "customer": (not private and ticket.customer) or "—",
        "due": _shown(clock.due_at, zone) if clock.due_at else "—",
        "zone": zone.key,
        "assignee": ticket.assignee or words["nobody"],
        "told": told,
        "instants": "; ".join(_shown(instant, zone) for _repeat, instant in due.repeats),
        "page": page,
        "why": f"{page}/why/{clock.metric}",
    }
    about = "" if private else f": {ticket.subject}"
    return one_line(f"[#{ticket.number}] {head}{about}"), text


def told_of_private(ticket: Ticket, team: Team) -> str:
    """What stands in a mail in place of what a private ticket is about."""
    with translation.override(ticket.desk.language):
        return _("It is private to the team %(team)s: who sees it finds it on its page.") % {
            "team": team.name
        }


@lru_cache(maxsize=16)
def _words(language: str) -> dict[str, str]:
    """Looked up once for each language: a sweep writes hundreds."""
    with translation.override(language):
        lines = [
            "%(head)s.",
            "",
            _("Ticket: #%(number)s %(subject)s"),
            _("Customer: %(customer)s"),
            _("Due: %(due)s (%(zone)s)"),
            _("Assigned to: %(assignee)s"),
            _("Told: %(told)s"),
        ]
        late = [_("This was to be told at: %(instants)s")]
        links = ["", "%(page)s", _("Why it is due then: %(why)s")]
        return {
            "soon": _("%(metric)s lapses soon"),
            "lapsed": _("%(metric)s lapsed"),
            "nobody": _("nobody"),
            "text": "\n".join(lines + links),
            "late": "\n".join(lines + late + links),
        }


def _shown(instant: datetime, zone: ZoneInfo) -> str:
    """ISO 8601, which colleagues in every country read alike."""
    return f"{instant.astimezone(zone):%Y-%m-%d %H:%M}"
