"""What the palette leads to: the places, tickets, customers and people of whoever asks.

One list, fetched when the palette is first opened; what is typed is compared in the browser. The
acts of the ticket at hand are not among it: the palette presses those that are on the page.
"""

from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models import Prefetch
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from prazo.accounts.models import Desk, Role
from prazo.accounts.models.member import RANK
from prazo.customers.models import Customer, Requester, RequesterAddress
from prazo.desk.models import SavedQueue, Ticket
from prazo.lib import scope
from prazo.web import rail
from prazo.web.access import DeskRequest, signed_in
from prazo.web.queues import QUEUES
from prazo.web.views.settings.access import may_set_up, reach
from prazo.web.views.settings.page import SECTIONS

Item = dict[str, Any]

MOST_QUEUES = 100
MOST_DESKS = 20
MOST_TICKETS = 25
MOST_NAMED = 300
"""Customers, and people; the search finds the others."""
LANGUAGES = (("en", "English"), ("pt-br", "Português"), ("es", "Español"))

RECENT = """
select ticket_id from (select ticket_id, id from desk_event
  where user_id = %s order by id desc limit 200) mine
 group by ticket_id order by max(id) desc limit %s
"""


@signed_in
@require_safe
def palette(request: DeskRequest) -> HttpResponse:
    items = [
        *_queues(request),
        *_places(request),
        *_tickets(request),
        *_settings(request),
        *_customers(request),
        *_people(request),
        *_account(),
    ]
    answer = JsonResponse({"items": items})
    answer["Cache-Control"] = "no-store"
    return answer


def _item(kind: str, name: str, address: str, more: str = "") -> Item:
    return {"kind": kind, "name": name, "more": more, "address": address}


def _queues(request: DeskRequest) -> Iterator[Item]:
    if request.desks:
        for queue in QUEUES:
            yield _item(_("Queue"), str(queue.name), queue.address)
    for saved in SavedQueue.objects.visible_to(request.user)[:MOST_QUEUES]:
        yield _item(_("Saved queue"), saved.name, reverse("saved_queue", args=[saved.pk]))


def _places(request: DeskRequest) -> Iterator[Item]:
    if any(RANK[role] >= RANK[Role.AGENT] for role in request.desks.values()):
        yield _item(_("Place"), _("We write first"), reverse("write_first"))
        yield _item(_("Place"), _("New person"), reverse("new_person"))
        yield _item(_("Place"), _("Make a queue"), reverse("new_queue"))
    if request.desks:
        yield _item(_("Place"), _("Saved queues"), reverse("queues"))
    for place in rail.places(request):
        yield _item(_("Place"), place.name, place.address)
    yield _item(_("Place"), _("My account"), reverse("me"))


def _tickets(request: DeskRequest) -> Iterator[Item]:
    """Those one acted on last, then those one has."""
    with connection.cursor() as cursor:
        cursor.execute(RECENT, [request.user.pk, MOST_TICKETS])
        recent = [pk for (pk,) in cursor.fetchall()]
    seen = Ticket.objects.visible_to(request.user).select_related("customer")
    needed = ("pk", "number", "subject", "customer__name")
    known = {one.pk: one for one in seen.filter(pk__in=recent).only(*needed)}
    own = seen.open().filter(assignee=request.user).order_by("-changed_at").only(*needed)
    mine = [one for one in own[:MOST_TICKETS] if one.pk not in known]
    for ticket in (*(known[pk] for pk in recent if pk in known), *mine):
        yield _item(
            _("Ticket"),
            f"#{ticket.number} {ticket.subject}",
            reverse("ticket", args=[ticket.number]),
            ticket.customer.name if ticket.customer else "",
        )


def _settings(request: DeskRequest) -> Iterator[Item]:
    with scope.entered(reach(request)):
        desks = [desk for desk in Desk.objects.order_by("name") if may_set_up(request, desk)]
    for desk in desks[:MOST_DESKS]:
        for name, title in SECTIONS:
            yield _item(_("Settings"), str(title), reverse(name, args=[desk.slug]), desk.name)


def _customers(request: DeskRequest) -> Iterator[Item]:
    found = Customer.objects.filter(desk__in=request.desks).order_by("name", "pk")
    for pk, name in found.values_list("pk", "name")[:MOST_NAMED]:
        yield _item(_("Customer"), name, reverse("customer", args=[pk]))


def _people(request: DeskRequest) -> Iterator[Item]:
    """Those who came last."""
    addresses = Prefetch("addresses", RequesterAddress.objects.order_by("pk"))
    found = Requester.objects.filter(desk__in=request.desks, joined_to=None).order_by("-pk")
    for one in found.prefetch_related(addresses)[:MOST_NAMED]:
        more = one.address if one.name else ""
        yield _item(_("Person"), str(one), reverse("person", args=[one.pk]), more)


def _account() -> Iterator[Item]:
    """Acts that are posted; the token of the form is the page's own."""
    for code, name in LANGUAGES:
        yield {
            **_item(_("Language"), name, reverse("language")),
            "fields": {"language": code, "next": ""},
        }
    yield {**_item(_("Account"), _("Sign out"), reverse("sign_out")), "fields": {}}
