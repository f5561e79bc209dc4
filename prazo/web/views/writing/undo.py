"""Take back an answer that was sent a moment ago."""

from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from prazo.accounts.models import Role
from prazo.desk.models import Ticket
from prazo.lib.ids import id_of
from prazo.lib.refusal import Refusal
from prazo.web import waiting
from prazo.web.access import DeskRequest, at_ticket, hold_membership, ticket_seen_by
from prazo.web.counts import forget_counts
from prazo.web.strangers import refuse_strangers
from prazo.web.views import errors
from prazo.web.views import ticket as ticket_page
from prazo.web.views.acts.act import fresh
from prazo.web.views.acts.reply import ACT
from prazo.web.views.cases.beside import act_of, place_of
from prazo.writing import kinds
from prazo.writing.actions.undo import undo as take_back


@at_ticket(Role.AGENT)
@require_http_methods(["GET", "POST"])
def undo(request: DeskRequest, ticket: Ticket) -> HttpResponse:
    """Then it stands in the composer again. Who comes too late is told so, with the ticket."""
    if request.method == "GET":
        return ticket_page.page(request, ticket)
    refuse_strangers(request.POST, {"held"})
    pk = id_of(request.POST.get("held", "")) or None
    try:
        with transaction.atomic():
            hold_membership(request.user, ticket.desk_id, Role.AGENT)
            draft = take_back(ticket, user=request.user, at=timezone.now(), pk=pk)
    except Refusal as refusal:
        return errors.refused(request, refusal)
    forget_counts(request.user)
    beside = kinds.is_beside(draft.kind)
    if not request.htmx:
        return redirect(place_of(draft.kind, ticket) if beside else f"/t/{ticket.number}")
    current = ticket_seen_by(request.user, ticket.number)
    if draft.kind == kinds.MACRO:
        return ticket_page.parts(request, current, said=str(waiting.TAKEN_BACK))
    if beside:
        act = act_of(draft.kind)
        form = fresh(request, current, act, QueryDict(f"thread={kinds.thread_of(draft.kind)}"))
        return ticket_page.taken_back(request, current, act, form)
    return ticket_page.taken_back(request, current, ACT)
