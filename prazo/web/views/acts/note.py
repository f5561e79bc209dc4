"""Note something inside the desk; the customer never sees it."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from prazo.desk.actions.note import note as write
from prazo.desk.actor import Actor
from prazo.desk.models import Ticket
from prazo.web.views.acts.act import Act, ActForm, view_of
from prazo.web.views.acts.reply import LONGEST


class NoteForm(ActForm):
    text = forms.CharField(
        label=_("Internal note"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "data-mentions": "people"}),
        error_messages={"required": _("Write something to be noted.")},
    )


def perform(ticket: Ticket, form: NoteForm, by: Actor, at: datetime) -> None:
    write(ticket, by=by, at=at, text=form.cleaned_data["text"])


ACT = Act(
    name="note",
    title=_("Internal note"),
    button=_("Note it"),
    form=NoteForm,
    perform=perform,
    template="acts/composed.html",
    inside="note",
)
note = view_of(ACT)
