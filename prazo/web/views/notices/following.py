"""Follow a ticket, or follow it no longer."""

from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from prazo.accounts.models import Role
from prazo.desk.models import Ticket
from prazo.notices.actions.follow import follow, unfollow
from prazo.web.access import DeskRequest, at_ticket
from prazo.web.strangers import refuse_strangers
from prazo.web.views import ticket as ticket_page


@at_ticket(Role.READER)
@require_POST
def following(request: DeskRequest, ticket: Ticket) -> HttpResponse:
    refuse_strangers(request.POST, ["follow"])
    match request.POST.get("follow"):
        case "yes":
            follow(ticket, user=request.user, at=timezone.now())
        case "no":
            unfollow(ticket, user=request.user)
        case _:
            raise BadRequest("follow: yes or no")
    if not request.htmx:
        return redirect("ticket", ticket.number)
    return ticket_page.parts(request, ticket)
