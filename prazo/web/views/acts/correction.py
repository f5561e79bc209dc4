"""Correct who asked, what the ticket is called, and its language."""

from collections.abc import Mapping
from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from prazo.desk.actions.correct import FIELDS, correct
from prazo.desk.actor import Actor
from prazo.desk.models import Ticket
from prazo.web.views.acts.act import Act, Done, view_of
from prazo.web.views.acts.drawn import DrawnForm
from prazo.web.views.acts.fields import refuse_ours
from prazo.web.views.new_form import NO_SUBJECT
from prazo.web.views.settings.form import language_choices


class CorrectionForm(DrawnForm):
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

    def held(self, ticket: Ticket) -> Mapping[str, object]:
        return {
            "requester": ticket.requester.address if ticket.requester else "",
            "subject": ticket.subject,
            "language": ticket.language.lower(),
        }

    def prepare(self) -> None:
        super().prepare()
        known = dict(language_choices())
        language = self.ticket.language.lower()
        other = {} if language in known else {language: language or _("not known")}
        self.fields["language"].choices = [*other.items(), *known.items()]  # type: ignore[attr-defined]
        self.initial = {**self.initial, **self.held(self.ticket)}

    def clean_requester(self) -> str:
        address: str = self.cleaned_data["requester"]
        if not address and self.initial["requester"]:
            raise forms.ValidationError(_("Write whose it is."))
        return address and refuse_ours([address])[0]


def perform(ticket: Ticket, form: CorrectionForm, by: Actor, at: datetime) -> Done:
    changes = {field: value for field, value in form.changes.items() if field in FIELDS}
    name = form.cleaned_data["name"]
    if not changes and not name:
        return Done(notice=_("Nothing was changed."))
    correct(ticket, by=by, at=at, changes=changes, seen=form.known, name=name)
    return Done(anew=True)


ACT = Act(
    name="correction",
    title=_("Who asked, subject, language"),
    button=_("Correct it"),
    form=CorrectionForm,
    perform=perform,
)
correction = view_of(ACT)
