"""Resolve it, with the summary the customer reads (D11)."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from prazo.desk.actions.resolve import resolve
from prazo.desk.actor import Actor
from prazo.desk.models import Ticket
from prazo.lib.refusal import Refusal
from prazo.web.views.acts.act import Act, ActForm, view_of
from prazo.web.views.acts.written import undo_time
from prazo.writing.actions.press import hold_aside
from prazo.writing.words import Words


class ResolutionForm(ActForm):
    summary = forms.CharField(
        label=_("What was done"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4, "autofocus": True}),
        help_text=_("It is sent to the customer."),
        error_messages={"required": _("Say what was done: the requester will read it.")},
    )


def perform(ticket: Ticket, form: ResolutionForm, by: Actor, at: datetime) -> None:
    """It goes to the customer, so it can be taken back as an answer can."""
    hold = undo_time(by)
    if not hold or by.user is None:
        resolve(ticket, by=by, at=at, summary=form.cleaned_data["summary"])
        return
    words = Words(text=form.cleaned_data["summary"], then="resolve")
    try:
        hold_aside(ticket, words, user=by.user, at=at, hold=hold)
    except Refusal as refusal:
        refusal.field = "summary" if refusal.field == "text" else refusal.field
        raise


ACT = Act(
    name="resolution",
    title=_("Resolve"),
    button=_("Resolve"),
    form=ResolutionForm,
    perform=perform,
)
resolution = view_of(ACT)
