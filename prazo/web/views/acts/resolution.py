"""Resolve it, with the summary the customer reads (D11)."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from prazo.desk.actions.resolve import resolve
from prazo.desk.actor import Actor
from prazo.desk.models import Ticket
from prazo.web.views.acts.act import Act, ActForm, view_of


class ResolutionForm(ActForm):
    summary = forms.CharField(
        label=_("What was done"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4, "autofocus": True}),
        help_text=_("It is sent to the customer."),
        error_messages={"required": _("Say what was done: the requester will read it.")},
    )


def perform(ticket: Ticket, form: ResolutionForm, by: Actor, at: datetime) -> None:
    resolve(ticket, by=by, at=at, summary=form.cleaned_data["summary"])


ACT = Act(
    name="resolution",
    title=_("Resolve"),
    button=_("Resolve"),
    form=ResolutionForm,
    perform=perform,
)
resolution = view_of(ACT)
