"""Tags, spam and reminders of many tickets at once: what no clock counts by."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from prazo.accounts.operator import Operator
from prazo.desk.actions.block import block
from prazo.desk.actions.remind import LONGEST as LONGEST_NOTE
from prazo.desk.actions.remind import remind
from prazo.desk.actions.spam import mark_spam
from prazo.desk.actions.tag import tag
from prazo.desk.actor import Actor
from prazo.desk.models import Ticket
from prazo.routing.days import days_of
from prazo.web.tag_field import HELP, TagsField
from prazo.web.views import moment_fields
from prazo.web.views.acts.reminder import meant, whom
from prazo.web.views.bulk.form import BulkForm


class TagsForm(BulkForm):
    add = TagsField(label=_("Put on"), help_text=HELP)
    remove = TagsField(label=_("Take off"))

    def prepare(self) -> None:
        for field in self.fields.values():
            assert isinstance(field, TagsField)
            field.of(self.tickets[0].desk)
        self.fields["add"].widget.attrs["autofocus"] = True


def tag_each(ticket: Ticket, form: BulkForm, by: Actor, at: datetime) -> None:
    tag(ticket, add=form.cleaned_data["add"], remove=form.cleaned_data["remove"], by=by, at=at)


class SpamForm(BulkForm):
    block = forms.BooleanField(
        label=_("Block the address of each sender, too"),
        required=False,
        help_text=_("Who has an active contract is not blocked here: open the ticket for that."),
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"autofocus": True}),
    )
    needs = False


def mark_each(ticket: Ticket, form: BulkForm, by: Actor, at: datetime) -> None:
    reason = form.cleaned_data["reason"]
    address = ticket.requester.address if ticket.requester else ""
    if form.cleaned_data["block"] and address and by.user is not None:
        block(ticket.desk, address, by=Operator(by.user, at), reason=reason)
    mark_spam(ticket, by=by, at=at, reason=reason)


class NotSpamForm(BulkForm):
    needs = False


class RemindForm(BulkForm):
    """Moments are those of when it was asked for, whenever it is done."""

    to = forms.ChoiceField(label=_("For whom"))
    note = forms.CharField(
        label=_("What for"), max_length=LONGEST_NOTE, required=False, widget=forms.TextInput
    )
    hides = forms.BooleanField(label=_("Snooze them: out of my queue until then"), required=False)
    moment: datetime | None = None

    def prepare(self) -> None:
        first = self.tickets[0]
        self.calendar = days_of(first.desk_id, self.user.pk, first.version, self.as_of)
        self.fields = {**moment_fields.fields(), **self.fields}
        moment_fields.offer(self, self.calendar, self.as_of, _("When"))
        self.fields["to"].choices = whom(first.desk_id, self.user)  # type: ignore[attr-defined]
        self.fields["hides"].help_text = _(
            "Each comes back before if its customer writes, a colleague does anything, or an hour"
            " before a promise of it falls due."
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            self.moment = moment_fields.chosen(self, self.calendar, self.as_of)
            if cleaned["hides"] and cleaned["to"] != f"u{self.user.pk}":
                self.add_error("hides", _("You snooze a ticket for yourself alone."))
        return cleaned


def remind_of_each(ticket: Ticket, form: BulkForm, by: Actor, at: datetime) -> None:
    assert isinstance(form, RemindForm)
    given = form.cleaned_data
    assert form.moment is not None
    user, team = meant(given["to"], ticket.desk_id)
    note, hides = given["note"], given["hides"]
    remind(ticket, by=by, at=at, when=form.moment, user=user, team=team, note=note, hides=hides)
