"""Ways on from a page of results: queries with more, less or other words, as links."""

from dataclasses import dataclass
from html import escape

from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from prazo.accounts.models import Desk
from prazo.desk.conditions import FIELDS, written
from prazo.desk.conditions.condition import Op
from prazo.desk.models import SavedQueue, Ticket
from prazo.desk.query import Asked
from prazo.web.access import DeskRequest
from prazo.web.shown import row

BEST = "best"
OFFERED: tuple[tuple[str, Promise | str], ...] = (
    ("is:open", Ticket.Status.OPEN.label),
    ("is:waiting", Ticket.Status.WAITING.label),
    ("is:resolved", Ticket.Status.RESOLVED.label),
    ("is:closed", Ticket.Status.CLOSED.label),
    ("is:unanswered", _("Unanswered")),
    ("is:escalated", _("Escalated")),
    ("is:missed", _("Missed a target")),
    ("due:<2h", _("due in 2 h")),
    ("assignee:me", _("Mine")),
    ("assignee:nobody", _("Unassigned")),
    ("has:attachment", _("Has an attachment")),
)
"""Filters beside the results, as operators."""

HELP: tuple[tuple[str, Promise], ...] = (
    ("from:rita@acme", _("who asked, by name or address")),
    ("customer:acme", _("the customer, by a part of the name")),
    (
        "is:open",
        _(
            "also waiting, resolved, closed, spam, unanswered, escalated, missed, excluded;"
            " several by commas"
        ),
    ),
    ("assignee:me", _("or nobody, or a name; in the same way team: and desk:")),
    ("priority:high", _("in the same way level:, type:, component:, cause:, channel:, language:")),
    ("tag:vpn", _("with this tag; tag:none without any")),
    ("due:<2h", _("due in less than 2 hours; due:>1d, due:past")),
    ("reminder:due", _("a reminder is due; reminder:<1d, reminder:never, is:snoozed")),
    ("unanswered:>4h", _("somebody waits for an answer for more than 4 hours")),
    ("opened:<3d", _("opened less than 3 days ago; in the same way changed: and resolved:")),
    ("has:attachment", _("with a file")),
    ("subject:fax", _("the subject contains it")),
    ("-word -is:closed", _("without it")),
    ('"no dial tone"', _("these words, one after the other")),
)
NEGATED = pgettext_lazy("condition", "not")


@dataclass(frozen=True, slots=True)
class Link:
    name: str
    address: str
    here: bool = False


def page(query: str, sort: str, place: int | None = None) -> str:
    """`place` is the ticket after which the page begins, or its rank."""
    sent: dict[str, str | int] = {"q": query}
    if sort == BEST:
        sent["sort"] = BEST
    if place is not None:
        sent["from" if sort == BEST else "after"] = place
    return f"/search?{urlencode(sent)}"


def number(text: str, most: int) -> int | None:
    """A place of ours; None for anything else."""
    if text.isascii() and text.isdigit() and len(text) <= 19 and int(text) <= most:
        return int(text)
    return None


def chips(asked: Asked, sort: str) -> list[Link]:
    """What was understood of operators; each leads to the same query without it."""
    found = []
    for term in asked.terms:
        label = str(FIELDS[term.condition.field].label)
        turned = term.condition.op in (Op.IS_NOT, Op.LACKS)
        said = ", ".join(term.said[:4]) + (" …" if len(term.said) > 4 else "")
        name = f"{label}: {NEGATED if turned else ''} {said}"
        found.append(Link(" ".join(name.split()), page(asked.less(term.token), sort)))
    return found


def filters(asked: Asked, request: DeskRequest) -> list[Link]:
    """One more operator each, or one less where it is there already."""
    there = {asked.text[term.token.start : term.token.end].lower(): term for term in asked.terms}
    offered = [(operator, capfirst(str(name))) for operator, name in OFFERED]
    if len(request.desks) > 1:
        desks = Desk.objects.filter(pk__in=request.desks).order_by("name")
        offered += [(f"desk:{desk.slug}", desk.name) for desk in desks]
    sort = request.GET.get("sort", "")
    found = []
    for operator, name in offered:
        known = there.get(operator)
        text = asked.less(known.token) if known else f"{asked.text} {operator}"
        found.append(Link(name, page(text, sort), known is not None))
    return found


def drawn(links: list[Link]) -> SafeString:
    """As HTML, one after the other."""
    here = ' aria-current="true"'
    pieces = (
        f'<a href="{escape(each.address)}"{here if each.here else ""}>{escape(each.name)}</a>'
        for each in links
    )
    return mark_safe("".join(pieces))  # noqa: S308 - escaped right here


def as_queue(asked: Asked) -> list[tuple[str, str]]:
    """What the form of a new queue sends for these conditions, to be looked at and kept there."""
    sent = [("name", asked.text[:80]), ("order", SavedQueue.Order.DUE), ("shared", "nobody")]
    sent += [("columns", name) for name in row.USUAL]
    for place, one in enumerate(written(asked.conditions)["all_of"]):
        name = f"all_of-{place}"
        sent += [(f"{name}-field", one["field"]), (f"{name}-op", one["op"])]
        sent += [(f"{name}-values", value) for value in one["values"]]
    return [*sent, ("look", "1")]
