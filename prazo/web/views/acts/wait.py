"""Wait on a third party or a carrier; on the customer only after a question was sent (B12)."""

from collections.abc import Mapping
from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from prazo.desk.actions.remind import LONGEST, remind
from prazo.desk.actions.wait import unanswered
from prazo.desk.actions.wait import wait as begin
from prazo.desk.actor import Actor
from prazo.desk.models import Message, Ticket
from prazo.routing.days import days_of
from prazo.web.views import moment_fields
from prazo.web.views.acts.act import Act, view_of
from prazo.web.views.acts.drawn import DrawnForm
from prazo.web.views.acts.seen import FreshForm

SHOWN = 300


class WaitForm(FreshForm, DrawnForm):
    """With a reminder, if one is wanted, that ends with the wait."""

    moment: datetime | None = None
    on = forms.ChoiceField(
        label=_("On whom?"),
        choices=[
            ("third_party", _("A third party")),
            ("carrier", _("A carrier")),
            ("customer", _("The customer, who was asked something")),
        ],
        widget=forms.RadioSelect(attrs={"autofocus": True}),
        error_messages={"required": _("Choose whom the ticket waits on.")},
    )
    reference = forms.CharField(
        label=_("Their number for it"),
        max_length=100,
        required=False,
        help_text=_("With a carrier, such as a BA: its clock starts with it."),
    )
    reason = forms.CharField(label=_("What is awaited"), max_length=500, required=False)
    asked = forms.BooleanField(
        label=_("The last answer asked the customer something"), required=False
    )

    def held(self, ticket: Ticket) -> Mapping[str, object]:
        return {"waiting_on": ticket.waiting_on}

    def prepare(self) -> None:
        """The last answer is shown where only a person's word makes a question of it."""
        super().prepare()
        assert self.reader is not None
        self.now = timezone.now()
        self.calendar = days_of(self.ticket.desk_id, self.reader.pk, self.ticket.version, self.now)
        self.fields |= moment_fields.fields(required=False)
        moment_fields.offer(
            self, self.calendar, self.now, _("Look again, if it still waits"), none=_("not by date")
        )
        said, asked = unanswered(self.ticket), self.fields["asked"]
        if said is None or said.kind == Message.Kind.QUESTION:
            asked.widget = forms.HiddenInput(attrs={"id": False})
        else:
            shown = Truncator(said.text).chars(SHOWN)
            asked.help_text = _("“%(text)s”") % {"text": shown}

    def clean(self) -> dict[str, object]:
        cleaned: dict[str, object] = super().clean() or self.cleaned_data
        if cleaned.get("on") == "carrier" and not cleaned.get("reference"):
            self.add_error("reference", _("Write the carrier's number for it."))
        if not self.errors:
            self.moment = moment_fields.chosen(self, self.calendar, self.now)
        return cleaned


def perform(ticket: Ticket, form: WaitForm, by: Actor, at: datetime) -> None:
    form.must_be_seen(by)
    given = {name: form.cleaned_data[name] for name in ("on", "reference", "reason", "asked")}
    begin(ticket, by=by, at=at, **given, seen=form.known)
    if form.moment is not None:
        remind(
            ticket,
            by=by,
            at=at,
            when=form.moment,
            user=by.user,
            note=given["reason"][:LONGEST],
            waits=True,
        )


ACT = Act(
    name="wait",
    title=_("Wait"),
    button=_("Wait"),
    form=WaitForm,
    perform=perform,
    done=_("It waits now."),
)
wait = view_of(ACT)
