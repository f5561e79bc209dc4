"""Answer the requester; perhaps ask and wait, perhaps that solves it."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from prazo.agreements.models import Version
from prazo.desk.actor import Actor
from prazo.desk.models import Ticket
from prazo.desk.terms import terms_of
from prazo.engine.agreement import MetBy
from prazo.web.views.acts.act import Act, Done, view_of
from prazo.web.views.acts.fields import AddressesField, OfferedField
from prazo.web.views.acts.seen import SeenForm
from prazo.web.views.acts.written import (
    ASIDE,
    WrittenForm,
    perform_written,
    take_files,
)
from prazo.writing.words import THEN, Words

LONGEST = 200_000


class ReplyForm(SeenForm, WrittenForm):
    text = forms.CharField(
        label=_("Reply"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write something: the requester will read it.")},
    )
    to = AddressesField(label=pgettext_lazy("mail", "To"))
    cc = AddressesField(label=_("Cc"))
    offered = OfferedField()
    investigation = forms.BooleanField(label=_("completed investigation"), required=False)
    then = forms.ChoiceField(
        choices=[(then, "") for then in (*THEN, *ASIDE)],
        required=False,
        widget=forms.HiddenInput,
    )
    kind = "reply"

    def prepare(self) -> None:
        """The tick is offered where the agreement's target is met by an investigation (D5)."""
        super().prepare()
        if not investigated(self.ticket.version):
            del self.fields["investigation"]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if "to" in self.data and not given.get("to") and "to" not in self.errors:
            person = self.ticket.requester
            if person is not None and person.address and not self.aside:
                self.add_error("to", _("Write to whom it goes."))
        return given

    def words(self) -> Words:
        given = self.cleaned_data
        return Words(
            text=given.get("text", ""),
            to=tuple(given["to"]) if "to" in self.data else None,
            cc=(*given["cc"], *given["offered"]),
            investigation=bool(given.get("investigation")),
            then=given["then"] if given["then"] in THEN else "",
            templates=given["templates"],
        )

    @property
    def addressed(self) -> list[forms.BoundField]:
        return [self["to"], self["cc"]]


def investigated(version: Version) -> bool:
    """Whether one of its targets is met by an investigation."""
    targets = terms_of(version).agreement.targets.values()
    return any(target.met_by is MetBy.INVESTIGATION for target in targets)


def perform(ticket: Ticket, form: ReplyForm, by: Actor, at: datetime) -> Done:
    if not form.aside:
        form.must_be_seen(by)
    return perform_written(ticket, form, by, at)


ACT = Act(
    name="reply",
    title=_("Reply"),
    button=_("Send"),
    form=ReplyForm,
    perform=perform,
    before=take_files,
    template="acts/reply.html",
    inside="reply",
)
reply = view_of(ACT)
