"""Which acts a ticket offers now, and by which key."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from prazo.desk.models import Ticket


@dataclass(frozen=True, slots=True)
class Offer:
    """A link to an act, with the key that presses it."""

    name: str
    title: str | Promise
    key: str = ""
    go: bool = False


MACRO = Offer("macro", _("Apply a macro"), "h")
CORRECTION = Offer("correction", _("Correct who asked, subject, language"), "O")
REMINDER = Offer("reminder", _("Remind me, or snooze it"), "R")


ERASURE = Offer("erasure", _("Delete for good"))


def offered(status: str, erases: bool) -> dict[str, list[Offer]]:
    """The same for a template; and for who `erases` tickets."""
    near, more = offers(status)
    return {"near": near, "more": [*more, ERASURE] if erases else more}


def offers(status: str) -> tuple[list[Offer], list[Offer]]:
    """What can be done with a ticket that stands so: the few acts at hand, and all others."""
    if status == Ticket.Status.MERGED:
        return [], []
    if status == Ticket.Status.SPAM:
        return [Offer("not-spam", _("Not spam"), "S", go=True)], []
    if status not in Ticket.OPEN:
        more = (
            [Offer("closure", pgettext_lazy("ticket", "Close"), "C")]
            if status == Ticket.Status.RESOLVED
            else []
        )
        more = [MACRO, REMINDER, CORRECTION, *more]
        return [Offer("reopening", _("Reopen"), "o", go=True)], more
    waits = status == Ticket.Status.WAITING
    near = [
        Offer("assignment", _("Assign"), "g"),
        Offer("classification", _("Classify"), "p"),
        Offer("resumption", _("Go on"), "w") if waits else Offer("wait", _("Wait"), "w"),
        Offer("escalation", _("Escalate"), "e"),
        Offer("resolution", _("Resolve"), "r", go=True),
    ]
    more = [
        MACRO,
        REMINDER,
        CORRECTION,
        Offer("exclusion", _("Say what caused it"), "x"),
        Offer("side", _("Write to somebody outside"), "y"),
        Offer("merge", _("Merge into another ticket"), "u"),
        Offer("split", _("Split a question off"), "s"),
        Offer("link", _("Link to another ticket"), "l"),
        Offer("unlink", _("Remove a link"), "L"),
        Offer("contract", _("Put it under a contract"), "K"),
        Offer("agreement", _("Move to another version of the agreement"), "V"),
        Offer("spam", _("Mark as spam"), "S"),
        Offer("closure", _("Close without a solution"), "C"),
    ]
    return near, more
