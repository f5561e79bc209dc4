"""Take a mark away that one has seen to."""

from datetime import datetime

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from prazo.desk.actions.see import ASK, see
from prazo.desk.actor import Actor
from prazo.desk.models import Ticket
from prazo.web.shown.marks import named
from prazo.web.views.acts.act import Act, ActForm, view_of


class MarkForm(ActForm):
    mark = forms.SlugField(
        label=_("Which mark"),
        max_length=50,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a mark.")},
    )

    intro: str | Promise = ""

    def prepare(self) -> None:
        """One that somebody else has taken away is no fault: then nothing is left to be done."""
        marks = [mark for mark in self.ticket.marks if mark not in ASK]
        self.fields["mark"].widget.choices = [(one, named(one)) for one in marks]
        self.intro = "" if marks else _("No mark is left to be seen to.")


def perform(ticket: Ticket, form: MarkForm, by: Actor, at: datetime) -> None:
    see(ticket, mark=form.cleaned_data["mark"], by=by, at=at)


ACT = Act(
    name="mark",
    title=_("Seen to"),
    button=_("Seen to"),
    form=MarkForm,
    perform=perform,
    done=_("The mark is gone. The conversation says who took it away."),
)
mark = view_of(ACT)
