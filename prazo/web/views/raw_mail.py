"""The raw mail of a ticket, for leads: what came, byte for byte, secrets and all."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from prazo.accounts.models import Role
from prazo.channels.email.models import RawMail
from prazo.channels.email.take_in import PURPOSE
from prazo.desk.models import Ticket
from prazo.web.access import DeskRequest, at_ticket
from prazo.web.downloads import download


@at_ticket(Role.LEAD)
@require_safe
def raw_mail(request: DeskRequest, ticket: Ticket, pk: int | None = None) -> HttpResponse:
    """Of one message, or the first that the ticket has."""
    mails = RawMail.objects.filter(ticket=ticket).order_by("pk")
    found = (mails.filter(message=pk) if pk else mails).first()
    if found is None:
        raise Http404
    raw = settings.VAULT.open(bytes(found.sealed), PURPOSE)
    return download(raw, f"{ticket.number}-{found.pk}.eml")
