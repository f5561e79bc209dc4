"""What all acts on a ticket have in common.

An act is a thing with an address: asking for it shows its form, posting does it. Without scripts
that is a page each time; with htmx the form comes into the ticket's page, and after the act the
parts that changed. What was typed is never lost: every refusal comes back with the form.
"""

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.db import transaction
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from prazo.accounts.models import Role, User
from prazo.desk.acting import must_not_be_merged
from prazo.desk.actor import Actor, agent
from prazo.desk.models import Ticket
from prazo.lib.refusal import Refusal
from prazo.web.access import (
    DeskRequest,
    View,
    at_ticket,
    gone_to,
    hold_membership,
    ticket_seen_by,
)
from prazo.web.counts import forget_counts
from prazo.web.strangers import only_own_fields
from prazo.web.views import ticket as ticket_page
from prazo.writing.actions.claim import OTHERWISE, claim, is_claimed

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class ActForm(forms.Form):
    """A form about one ticket. Errors stand beside their field, ids never meet those of others."""

    def __init__(
        self, ticket: Ticket, *args: Any, reader: User | None = None, **kwargs: Any
    ) -> None:
        """`reader`: who asked for it, or sent it; what they began may stand in a fresh one."""
        super().__init__(*args, **kwargs)
        self.auto_id = f"{type(self).__name__.lower()}_%s"
        self.ticket, self.reader = ticket, reader
        self.prepare()
        only_own_fields(self)

    def prepare(self) -> None:
        """Fill in choices that depend on the ticket."""

    def refuse(self, refusal: Refusal) -> None:
        field = refusal.field if refusal.field in self.fields else None
        self.add_error(field, str(refusal))

    def is_done(self, by: Actor) -> bool:
        """Whether it was sent before, and what it asks for was done."""
        return False

    def claim(self, by: Actor, at: datetime) -> bool:
        """Once and no more: see `OnceForm`."""
        return True

    def put(self, name: str, value: str) -> None:
        """What a form that comes back holds in place of what was sent."""
        given = cast(QueryDict, self.data).copy()
        given[name] = value
        self.data = given


AT_ONCE = _("It goes out at once and cannot be taken back.")
"""Said on forms whose mails are not held back for an undo."""


def at_once(help_text: str | Promise) -> "_StrPromise":
    return format_lazy("{} {}", help_text, AT_ONCE)


def name_of_its_own() -> str:
    return secrets.token_urlsafe(24)


class OnceForm(ActForm):
    """One that says something to somebody, or makes something: sent twice it is done once (R05).

    `once` has no id, lest a form that is swapped in inherits the name of the one before it.
    """

    once = forms.CharField(
        required=False,
        max_length=64,
        initial=name_of_its_own,
        widget=forms.HiddenInput(attrs={"id": False}),
    )
    name_sent = ""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self.name_sent = cleaned.pop("once", "")
        return cleaned

    def is_done(self, by: Actor) -> bool:
        assert by.user is not None
        return is_claimed(self.ticket, self.name_sent, self._said(), user=by.user)

    def claim(self, by: Actor, at: datetime) -> bool:
        assert by.user is not None
        return claim(self.ticket, self.name_sent, self._said(), user=by.user, at=at)

    def refuse(self, refusal: Refusal) -> None:
        if refusal.code == OTHERWISE:
            self.put("once", name_of_its_own())
        super().refuse(refusal)

    def _said(self) -> str:
        """What was sent, but for what says nothing."""
        given = cast(QueryDict, self.data)
        return json.dumps(sorted((k, v) for k, v in given.lists() if k not in UNSAID))


UNSAID = {"csrfmiddlewaretoken", "once", "seen", "revision", "templates", "unfilled"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What an act led to: another ticket to go to, a word about it, so much that the whole page is
    to be drawn `anew`, or no more than that its form stands there `again`, with what was kept."""

    ticket: Ticket | None = None
    notice: str | Promise = ""
    anew: bool = False
    again: bool = False


Perform = Callable[[Ticket, Any, Actor, datetime], object]
"""(ticket, form, by, at); the form is valid."""


DONE = _("Done.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """`name` is also the last word of its address. `inside` the composer it is always shown.
    `role` is the least one that may do it, asked for again in its transaction.

    What is done `before` it stays done though the act itself is refused. `done` is said of it to
    who does not see what changed, unless `perform` says something else.
    """

    name: str
    title: str | Promise
    button: str | Promise
    form: Callable[..., ActForm]
    perform: Perform
    before: Perform | None = None
    template: str = "acts/panel.html"
    done: str | Promise = DONE
    inside: str = ""
    role: Role = Role.AGENT


def view_of(act: Act) -> View:
    @at_ticket(act.role)
    @require_http_methods(["GET", "POST"])
    def view(request: DeskRequest, ticket: Ticket) -> HttpResponse:
        if request.method == "GET":
            must_not_be_merged(ticket)
            return shown(request, ticket, act, fresh(request, ticket, act, request.GET))
        form = act.form(ticket, request.POST, request.FILES, reader=request.user)
        form.is_valid()
        if form.errors and act.before is None:
            return shown(request, ticket, act, form, 422)
        try:
            done = perform(request, ticket, act, form)
        except Refusal as refusal:
            form.refuse(refusal)
            status = 409 if refusal.conflict else 422
            current = ticket_seen_by(request.user, ticket.number)
            return shown(request, current, act, form, status)
        except Ticket.DoesNotExist:  # hidden from him or erased since it was looked up
            raise Http404 from None
        if form.errors:
            return shown(request, ticket, act, form, 422)
        if isinstance(done, Done) and done.again:
            return shown(request, ticket, act, fresh(request, ticket, act, request.POST))
        return after(request, ticket, act, done)

    return view


def fresh(request: DeskRequest, ticket: Ticket, act: Act, given: QueryDict) -> ActForm:
    """Its form as it is before anything is sent, with what an address says of it."""
    return act.form(ticket, initial=given.dict(), reader=request.user)


def perform(request: DeskRequest, ticket: Ticket, act: Act, form: ActForm) -> object:
    """In one transaction with the permission it needs, in which a person's acts come one after
    the other; the act itself is undone where it is refused."""
    done: object = None
    refused: Refusal | None = None
    with transaction.atomic():
        hold_membership(request.user, ticket.desk_id, act.role)
        by, at = agent(request.user), timezone.now()
        if act.before is not None and not form.is_done(by):
            act.before(ticket, form, by, at)
        if not form.errors:
            try:
                with transaction.atomic():
                    done = act.perform(ticket, form, by, at) if form.claim(by, at) else None
            except Refusal as refusal:
                refused = refusal
    if refused is not None:
        raise refused
    forget_counts(request.user)
    return done


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
        return gone_to(request, f"/t/{onward.number}")
    if isinstance(done, Done) and done.anew:
        return gone_to(request, f"/t/{ticket.number}")
    try:
        current = ticket_seen_by(request.user, ticket.number)
    except Http404:  # by that very act it is no longer his to see
        return gone_to(request, reverse("queue"))
    if not request.htmx:
        return redirect("ticket", ticket.number)
    said = str((done.notice if isinstance(done, Done) else "") or act.done)
    return ticket_page.parts(request, current, act=act, said=said)
