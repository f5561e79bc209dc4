"""What an act changes on a ticket, in words: from → to."""

from django.utils import timezone
from django.utils.translation import gettext as _

from prazo.desk import tags
from prazo.desk.models import Ticket
from prazo.desk.terms import terms_of
from prazo.web.shown import words
from prazo.web.shown.due import moment

DIMENSIONS = ("priority", "level", "request_type", "component")

Standing = tuple[str, ...]
"""Where a ticket stands, each part in words, or "" for none."""


def standing(ticket: Ticket) -> Standing:
    """As the database has it now, whatever is known of it."""
    seen = Ticket.objects.to_act_on().select_related("team").get(pk=ticket.pk)
    terms, language = terms_of(seen.version), words.reader()
    status = str(Ticket.Status(seen.status).label)
    if seen.waiting_on:
        status = _("waits on %(party)s") % {"party": words.party(seen.waiting_on)}
    due = seen.next_due_at
    return (
        str(seen.assignee or _("nobody")),
        str(seen.team or ""),
        *(terms.value_name(name, getattr(seen, name), language) for name in DIMENSIONS),
        status,
        tags.written(seen.tags),
        _("due %(at)s") % {"at": moment(due, timezone.now())} if due else _("nothing due"),
    )


def changes(before: Standing, after: Standing) -> list[str]:
    """`Mia → Lev`, for each part that is not what it was."""
    parts = zip(before, after, strict=True)
    return [f"{was or '—'} → {now or '—'}" for was, now in parts if was != now]
