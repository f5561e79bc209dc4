"""Choose tickets, say what to do, see what would come of it, do it; and take it back in time."""

import re
import secrets
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from prazo.accounts.models import Role
from prazo.desk.acting import wake
from prazo.desk.bulks import HELD
from prazo.desk.models import Bulk, Message, Ticket
from prazo.lib.refusal import Refusal
from prazo.web.access import DeskRequest, gone_to, may, signed_in
from prazo.web.queues import PAGE, forget_counts
from prazo.web.strangers import refuse_strangers
from prazo.web.views.bulk.acts import ACTS, BulkAct, BulkForm
from prazo.web.views.bulk.doing import DONE, tried

OWN = ("t", "act", "stage", "once")
ONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")


@signed_in
@require_POST
def bulk(request: DeskRequest) -> HttpResponse:
    """The act's form; with `stage=preview` what would come of it; with `stage=do` it is begun.

    Sent twice it is one (R05): the form carries a name of its own."""
    act = ACTS.get(request.POST.get("act", ""))
    if act is None:
        raise BadRequest("no such act")
    stage, once = request.POST.get("stage", ""), request.POST.get("once", "")
    if stage == "do":
        if not ONCE.fullmatch(once):
            raise BadRequest("no name of its own")
        if begun := Bulk.objects.filter(user=request.user, once=once).first():
            return gone_to(request, reverse("bulk_of", args=[begun.pk]))
    tickets = _tickets(request)
    form = act.form(tickets, request.user, _own(request.POST) if stage else None)
    refuse_strangers(request.POST, {*OWN, *form.fields})
    template = "queue/bulk_form.html" if request.htmx else "queue/bulk_page.html"
    context: dict[str, Any] = {"act": act, "form": form, "tickets": tickets}
    context["once"] = once or secrets.token_urlsafe(24)
    if not stage:
        return render(request, template, context)
    if not form.is_valid():
        return render(request, template, context, status=422)
    outcomes = tried(act, form, tickets, request.user, timezone.now())
    fit = [ticket for ticket in tickets if outcomes[ticket.number] == DONE]
    if stage != "do" or not fit:
        context |= {"outcomes": _told(tickets, outcomes), "fit": len(fit)}
        return render(request, template, context)
    begun = _begun(request, act, form, fit, once)
    return gone_to(request, reverse("bulk_of", args=[begun.pk]))


@signed_in
@require_safe
def bulk_of(request: DeskRequest, pk: int) -> HttpResponse:
    """What becomes of it, for who asked for it."""
    found = _own_bulk(request, pk)
    if found.done_at is not None:
        forget_counts(request.user)
    tickets = Ticket.objects.visible_to(request.user).filter(pk__in=found.tickets).order_by("pk")
    context = {
        "bulk": found,
        "act": ACTS[found.act],
        "outcomes": _told(list(tickets), {int(n): why for n, why in found.outcomes.items()}),
        "done": sum(1 for why in found.outcomes.values() if why == DONE),
        "left": max(0, round((found.due_at - timezone.now()).total_seconds())),
    }
    template = "queue/bulk_state.html" if request.htmx else "queue/bulk_of.html"
    answer = render(request, template, context)
    answer["Cache-Control"] = "no-store"
    answer["Vary"] = "HX-Request"
    return answer


@signed_in
@require_POST
def bulk_undo(request: DeskRequest, pk: int) -> HttpResponse:
    refuse_strangers(request.POST)
    with transaction.atomic():
        found = Bulk.objects.select_for_update().filter(pk=pk, user=request.user).first()
        if found is None:
            raise Http404
        if found.done_at is not None:
            raise Refusal("done", _("It is done already."), conflict=True)
        found.undone_at = found.undone_at or timezone.now()
        found.once = None  # the same form may be sent anew
        found.save(update_fields=["undone_at", "once"])
    return redirect("bulk_of", pk)


def _tickets(request: DeskRequest) -> list[Ticket]:
    """Those chosen, of one desk at which the reader acts."""
    numbers = {int(n) for n in request.POST.getlist("t") if n.isdecimal() and len(n) <= 18}
    if not numbers:
        raise Refusal("none_chosen", _("Choose tickets first: x chooses the one under the caret."))
    if len(numbers) > PAGE:
        raise Refusal("too_many", _("At most %(n)s tickets at once."), params={"n": PAGE})
    seen = Ticket.objects.visible_to(request.user).to_act_on()
    tickets = list(seen.filter(number__in=numbers).order_by("pk"))
    if len(tickets) < len(numbers):
        raise Http404
    desks = {ticket.desk_id for ticket in tickets}
    if len(desks) > 1:
        raise Refusal("several_desks", _("Choose tickets of one desk: each has its own people."))
    if not may(request, desks.pop(), Role.AGENT):
        raise PermissionDenied
    return tickets


def _begun(
    request: DeskRequest, act: BulkAct, form: BulkForm, tickets: Sequence[Ticket], once: str
) -> Bulk:
    now = timezone.now()
    last = Message.objects.filter(ticket__in=tickets).order_by().values_list("ticket")
    with transaction.atomic():
        begun, fresh = Bulk.objects.get_or_create(
            user=request.user,
            once=once,
            defaults={
                "desk_id": tickets[0].desk_id,
                "act": act.name,
                "data": {name: form.data.get(name, "") for name in form.fields},
                "tickets": [ticket.pk for ticket in tickets],
                "heard": dict(last.annotate(last=Max("pk"))),
                "asked_at": now,
                "due_at": now + HELD,
            },
        )
        if fresh:
            wake("bulk")
    return begun


def _own_bulk(request: DeskRequest, pk: int) -> Bulk:
    found = Bulk.objects.filter(pk=pk, user=request.user).first()
    if found is None:
        raise Http404
    return found


def _own(sent: QueryDict) -> QueryDict:
    own = sent.copy()
    for name in OWN:
        own.pop(name, None)
    return own


def _told(tickets: Sequence[Ticket], outcomes: dict[int, str]) -> list[dict[str, Any]]:
    return [{"ticket": ticket, "why": outcomes.get(ticket.number)} for ticket in tickets]
