"""Notices are read: one, all that were shown, or those about the ticket before one's eyes."""

from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST

from prazo.accounts.models import Role
from prazo.desk.models import Ticket
from prazo.notices.actions import read
from prazo.web import bell
from prazo.web.access import DeskRequest, at_ticket, signed_in
from prazo.web.counts import forget_counts
from prazo.web.strangers import refuse_strangers


@signed_in
@require_POST
def one_read(request: DeskRequest, pk: int) -> HttpResponse:
    """Of another's notice nothing is said, and nothing done."""
    refuse_strangers(request.POST)
    read.read(request.user, at=timezone.now(), notice=pk)
    return _back(request)


@signed_in
@require_POST
def all_read(request: DeskRequest) -> HttpResponse:
    """`shown_at` is the newest that was on the page; what fell since stays unread."""
    refuse_strangers(request.POST, ["shown_at"])
    try:
        shown_at = parse_datetime(request.POST.get("shown_at", "")[:40])
    except ValueError:
        shown_at = None
    if shown_at is None or shown_at.tzinfo is None:
        raise BadRequest("no instant")
    read.read_all(request.user, at=timezone.now(), shown_at=shown_at)
    return _back(request)


@at_ticket(Role.READER)
@require_POST
def ticket_seen(request: DeskRequest, ticket: Ticket) -> HttpResponse:
    """A page that is open and looked at says that what it was told of is on it."""
    refuse_strangers(request.POST)
    forget_counts(request.user)
    bell.opened(request, ticket)
    return HttpResponse(status=204)


def _back(request: DeskRequest) -> HttpResponse:
    forget_counts(request.user)
    return redirect("notices")
