"""Take one question out of a ticket that holds several (D16)."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from prazo.desk.actions.split import split
from prazo.desk.actor import Actor
from prazo.desk.models import Message, Ticket
from prazo.web.shown.due import instant
from prazo.web.views.acts.act import Act, ActForm, Done, view_of


class SplittingForm(ActForm):
    message = forms.ModelChoiceField(
        label=_("Out of which message"),
        queryset=Message.objects.none(),
        empty_label=None,
        widget=forms.Select(attrs={"autofocus": True}),
        error_messages={"required": _("Choose a message of the customer.")},
    )
    subject = forms.CharField(label=_("Subject of the new ticket"), max_length=300)
    text = forms.CharField(
        label=_("The passage"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Copy it from the message. Its clocks start when that message came."),
    )

    def prepare(self) -> None:
        asked = self.ticket.messages.filter(kind=Message.Kind.REQUEST)
        choice = self.fields["message"]
        choice.queryset = asked  # type: ignore[attr-defined]
        choice.label_from_instance = _first_words  # type: ignore[attr-defined]


def _first_words(message: Message) -> str:
    return f"{instant(message.at)}: {' '.join(message.text.split())[:60]}"


def perform(ticket: Ticket, form: SplittingForm, by: Actor, at: datetime) -> Done:
    return Done(ticket=split(ticket, by=by, at=at, **form.cleaned_data))


ACT = Act(
    name="split",
    title=_("Split"),
    button=_("Make it a ticket"),
    form=SplittingForm,
    perform=perform,
)
splitting = view_of(ACT)
