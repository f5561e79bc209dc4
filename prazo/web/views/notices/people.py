"""Who can be mentioned in a note about a ticket: those who may see it."""

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from prazo.accounts.models import Role
from prazo.desk.mentions import words
from prazo.desk.models import Ticket
from prazo.lib.alphabet import letters
from prazo.notices.claim import people_of
from prazo.web.access import DeskRequest, at_ticket


@at_ticket(Role.LIGHT)
@require_safe
def people(request: DeskRequest, ticket: Ticket) -> HttpResponse:
    """[{name, address, word}]: `word` is what is to be written after the `@`."""
    found = people_of([ticket.desk_id])[ticket.desk_id]
    said = words(found)
    others = [one for one in found if one.pk != request.user.pk]
    others.sort(key=lambda one: letters(one.name or one.address))
    listed = [
        {"name": one.name or one.address, "address": one.address, "word": said[one.pk]}
        for one in others
    ]
    answer = JsonResponse({"people": listed})
    answer["Cache-Control"] = "private, no-store"
    return answer
