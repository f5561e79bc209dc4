"""Why a deadline is what it is: the clock's ledger, span by span, with the agreement's lines."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from prazo.accounts.models import Role
from prazo.desk.clocks import read
from prazo.desk.models import Ticket
from prazo.desk.terms import terms_of
from prazo.web.access import DeskRequest, at_ticket
from prazo.web.shown.account import account
from prazo.web.shown.case import agreement_address


@at_ticket(Role.READER)
@require_safe
def why(request: DeskRequest, ticket: Ticket, metric: str) -> HttpResponse:
    """Of one metric, its cycles one after the other, the last first."""
    # By the second, as promises are; never before what has just happened.
    now = max(timezone.now().replace(microsecond=0), ticket.changed_at)
    clocks = [clock for clock in read(ticket, now) if clock.metric == metric]
    if not clocks:
        raise Http404
    terms = terms_of(ticket.version)
    context = {
        "ticket": ticket,
        "agreement_page": agreement_address(ticket),
        "accounts": [account(clock, terms, now) for clock in reversed(clocks)],
    }
    return render(request, "ticket/why.html", context)
