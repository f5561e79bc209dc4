"""Give a ticket to somebody from the board: by a key, by dragging it, or on a page of its own."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from prazo.accounts.models import Role
from prazo.desk.actions.assign import assign
from prazo.desk.actor import Actor
from prazo.desk.models import Ticket
from prazo.lib.alphabet import letters
from prazo.lib.refusal import Refusal
from prazo.routing.choose import Person
from prazo.routing.models import Policy
from prazo.routing.people import people_of
from prazo.web.access import DeskRequest, at_ticket, ticket_seen_by
from prazo.web.views.acts.act import Act, perform
from prazo.web.views.acts.assignment import AssignmentForm, held
from prazo.web.views.acts.drawn import said
from prazo.web.views.board.page import Wanted, part, wanted
from prazo.web.views.routing.shifts import standing


class GivingForm(AssignmentForm):
    """`hours` and `desk` say which board was looked at."""

    hours = forms.CharField(required=False, max_length=2, widget=forms.HiddenInput)
    desk = forms.SlugField(required=False, max_length=50, widget=forms.HiddenInput)


def _give(ticket: Ticket, form: GivingForm, by: Actor, at: datetime) -> None:
    given = form.cleaned_data
    team = given["team"] if given["team"] and given["team"].pk != ticket.team_id else None
    reason = given.get("reason", "")
    assign(ticket, by=by, at=at, to=given["to"], team=team, seen=form.known, reason=reason)


GIVING = Act(name="giving", title=_("Give"), button=_("Give"), form=GivingForm, perform=_give)


@at_ticket(Role.AGENT)
@require_http_methods(["GET", "POST"])
def giving(request: DeskRequest, ticket: Ticket) -> HttpResponse:
    sent = request.POST if request.method == "POST" else request.GET
    chosen = wanted(request, sent.get("hours", ""), sent.get("desk", ""))
    if request.method == "GET":
        return _asked(request, ticket, chosen)
    form = GivingForm(ticket, request.POST)
    if not form.is_valid():
        return _asked(request, ticket, chosen, form.errors.get("to") or form.non_field_errors())
    try:
        perform(request, ticket, GIVING, form)
    except Refusal as refusal:
        status = 409 if refusal.conflict else 422
        return _asked(request, ticket, chosen, [str(refusal)], status)
    if not request.htmx:
        return redirect(f"/board{chosen.query}")
    answer = part(request, chosen)
    answer.write(_aloud(ticket.number, form))
    return answer


def _aloud(number: int, form: GivingForm) -> str:
    """For who does not see it move; the board is drawn anew beside it."""
    to = form.cleaned_data["to"]
    words = f"{_('Assigned.')} #{number}, {to.name if to else _('nobody')}"
    return format_html('<p id="said" hx-swap-oob="innerHTML">{}</p>', words)


def _asked(
    request: DeskRequest,
    ticket: Ticket,
    chosen: Wanted,
    errors: Iterable[object] = (),
    status: int = 422,
) -> HttpResponse:
    """Whom to give it to; after a refusal why that could not be."""
    errors = list(errors)
    current = ticket_seen_by(request.user, ticket.number) if errors else ticket
    context = {
        "ticket": current,
        "wanted": chosen,
        "errors": errors,
        "people": _people(current),
        "drawn": said(held(current)),
    }
    template = "board/giving.html" if request.htmx else "board/giving_page.html"
    answer = render(request, template, context, status=status if errors else 200)
    if errors and request.htmx:
        answer["HX-Retarget"], answer["HX-Reswap"] = "#give", "innerHTML"
    answer["Vary"] = "HX-Request"
    return answer


def _people(ticket: Ticket) -> list[dict[str, Any]]:
    """Its team's first, and those who are there before those who are not."""
    now = timezone.now()
    own = Policy.objects.filter(desk=ticket.desk_id, team=None).first()
    people = people_of(own or Policy(desk=ticket.desk), now)

    def order(one: Person) -> tuple[bool, bool, tuple[str, str]]:
        team = ticket.team_id is not None and ticket.team_id not in one.teams
        return not one.on_shift(now), team, letters(one.name)

    return [
        {
            "person": one,
            "own": one.user == ticket.assignee_id,
            "team": ticket.team_id in one.teams,
            **standing(one, now),
        }
        for one in sorted(people.values(), key=order)
    ]
