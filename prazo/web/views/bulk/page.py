"""Choose tickets, say what to do, see what would come of it, do it; and take it back in time."""

import re
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import BadRequest
from django.db import transaction
from django.db.models import Max
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from prazo.desk.acting import wake
from prazo.desk.bulks import HELD
from prazo.desk.masking import masked
from prazo.desk.models import Bulk, Message, Ticket
from prazo.lib.refusal import Refusal
from prazo.web import waiting
from prazo.web.access import DeskRequest, gone_to, signed_in
from prazo.web.counts import forget_counts
from prazo.web.strangers import refuse_strangers
from prazo.web.views.bulk.acts import ACTS, BulkAct
from prazo.web.views.bulk.chosen import MOST, Chosen, chosen
from prazo.web.views.bulk.doing import DONE, Tried, tried
from prazo.web.views.bulk.form import BulkForm

OWN = ("t", "act", "stage", "once", "all", "queue", "desk", "order")
ONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")
NUMBER = re.compile(r"[0-9]{1,18}")
SHOWN = 50
"""Tickets that are tried before one's eyes, and listed; others are judged when they are done."""


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
    found = chosen(request)
    tickets = found.tickets
    form = act.form(tickets, request.user, _own(request.POST) if stage else None)
    refuse_strangers(request.POST, {*OWN, *form.fields})
    template = "queue/bulk_form.html" if request.htmx else "queue/bulk_page.html"
    context = {"act": act, "form": form, **_of(found, request)}
    context["once"] = once or secrets.token_urlsafe(24)
    if not stage:
        return render(request, template, context)
    if not form.is_valid():
        return render(request, template, context, status=422)
    outcomes = tried(act, form, tickets[:SHOWN], request.user, timezone.now())
    fit = [each for each in tickets if each.number not in outcomes or not outcomes[each.number].why]
    if stage != "do" or not fit:
        context |= {"outcomes": _would(tickets[:SHOWN], outcomes, request), "fit": len(fit)}
        return render(request, template, context)
    begun = _begun(request, act, form, fit, once)
    forget_counts(request.user)
    return gone_to(request, reverse("bulk_of", args=[begun.pk]))


@signed_in
@require_safe
def bulk_of(request: DeskRequest, pk: int) -> HttpResponse:
    """What becomes of it, for who asked for it."""
    found = _own_bulk(request, pk)
    forget_counts(request.user)
    outcomes = _told(request, found)
    context = {
        "bulk": found,
        "act": ACTS[found.act],
        "outcomes": outcomes,
        "more": len(found.tickets) - len(outcomes),
        "done": sum(1 for why in found.outcomes.values() if why == DONE),
        "left": max(0, round((found.due_at - timezone.now()).total_seconds())),
        "bulks": "",  # what the frame would say of it stands here
    }
    template = "queue/bulk_state.html" if request.htmx else "queue/bulk_of.html"
    answer = render(request, template, context)
    answer["Cache-Control"] = "no-store"
    answer["Vary"] = "HX-Request"
    return answer


@signed_in
@require_POST
def bulk_undo(request: DeskRequest, pk: int) -> HttpResponse:
    """In the note of the frame it is said where one is; else on its own page."""
    refuse_strangers(request.POST)
    said: str | Promise = waiting.TAKEN_BACK
    status = 200
    try:
        _take_back(request, pk)
    except Refusal as refusal:
        if not request.htmx:
            raise
        said, status = str(refusal), 409
    forget_counts(request.user)
    if not request.htmx:
        return redirect("bulk_of", pk)
    return HttpResponse(waiting.drawn(request, said=said), status=status)


@signed_in
@require_safe
def bulks(request: DeskRequest) -> HttpResponse:
    """What waits, for a page that is open; and what became of those it showed (`was`)."""
    forget_counts(request.user)
    was = [int(n) for n in request.GET.get("was", "")[:200].split(",") if NUMBER.fullmatch(n)]
    answer = HttpResponse(waiting.drawn(request, was=was))
    answer["Cache-Control"] = "no-store"
    return answer


def _take_back(request: DeskRequest, pk: int) -> None:
    with transaction.atomic():
        found = Bulk.objects.select_for_update().filter(pk=pk, user=request.user).first()
        if found is None:
            raise Http404
        if found.done_at is not None:
            raise Refusal("done", _("It is done already."), conflict=True)
        if found.worked:
            raise Refusal("begun", _("It has begun already: some of it is done."), conflict=True)
        found.undone_at = found.undone_at or timezone.now()
        found.once, found.data = None, {}  # the same form may be sent anew
        found.save(update_fields=["undone_at", "once", "data"])


def _begun(
    request: DeskRequest, act: BulkAct, form: BulkForm, tickets: Sequence[Ticket], once: str
) -> Bulk:
    now = form.as_of
    last = Message.objects.filter(ticket__in=tickets).order_by().values_list("ticket")
    with transaction.atomic():
        begun, fresh = Bulk.objects.get_or_create(
            user=request.user,
            once=once,
            defaults={
                "desk_id": tickets[0].desk_id,
                "act": act.name,
                "data": {name: _kept(form, name) for name in form.fields},
                "tickets": [ticket.pk for ticket in tickets],
                "heard": dict(last.annotate(last=Max("pk"))),
                "asked_at": now,
                "due_at": now + HELD,
            },
        )
        if fresh:
            wake("bulk")
    return begun


def _kept(form: BulkForm, name: str) -> str:
    """As it was sent; of what somebody wrote, without its secrets (D17)."""
    sent: str = form.data.get(name, "")
    return masked(sent)[0] if isinstance(form.fields[name], forms.CharField) else sent


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


def _of(found: Chosen, request: DeskRequest) -> dict[str, Any]:
    """What the form says of the tickets, whatever would come of it."""
    others = [each for each in found.tickets if _of_another(each, request)]
    return {
        "tickets": found.tickets[:SHOWN],
        "count": len(found.tickets),
        "more": len(found.tickets) - SHOWN if len(found.tickets) > SHOWN else 0,
        "first": MOST if found.more else 0,
        "numbers": ",".join(str(each.number) for each in found.tickets),
        "others": len(others),
    }


def _of_another(ticket: Ticket, request: DeskRequest) -> bool:
    return ticket.assignee_id not in (None, request.user.pk)


def _would(
    tickets: Sequence[Ticket], outcomes: Mapping[int, Tried], request: DeskRequest
) -> list[dict[str, Any]]:
    return [
        {
            "ticket": ticket,
            "why": outcomes[ticket.number].why,
            "changes": outcomes[ticket.number].changes,
            "of": ticket.assignee if _of_another(ticket, request) else None,
        }
        for ticket in tickets
    ]


def _told(request: DeskRequest, found: Bulk) -> list[dict[str, Any]]:
    """Of so many as are shown, what was refused first."""
    refused = [int(number) for number, why in found.outcomes.items() if why != DONE]
    seen = Ticket.objects.visible_to(request.user).filter(pk__in=found.tickets)
    first = list(seen.filter(number__in=refused[:SHOWN]).order_by("pk"))
    rest = seen.exclude(number__in=refused).order_by("pk")[: SHOWN - len(first)]
    return [
        {"ticket": each, "why": found.outcomes.get(str(each.number))} for each in [*first, *rest]
    ]
