"""Bring two people together who are one: what that brings along is shown before it is done."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from prazo.accounts.models import Role
from prazo.customers.models import Requester
from prazo.desk.actions.join_people import join_people, not_agreed
from prazo.desk.models import Ticket
from prazo.lib.refusal import Refusal
from prazo.web.access import DeskRequest, hold_membership, may, signed_in
from prazo.web.operator import operator
from prazo.web.strangers import refuse_strangers
from prazo.web.views.customers.person import person_seen_by


@signed_in
@require_http_methods(["GET", "POST"])
def join(request: DeskRequest, pk: int, other: int) -> HttpResponse:
    """For whom somebody asks decides what is promised: so this is for leads, as that is."""
    known, gone = person_seen_by(request, pk), person_seen_by(request, other)
    if known.desk_id != gone.desk_id or known == gone:
        raise Http404
    if not may(request, known.desk_id, Role.LEAD):
        raise PermissionDenied
    if request.method == "GET":
        return _page(request, known, gone)
    refuse_strangers(request.POST, set())
    try:
        with transaction.atomic():
            hold_membership(request.user, known.desk_id, Role.LEAD)
            join_people(known, gone, by=operator(request))
    except Refusal as refusal:
        return _page(request, known, gone, refusal)
    return redirect("person", pk)


def _page(
    request: DeskRequest, known: Requester, gone: Requester, refusal: Refusal | None = None
) -> HttpResponse:
    context = {
        "person": known,
        "gone": gone,
        "addresses": gone.addresses.order_by("pk"),
        "customers": gone.customers.difference(known.customers.all()).order_by("name"),
        "tickets": Ticket.objects.visible_to(request.user).filter(requester=gone).count(),
        "left": not_agreed(known, gone),
        "refusal": refusal,
    }
    status = 200 if refusal is None else 409 if refusal.conflict else 422
    return render(request, "customers/join.html", context, status=status)
