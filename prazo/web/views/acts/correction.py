"""Correct who asked, what the ticket is called, and its language."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from prazo.desk.actions.correct import FIELDS, Correction, OvertakenError, correct
from prazo.desk.actor import Actor
from prazo.desk.models import Ticket
from prazo.lib.refusal import Refusal
from prazo.web.views.acts.act import Act, ActForm, Done, view_of
from prazo.web.views.acts.fields import refuse_ours
from prazo.web.views.new_form import NO_SUBJECT
from prazo.web.views.settings.form import language_choices


class Seen(forms.CharField):
    """What a field was when its form was drawn; it has no id, lest a form that is swapped in
    inherits that of the one before it."""

    def __init__(self) -> None:
        hidden = forms.HiddenInput(attrs={"id": False})
        super().__init__(required=False, strip=False, max_length=500, widget=hidden)


class CorrectionForm(ActForm):
    requester = forms.EmailField(
        label=_("Who asked"),
        required=False,
        max_length=254,
        help_text=_(
            "By their address. Answers go there from now on. The contract stays until you say"
            " otherwise."
        ),
        widget=forms.EmailInput(attrs={"autofocus": True}),
    )
    name = forms.CharField(
        label=_("Their name"),
        max_length=200,
        required=False,
        help_text=_("For who is not known here yet."),
    )
    subject = forms.CharField(
        label=_("Subject"),
        max_length=500,
        help_text=_("Mails go on under it."),
        error_messages={"required": NO_SUBJECT},
    )
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        help_text=_("Of mails we write by ourselves, of templates, and of the search."),
    )
    was_requester, was_subject, was_language = Seen(), Seen(), Seen()

    def prepare(self) -> None:
        ticket = self.ticket
        known = dict(language_choices())
        language = ticket.language.lower()
        other = {} if language in known else {language: language or _("not known")}
        self.fields["language"].choices = [*other.items(), *known.items()]  # type: ignore[attr-defined]
        now = {
            "requester": ticket.requester.address if ticket.requester else "",
            "subject": ticket.subject,
            "language": language,
        }
        seen = {f"was_{field}": value for field, value in now.items()}
        self.initial = {**self.initial, **now, **seen}

    def clean_requester(self) -> str:
        address: str = self.cleaned_data["requester"]
        if not address and self.initial["requester"]:
            raise forms.ValidationError(_("Write whose it is."))
        return address and refuse_ours([address])[0]

    def changes(self) -> dict[str, Correction]:
        """What differs from what was seen; nothing else is written."""
        given = self.cleaned_data
        found = {field: Correction(given[f"was_{field}"], given[field]) for field in FIELDS}
        return {field: one for field, one in found.items() if one.to != one.was}

    def refuse(self, refusal: Refusal) -> None:
        if isinstance(refusal, OvertakenError):
            self.put(f"was_{refusal.field}", refusal.now)
        super().refuse(refusal)


def perform(ticket: Ticket, form: CorrectionForm, by: Actor, at: datetime) -> Done:
    correct(ticket, by=by, at=at, changes=form.changes(), name=form.cleaned_data["name"])
    return Done(anew=True)


ACT = Act(
    name="correction",
    title=_("Who asked, subject, language"),
    button=_("Correct it"),
    form=CorrectionForm,
    perform=perform,
)
correction = view_of(ACT)
