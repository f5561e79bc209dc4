"""Links of a ticket as chips beside its name, each way in its own words."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from prazo.desk.models import Link
from prazo.web.shown.case import Fact
from prazo.web.shown.record import Linked


def said(kind: str, outward: bool) -> str:
    """How this ticket stands to the other; `outward` where the link is read from it."""
    match kind, outward:
        case (Link.Kind.BLOCKS, True):
            return _("Blocks")
        case (Link.Kind.BLOCKS, False):
            return _("Blocked by")
        case (Link.Kind.CAUSES, True):
            return _("Causes")
        case (Link.Kind.CAUSES, False):
            return _("Caused by")
        case _:
            return _("Related to")


def chips(links: Iterable[Linked]) -> list[Fact]:
    """Those still open are said to be so where it matters: what blocks this one."""
    return [_chip(one) for one in links]


def _chip(one: Linked) -> Fact:
    name = said(one.kind, one.outward)
    state = "" if one.open else f" ({_('done')})"
    return Fact(name, f"#{one.number}{state}", f"/t/{one.number}", one.subject)
