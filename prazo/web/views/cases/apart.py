"""Say that two tickets are not the same case."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from prazo.desk.actions.tell_apart import tell_apart
from prazo.desk.actor import Actor
from prazo.desk.models import Ticket
from prazo.web.views.acts.act import Act, view_of
from prazo.web.views.cases.other import OtherForm


class ApartForm(OtherForm):
    other = forms.RegexField(
        r"^\s*#?[0-9]{1,18}\s*$",
        label=_("Which ticket is another case?"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autofocus": True, "size": 12}),
        help_text=_("The two are not suggested to each other any more."),
        error_messages={"invalid": _("Write the number of a ticket.")},
    )


def perform(ticket: Ticket, form: ApartForm, by: Actor, at: datetime) -> None:
    tell_apart(ticket, other=form.found("other"), by=by, at=at)


ACT = Act(
    name="apart", title=_("Not the same"), button=_("Not the same"), form=ApartForm, perform=perform
)
apart = view_of(ACT)
