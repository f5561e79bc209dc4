"""Take back an answer that was sent a moment ago."""

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from prazo.accounts.models import Role
from prazo.desk.models import Ticket
from prazo.lib.refusal import Refusal
from prazo.web.access import DeskRequest, at_ticket, hold_membership, ticket_seen_by
from prazo.web.queues import forget_counts
from prazo.web.strangers import refuse_strangers
from prazo.web.views import errors
from prazo.web.views import ticket as ticket_page
from prazo.web.views.acts.reply import ACT
from prazo.writing.actions.undo import undo as take_back


@at_ticket(Role.AGENT)
@require_http_methods(["GET", "POST"])
def undo(request: DeskRequest, ticket: Ticket) -> HttpResponse:
    """Then it stands in the composer again. Who comes too late is told so, with the ticket."""
    if request.method == "GET":
        return ticket_page.page(request, ticket)
    refuse_strangers(request.POST)
    try:
        with transaction.atomic():
            hold_membership(request.user, ticket.desk_id, Role.AGENT)
            take_back(ticket, user=request.user, at=timezone.now())
    except Refusal as refusal:
        return errors.refused(request, refusal)
    forget_counts(request.user)
    if not request.htmx:
        return redirect("ticket", ticket.number)
    current = ticket_seen_by(request.user, ticket.number)
    return ticket_page.taken_back(request, current, ACT)
