"""A ticket entered by an agent, for somebody who called or came by."""

import secrets
from typing import Any

from django import forms
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from prazo.accounts.models import Role
from prazo.desk.actions.assign import assign
from prazo.desk.actions.receive import receive_all
from prazo.desk.actor import agent
from prazo.desk.inbound import Inbound
from prazo.desk.models import Ticket
from prazo.desk.private_teams import let_in_author
from prazo.lib import scope
from prazo.lib.limits import allowed
from prazo.lib.refusal import Refusal
from prazo.web import rates
from prazo.web.access import DeskRequest, gone_to, hold_membership, signed_in
from prazo.web.counts import forget_counts
from prazo.web.strangers import only_own_fields
from prazo.web.views.errors import forbidden, too_many
from prazo.web.views.new_form import NO_SUBJECT, NewForm, own_desks


class NewTicketForm(NewForm):
    page, part = "ticket/new.html", "ticket/new_form.html"
    field_order = ("desk", "channel", "address", "name", "language", "subject", "text", "mine")

    channel = forms.ChoiceField(
        label=_("How it came"),
        choices=[("phone", _("telephone")), ("form", _("form")), ("chat", _("chat"))],
    )
    address = forms.EmailField(
        label=_("Requester's e-mail"),
        required=False,
        max_length=254,
        help_text=_("By it the customer and the contract are found. Empty if there is none."),
        widget=forms.EmailInput(attrs={"autofocus": True}),
    )
    name = forms.CharField(label=_("Requester's name"), max_length=200, required=False)
    subject = forms.CharField(
        label=_("Subject"),
        max_length=300,
        error_messages={"required": NO_SUBJECT},
    )
    text = forms.CharField(
        label=_("What was said"),
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write down what was said.")},
    )
    mine = forms.BooleanField(label=_("Take it"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get("address") and not cleaned.get("name") and "address" not in self.errors:
            self.add_error("name", _("Write who it was: an e-mail address or a name."))
        return cleaned


@signed_in
@require_http_methods(["GET", "POST"])
def new_ticket(request: DeskRequest) -> HttpResponse:
    """Sent twice it is one ticket (R05): the form carries a name of its own."""
    desks = own_desks(request)
    if not desks:
        return forbidden(request)
    if request.method == "GET":
        return NewTicketForm(desks, initial={"once": secrets.token_urlsafe(24)}).drawn(request)
    now = timezone.now()
    if not allowed(f"new-ticket:{request.user.pk}", *rates.NEW_TICKET_USER, now):
        return too_many(request, 60 - now.second)
    form = NewTicketForm(desks, request.POST)
    only_own_fields(form)
    if form.is_valid():
        try:
            return gone_to(request, f"/t/{_make(request, form.cleaned_data).number}")
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    return form.drawn(request, status=422)


def _make(request: DeskRequest, given: dict[str, Any]) -> Ticket:
    try:
        return _made(request, given)
    except IntegrityError:  # sent twice at the same moment: now the other one is there to be found
        return _made(request, given)


@transaction.atomic
def _made(request: DeskRequest, given: dict[str, Any]) -> Ticket:
    desk = hold_membership(request.user, given["desk"], Role.AGENT)
    now = timezone.now()
    inbound = Inbound(
        channel=given["channel"],
        reference=f"desk:{given['once']}",
        sender=given["address"].lower(),
        sender_name=given["name"],
        language=given["language"],
        subject=given["subject"],
        text=given["text"],
        received_at=now,
        answerable=bool(given["address"]),
        authentic=True,
        entered_by=request.user.pk,
    )
    with scope.entered(scope.whole()):
        (done,) = receive_all([(desk, inbound)])
        if isinstance(done, Refusal):
            raise done
        ticket = done.message.ticket
        if done.again:  # whom it is hidden from since is not let back in by an old form
            return ticket
        if given["mine"] and ticket.assignee_id is None:
            assign(ticket, by=agent(request.user), at=now, to=request.user)
        if desk.pk in request.closed:
            let_in_author(ticket, request.user, now)
    forget_counts(request.user)
    return ticket
