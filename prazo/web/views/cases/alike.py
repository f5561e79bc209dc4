"""Tickets that may be the same case: asked for when the ticket's page is already there (D16)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from prazo.accounts.models import Role
from prazo.desk.duplicates import duplicates
from prazo.desk.models import Ticket
from prazo.desk.terms import terms_of
from prazo.web.access import DeskRequest, at_ticket
from prazo.web.shown import alike as shown


@at_ticket(Role.AGENT)
@require_safe
def alike(request: DeskRequest, ticket: Ticket) -> HttpResponse:
    """For htmx the card alone, and nothing at all where there is none; else a page."""
    among = Ticket.objects.visible_to(request.user)
    suspects = duplicates(ticket, among) if ticket.is_open else []
    terms = terms_of(ticket.version)
    found = [shown.alike(ticket, suspect, terms) for suspect in suspects]
    if request.htmx and not found:
        return HttpResponse("")
    template = "cases/alike.html" if request.htmx else "cases/alike_page.html"
    return render(request, template, {"ticket": ticket, "found": found})
