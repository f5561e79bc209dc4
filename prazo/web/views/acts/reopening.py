"""Take the case up again."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from prazo.desk.actions.reopen import reopen
from prazo.desk.actor import Actor
from prazo.desk.models import Ticket
from prazo.web.views.acts.act import Act, ActForm, view_of


class ReopeningForm(ActForm):
    reason = forms.CharField(
        label=_("Why it is taken up again"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "autofocus": True}),
    )


def perform(ticket: Ticket, form: ReopeningForm, by: Actor, at: datetime) -> None:
    reopen(ticket, by=by, at=at, reason=form.cleaned_data["reason"])


ACT = Act(
    name="reopening",
    title=_("Reopen"),
    button=_("Reopen"),
    form=ReopeningForm,
    perform=perform,
    done=_("Reopened."),
)
reopening = view_of(ACT)
