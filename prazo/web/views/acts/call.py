"""Write a call down: what the customer said, and what was agreed, which goes to him in writing."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from prazo.desk.actions.log_call import log_call
from prazo.desk.actions.reply import reply
from prazo.desk.actor import Actor
from prazo.desk.models import Ticket
from prazo.web.views.acts.act import Act, ActForm, view_of
from prazo.web.views.acts.reply import LONGEST


class CallForm(ActForm):
    said = forms.CharField(
        label=_("What the customer said"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It becomes the customer's message, by telephone, noted by you."),
        error_messages={"required": _("Write down what the customer said.")},
    )
    agreed = forms.CharField(
        label=_("What was agreed"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It is sent to the customer in writing, as your answer."),
    )


def perform(ticket: Ticket, form: CallForm, by: Actor, at: datetime) -> None:
    log_call(ticket, by=by, at=at, said=form.cleaned_data["said"])
    if form.cleaned_data["agreed"].strip():
        reply(ticket, by=by, at=at, text=form.cleaned_data["agreed"])


ACT = Act(
    name="call",
    title=_("Log a call"),
    button=_("Log the call"),
    form=CallForm,
    perform=perform,
    template="acts/composed.html",
    inside="call",
)
call = view_of(ACT)
