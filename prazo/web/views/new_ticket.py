"""A ticket entered by an agent, for somebody who called or came by."""

import secrets
from typing import Any, cast

from django import forms
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from prazo.accounts.models import Desk, Role
from prazo.desk.actions.assign import assign
from prazo.desk.actions.receive import receive_all
from prazo.desk.actor import agent
from prazo.desk.inbound import Inbound
from prazo.desk.models import Ticket
from prazo.lib.limits import allowed
from prazo.lib.prepared import Prepared
from prazo.lib.refusal import Refusal
from prazo.web import rates
from prazo.web.access import DeskRequest, hold_membership, may, signed_in
from prazo.web.queues import forget_counts
from prazo.web.strangers import only_own_fields
from prazo.web.views.errors import forbidden, too_many


class NewTicketForm(forms.Form):
    desk = forms.TypedChoiceField(label=_("Desk"))
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
        error_messages={"required": _("Say in a few words what it is about.")},
    )
    text = forms.CharField(
        label=_("What was said"),
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write down what was said.")},
    )
    mine = forms.BooleanField(label=_("Take it"), required=False)
    once = forms.RegexField(r"^[A-Za-z0-9_-]{16,64}$", widget=forms.HiddenInput)

    def __init__(self, desks: list[Desk], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = {str(desk.pk): desk for desk in desks}
        field = cast(forms.TypedChoiceField, self.fields["desk"])
        field.choices, field.coerce = list(own.items()), own.__getitem__

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get("address") and not cleaned.get("name") and "address" not in self.errors:
            self.add_error("name", _("Write who it was: an e-mail address or a name."))
        return cleaned


@signed_in
@require_http_methods(["GET", "POST"])
def new_ticket(request: DeskRequest) -> HttpResponse:
    """Sent twice it is one ticket (R05): the form carries a name of its own."""
    desks = [desk for desk in DESKS(request.user.pk) if may(request, desk.pk, Role.AGENT)]
    if not desks:
        return forbidden(request)
    if request.method == "GET":
        form = NewTicketForm(desks, initial={"once": secrets.token_urlsafe(24)})
        return render(request, "ticket/new.html", {"form": form, "many": len(desks) > 1})
    now = timezone.now()
    if not allowed(f"new-ticket:{request.user.pk}", *rates.NEW_TICKET_USER, now):
        return too_many(request, 60 - now.second)
    form = NewTicketForm(desks, request.POST)
    only_own_fields(form)
    if form.is_valid():
        try:
            return redirect("ticket", _make(request, form.cleaned_data).number)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    return render(request, "ticket/new.html", {"form": form, "many": len(desks) > 1}, status=422)


def _desks(user: int) -> QuerySet[Desk]:
    return Desk.objects.filter(members__user=user).order_by("name")


DESKS = Prepared(_desks, numbers=1)


def _make(request: DeskRequest, given: dict[str, Any]) -> Ticket:
    try:
        return _made(request, given)
    except IntegrityError:  # sent twice at the same moment: now the other one is there to be found
        return _made(request, given)


@transaction.atomic
def _made(request: DeskRequest, given: dict[str, Any]) -> Ticket:
    hold_membership(request.user, given["desk"].pk, Role.AGENT)
    now = timezone.now()
    inbound = Inbound(
        channel=given["channel"],
        reference=f"desk:{given['once']}",
        sender=given["address"].lower(),
        sender_name=given["name"],
        subject=given["subject"],
        text=given["text"],
        received_at=now,
        answerable=bool(given["address"]),
        authentic=True,
        entered_by=request.user.pk,
    )
    (done,) = receive_all([(given["desk"], inbound)])
    if isinstance(done, Refusal):
        raise done
    ticket = done.message.ticket
    if given["mine"] and ticket.assignee_id is None:
        assign(ticket, by=agent(request.user), at=now, to=request.user)
    forget_counts(request.user)
    return ticket
