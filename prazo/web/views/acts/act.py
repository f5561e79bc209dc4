"""What all acts on a ticket have in common.

An act is a thing with an address: asking for it shows its form, posting does it. Without scripts
that is a page each time; with htmx the form comes into the ticket's page, and after the act the
parts that changed. What was typed is never lost: every refusal comes back with the form.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.views.decorators.http import require_http_methods

from prazo.accounts.models import Role
from prazo.desk.actor import Actor, agent
from prazo.desk.models import Ticket
from prazo.lib.refusal import Refusal
from prazo.web.access import DeskRequest, View, at_ticket, hold_membership, ticket_seen_by
from prazo.web.queues import forget_counts
from prazo.web.strangers import only_own_fields
from prazo.web.views import ticket as ticket_page


class ActForm(forms.Form):
    """A form about one ticket. Errors stand beside their field, ids never meet those of others."""

    def __init__(self, ticket: Ticket, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = f"{type(self).__name__.lower()}_%s"
        self.ticket = ticket
        self.prepare()
        only_own_fields(self)

    def prepare(self) -> None:
        """Fill in choices that depend on the ticket."""

    def refuse(self, refusal: Refusal) -> None:
        field = refusal.field if refusal.field in self.fields else None
        self.add_error(field, str(refusal))


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What an act led to: another ticket to go to, or a word about it."""

    ticket: Ticket | None = None
    notice: str = ""


Perform = Callable[[Ticket, Any, Actor, datetime], object]
"""(ticket, form, by, at); the form is valid."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """`name` is also the last word of its address. `inside` the composer it is always shown.

    What is done `before` it stays done though the act itself is refused.
    """

    name: str
    title: str | Promise
    button: str | Promise
    form: Callable[..., ActForm]
    perform: Perform
    before: Perform | None = None
    template: str = "acts/panel.html"
    inside: str = ""


def view_of(act: Act) -> View:
    @at_ticket(Role.AGENT)
    @require_http_methods(["GET", "POST"])
    def view(request: DeskRequest, ticket: Ticket) -> HttpResponse:
        if request.method == "GET":
            form = act.form(ticket, initial=request.GET.dict())
            return shown(request, ticket, act, form)
        form = act.form(ticket, request.POST, request.FILES)
        form.is_valid()
        if act.before is not None:
            _before(request, ticket, act, form)
        if form.errors:
            return shown(request, ticket, act, form, 422)
        try:
            done = perform(request, ticket, act, form)
        except Refusal as refusal:
            form.refuse(refusal)
            status = 409 if refusal.conflict else 422
            current = ticket_seen_by(request.user, ticket.number)
            return shown(request, current, act, form, status)
        return after(request, ticket, act, done)

    return view


def perform(request: DeskRequest, ticket: Ticket, act: Act, form: ActForm) -> object:
    """In one transaction with the permission it needs."""
    with transaction.atomic():
        hold_membership(request.user, ticket.desk_id, Role.AGENT)
        done = act.perform(ticket, form, agent(request.user), timezone.now())
    forget_counts(request.user)
    return done


def _before(request: DeskRequest, ticket: Ticket, act: Act, form: ActForm) -> None:
    assert act.before is not None
    with transaction.atomic():
        hold_membership(request.user, ticket.desk_id, Role.AGENT)
        act.before(ticket, form, agent(request.user), timezone.now())


def shown(
    request: DeskRequest, ticket: Ticket, act: Act, form: ActForm, status: int = 200
) -> HttpResponse:
    """The form alone for htmx, else the ticket's page with the form in its place."""
    context: Mapping[str, object] = {"act": act, "form": form, "ticket": ticket}
    if request.htmx:
        return HttpResponse(ticket_page.fragment(request, act.template, context), status=status)
    return ticket_page.page(request, ticket, status=status, act=act, form=form)


def after(request: DeskRequest, ticket: Ticket, act: Act, done: object) -> HttpResponse:
    onward = done.ticket if isinstance(done, Done) and done.ticket is not None else None
    if onward is not None and onward.pk != ticket.pk:
        return _go_to(request, onward)
    if not request.htmx:
        return redirect("ticket", ticket.number)
    return ticket_page.parts(request, ticket_seen_by(request.user, ticket.number), act=act)


def _go_to(request: DeskRequest, ticket: Ticket) -> HttpResponse:
    if not request.htmx:
        return redirect("ticket", ticket.number)
    answer = HttpResponse(status=204)
    answer["HX-Redirect"] = f"/t/{ticket.number}"
    return answer
