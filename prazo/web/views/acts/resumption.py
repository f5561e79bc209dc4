"""Go on after a wait; of a carrier, with what it answered."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from prazo.desk.actions.resume import resume
from prazo.desk.actor import Actor
from prazo.desk.models import Ticket
from prazo.web.views.acts.act import Act, ActForm, view_of


class ResumptionForm(ActForm):
    reason = forms.CharField(
        label=_("Why it goes on"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "autofocus": True}),
    )

    def prepare(self) -> None:
        if self.ticket.waiting_on == "carrier":
            self.fields["reason"].label = _("What the carrier answered")


def perform(ticket: Ticket, form: ResumptionForm, by: Actor, at: datetime) -> None:
    resume(ticket, by=by, at=at, reason=form.cleaned_data["reason"])


ACT = Act(
    name="resumption",
    title=_("Go on"),
    button=_("Go on"),
    form=ResumptionForm,
    perform=perform,
    done=_("It goes on."),
)
resumption = view_of(ACT)
