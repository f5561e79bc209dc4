"""Merge it into another ticket of the same customer; the other one is shown before it is done."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from prazo.accounts.models import User
from prazo.desk.actions.merge import merge, must_go_together
from prazo.desk.actor import Actor
from prazo.desk.models import Ticket
from prazo.lib.refusal import Refusal
from prazo.web.shown.due import instant
from prazo.web.views.acts.act import Act, ActForm, Done, view_of
from prazo.web.views.cases.near import NO_CASES, TicketNumber, near


class MergingForm(ActForm):
    """The number is looked up among the tickets of this desk; of others nothing is said (AC15)."""

    into = forms.RegexField(
        r"^\s*#?[0-9]{1,18}\s*$",
        label=_("Into ticket number"),
        widget=TicketNumber(autofocus=True),
        error_messages={"invalid": _("Write the number of a ticket.")},
    )
    confirmed = forms.CharField(required=False, widget=forms.HiddenInput)
    other: Ticket | None = None

    def prepare(self) -> None:
        self.fields["into"].widget.proposed = near(
            self.ticket, but=(*NO_CASES, Ticket.Status.CLOSED)
        )

    @property
    def opened(self) -> str:
        """When the other one was, as other pages say it."""
        return instant(self.other.opened_at) if self.other else ""

    def clean_into(self) -> int:
        number = int(self.cleaned_data["into"].strip().lstrip("#"))
        found = (
            Ticket.objects.visible_to(User(pk=self.ticket.asked_by))
            .filter(desk=self.ticket.desk_id, number=number)
            .select_related("requester", "customer")
            .first()
        )
        if found is None:
            raise forms.ValidationError(_("There is no such ticket at this desk."))
        self.other = found
        return number

    def clean(self) -> dict[str, Any]:
        """The first time the other ticket is only shown, where it could be done at all; sent again
        unchanged, it is done."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.other is not None and cleaned.get("confirmed") != str(self.other.number):
            try:
                must_go_together(self.ticket, self.other)
            except Refusal as refusal:
                self.refuse(refusal)
                self.other = None
                return cleaned
            self.data = {**self.data.dict(), "confirmed": str(self.other.number)}  # type: ignore[attr-defined]
            self.add_error(None, _("Is this the case it belongs to? Press Merge once more."))
        return cleaned


def perform(ticket: Ticket, form: MergingForm, by: Actor, at: datetime) -> Done:
    if form.other is None:
        raise Refusal("unknown", _("There is no such ticket at this desk."), "into")
    return Done(ticket=merge(ticket, into=form.other, by=by, at=at))


ACT = Act(
    name="merge",
    title=_("Merge"),
    button=_("Merge"),
    form=MergingForm,
    perform=perform,
    template="acts/merge.html",
)
merging = view_of(ACT)
