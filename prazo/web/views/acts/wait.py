"""Wait on a third party or a carrier; on the customer only after a question was sent (B12)."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from prazo.desk.actions.wait import wait as begin
from prazo.desk.actor import Actor
from prazo.desk.models import Ticket
from prazo.web.views.acts.act import Act, ActForm, view_of


class WaitForm(ActForm):
    on = forms.ChoiceField(
        label=_("On whom?"),
        choices=[
            ("third_party", _("A third party")),
            ("carrier", _("A carrier")),
            ("customer", _("The customer, who was asked something")),
        ],
        widget=forms.RadioSelect(attrs={"autofocus": True}),
        error_messages={"required": _("Choose whom the ticket waits on.")},
    )
    reference = forms.CharField(
        label=_("Their number for it"),
        max_length=100,
        required=False,
        help_text=_("With a carrier, such as a BA: its clock starts with it."),
    )
    reason = forms.CharField(label=_("What is awaited"), max_length=500, required=False)

    def clean(self) -> dict[str, object]:
        cleaned: dict[str, object] = super().clean() or self.cleaned_data
        if cleaned.get("on") == "carrier" and not cleaned.get("reference"):
            self.add_error("reference", _("Write the carrier's number for it."))
        return cleaned


def perform(ticket: Ticket, form: WaitForm, by: Actor, at: datetime) -> None:
    begin(ticket, by=by, at=at, **form.cleaned_data)


ACT = Act(
    name="wait",
    title=_("Wait"),
    button=_("Wait"),
    form=WaitForm,
    perform=perform,
    done=_("It waits now."),
)
wait = view_of(ACT)
