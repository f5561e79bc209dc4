"""One ticket: what was said and done, what was promised, and all one can do about it."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_safe

from prazo.accounts.models import Role
from prazo.desk.clocks import read
from prazo.desk.models import Ticket
from prazo.desk.terms import terms_of
from prazo.web.access import DeskRequest, at_ticket, may
from prazo.web.shown import entry
from prazo.web.shown.case import case
from prazo.web.shown.conversation import conversation
from prazo.web.shown.promise import promises
from prazo.web.views.acts.offers import offers

if TYPE_CHECKING:
    from prazo.web.views.acts.act import Act, ActForm


@at_ticket(Role.READER)
@require_safe
def ticket(request: DeskRequest, ticket: Ticket) -> HttpResponse:
    return page(request, ticket)


@at_ticket(Role.READER)
@require_safe
def ticket_now(request: DeskRequest, ticket: Ticket) -> HttpResponse:
    """The parts of the page that change, for a page that is open; what is typed stays."""
    return parts(request, ticket)


def page(
    request: DeskRequest,
    ticket: Ticket,
    *,
    status: int = 200,
    act: "Act | None" = None,
    form: "ActForm | None" = None,
) -> HttpResponse:
    """The whole page, with one act's form where it belongs."""
    from prazo.web.views.acts.register import composers

    context = _context(request, ticket)
    inside = act.inside if act is not None else ""
    context |= {
        "composers": composers(ticket, inside, form) if context["acts"] else [],
        "act": None if inside else act,
        "form": form,
    }
    return render(request, "ticket/page.html", context, status=status)


def parts(request: DeskRequest, ticket: Ticket, act: "Act | None" = None) -> HttpResponse:
    """Head, conversation and side, each swapped into its place; and the act's form, used up."""
    from prazo.web.views.acts.register import composers

    context = _context(request, ticket) | {"oob": True}
    if act is not None and act.inside:
        context["composer"] = next(one for one in composers(ticket, "", None) if one["act"] is act)
    return render(request, "ticket/parts.html", context)


def fragment(
    request: DeskRequest, template: str, context: Mapping[str, object], status: int
) -> HttpResponse:
    return render(request, template, dict(context), status=status)


def _context(request: DeskRequest, ticket: Ticket) -> dict[str, Any]:
    now = timezone.now()
    terms = terms_of(ticket.version)
    events = list(ticket.events.select_related("user", "requester"))
    clocks = read(ticket, now, events)
    may_act = may(request, ticket.desk_id, Role.AGENT)
    near, more = offers(ticket)
    talk = conversation(
        ticket,
        events,
        terms,
        now,
        whole="all" in request.GET,
        since=_since(request),
        reader=request.user.pk,
    )
    return {
        "near": near,
        "more": more,
        "ticket": ticket,
        "now": now,
        "talk": talk,
        "entries": [(one, entry.drawn(one)) for one in talk.entries],
        "promises": promises(clocks, terms, now),
        "case": case(request, ticket, terms, now),
        "acts": may_act and ticket.status != Ticket.Status.MERGED,
        "raw": may(request, ticket.desk_id, Role.LEAD),
    }


def _since(request: DeskRequest) -> datetime | None:
    """What the reader had seen when he began to write."""
    given = request.POST.get("seen", "")
    try:
        return parse_datetime(given[:40]) if given else None
    except ValueError:
        return None
