"""A person who asks: addresses, customers, and the history over all channels."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from prazo.accounts.models import Role
from prazo.customers.models import Requester
from prazo.desk.models import Message, Ticket
from prazo.desk.terms import terms_of
from prazo.lib.alphabet import alphabetical
from prazo.web.access import DeskRequest, may, signed_in
from prazo.web.shown import row, row_facts, words
from prazo.web.shown.addresses import addresses_of
from prazo.web.shown.due import moment
from prazo.web.views.settings.form import language_choices
from prazo.web.views.settings.listing import listed

SHOWN = 20
LONGEST = 300


@signed_in
@require_safe
def person(request: DeskRequest, pk: int) -> HttpResponse:
    known = person_seen_by(request, pk)
    if known.joined_to_id is not None:
        return redirect("person", known.joined_to_id)
    now = timezone.now()
    tickets = Ticket.objects.visible_to(request.user).filter(requester=known)
    latest = list(tickets.order_by("-opened_at").values_list("pk", flat=True)[:SHOWN])
    listing = listed(request, _said(request, known), SHOWN)
    context = {
        "person": known,
        "addresses": addresses_of(known, now),
        "customers": alphabetical(known.customers.all()),
        "spoken": dict(language_choices()).get(known.language, known.language),
        "rows": row.drawn(row_facts.of(latest, request.user), now, columns=COLUMNS),
        "columns": [(name, row.HEADS[name]) for name in COLUMNS],
        "total": tickets.count(),
        "listing": listing,
        "said": [_line(message, now) for message in listing.rows],
        "leads": may(request, known.desk_id, Role.LEAD),
        "acts": may(request, known.desk_id, Role.AGENT),
        "admin": may(request, known.desk_id, Role.ADMIN) or request.user.administers,
    }
    return render(request, "customers/person.html", context)


COLUMNS = ("priority", "status", "opened")


def person_seen_by(request: DeskRequest, pk: int) -> Requester:
    found = (
        Requester.objects.filter(pk=pk, desk__in=request.desks)
        .select_related("desk")
        .prefetch_related("addresses")
        .first()
    )
    if found is None:
        raise Http404
    return found


def _said(request: DeskRequest, known: Requester) -> "QuerySet[Message]":
    """What the person wrote, the newest first, on whatever channel."""
    seen = Ticket.objects.visible_to(request.user)
    theirs = Q(requester=known) | Q(requester__joined_to=known)
    said = Message.objects.filter(theirs, ticket__in=seen, kind=Message.Kind.REQUEST)
    read = said.select_related("ticket__version")
    return read.defer("html", "ticket__version__text", "ticket__version__holidays").order_by(
        "-at", "-pk"
    )


def _line(message: Message, now: datetime) -> dict[str, Any]:
    text = message.text[: LONGEST + 1]
    return {
        "ticket": message.ticket,
        "channel": words.channel_name(terms_of(message.ticket.version), message.channel),
        "at": moment(message.at, now),
        "text": text if len(text) <= LONGEST else f"{text[:LONGEST]}…",
    }
