"""Which tickets were chosen: one by one, over pages of a queue, or all that a queue holds."""

from typing import NamedTuple

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from prazo.accounts.models import Desk, Role
from prazo.desk.models import SavedQueue, Ticket
from prazo.lib.ids import id_of, is_id
from prazo.lib.refusal import Refusal
from prazo.web.access import DeskRequest, may
from prazo.web.layouts import ordered, ready
from prazo.web.queues import Queue, ids_of
from prazo.web.saved import as_queue

MOST = 1000
"""Tickets of one act; longer queues give their first."""


class Chosen(NamedTuple):
    """`more`: the queue holds more than these."""

    tickets: list[Ticket]
    more: bool = False


def chosen(request: DeskRequest) -> Chosen:
    """Of one desk at which the reader acts."""
    seen = Ticket.objects.visible_to(request.user).to_act_on().order_by("pk")
    if "all" in request.POST:
        ids = _of_queue(request)
        tickets, more = list(seen.filter(pk__in=ids[:MOST])), len(ids) > MOST
    else:
        numbers = _numbers(request)
        tickets, more = list(seen.filter(number__in=numbers)), False
        if len(tickets) < len(numbers):
            raise Http404
    if not tickets:
        raise Refusal("none_chosen", _("Choose tickets first: x chooses the one under the caret."))
    desks = {ticket.desk_id for ticket in tickets}
    if len(desks) > 1:
        raise Refusal("several_desks", _("Choose tickets of one desk: each has its own people."))
    if not may(request, desks.pop(), Role.AGENT):
        raise PermissionDenied
    return Chosen(tickets, more)


def _numbers(request: DeskRequest) -> set[int]:
    """Each alone, or several with commas, as the form names them that carries many."""
    given = [one for many in request.POST.getlist("t") for one in many.split(",")]
    numbers = {int(number) for number in given if is_id(number)}
    if len(numbers) > MOST:
        raise Refusal("too_many", _("At most %(n)s tickets at once."), params={"n": MOST})
    return numbers


def _of_queue(request: DeskRequest) -> list[int]:
    """One more than MOST where it holds more."""
    queue, desks = _queue(request, request.POST.get("queue", ""))
    queue = ordered(queue, request.POST.get("order", ""))
    if slug := request.POST.get("desk", ""):
        desks = list(Desk.objects.filter(slug=slug, pk__in=desks).values_list("pk", flat=True))
    return ids_of(queue, request.user, desks, MOST + 1)


def _queue(request: DeskRequest, slug: str) -> tuple[Queue, list[int]]:
    kind, _slash, number = slug.partition("/")
    if kind != "s":
        queue = ready(slug, request.user)
        if queue is None:
            raise BadRequest("no such queue")
        return queue, list(request.desks)
    saved = SavedQueue.objects.visible_to(request.user).filter(pk=id_of(number)).first()
    if saved is None:
        raise Http404
    desks = list(request.desks) if saved.desk_id is None else [saved.desk_id]
    return as_queue(saved, request.user, timezone.now()), desks
