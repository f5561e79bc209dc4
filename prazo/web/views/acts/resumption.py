"""Go on after a wait; of a carrier, with what it answered."""

from collections.abc import Mapping
from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from prazo.desk.actions.resume import resume
from prazo.desk.actor import Actor
from prazo.desk.models import Ticket
from prazo.web.views.acts.act import Act, view_of
from prazo.web.views.acts.drawn import DrawnForm


class ResumptionForm(DrawnForm):
    reason = forms.CharField(
        label=_("Why it goes on"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "autofocus": True}),
    )

    def held(self, ticket: Ticket) -> Mapping[str, object]:
        return {"waiting_on": ticket.waiting_on}

    def prepare(self) -> None:
        super().prepare()
        if self.ticket.waiting_on == "carrier":
            self.fields["reason"].label = _("What the carrier answered")


def perform(ticket: Ticket, form: ResumptionForm, by: Actor, at: datetime) -> None:
    resume(ticket, by=by, at=at, reason=form.cleaned_data["reason"], seen=form.known)


ACT = Act(
    name="resumption",
    title=_("Go on"),
    button=_("Go on"),
    form=ResumptionForm,
    perform=perform,
    done=_("It goes on."),
)
resumption = view_of(ACT)
