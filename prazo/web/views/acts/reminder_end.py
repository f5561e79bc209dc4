"""A reminder is done, or is to be deleted."""

from datetime import datetime

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from prazo.desk.actions.end_reminder import end_reminder
from prazo.desk.actor import Actor
from prazo.desk.models import Ticket
from prazo.web.shown.due import instant
from prazo.web.views.acts.act import Act, ActForm, Done, view_of

DONE, DELETED = "done", "deleted"


class ReminderEndForm(ActForm):
    reminder = forms.IntegerField(
        label=_("Which reminder"),
        min_value=1,
        max_value=2**63 - 1,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reminder.")},
    )
    what = forms.ChoiceField(
        label=_("What became of it"),
        choices=[(DONE, _("Done")), (DELETED, _("Delete"))],
        initial=DONE,
        widget=forms.RadioSelect,
    )
    intro: str | Promise = ""

    def prepare(self) -> None:
        """One that somebody else has ended is no fault: then nothing is left to be done."""
        found = self.ticket.reminders.all()
        self.fields["reminder"].widget.choices = [
            (one.pk, f"{instant(one.at)} {one.note}".strip()) for one in found
        ]
        self.intro = "" if found else _("No reminder is left.")


def perform(ticket: Ticket, form: ReminderEndForm, by: Actor, at: datetime) -> Done:
    done = form.cleaned_data["what"] == DONE
    pk = form.cleaned_data["reminder"]
    if not end_reminder(ticket, reminder=pk, by=by, at=at, done=done):
        return Done(notice=_("Somebody else was faster: it is gone already."))
    return Done(notice=_("The reminder is done.") if done else _("The reminder is deleted."))


ACT = Act(
    name="reminded",
    title=_("Reminders"),
    button=_("Keep"),
    form=ReminderEndForm,
    perform=perform,
)
reminded = view_of(ACT)
