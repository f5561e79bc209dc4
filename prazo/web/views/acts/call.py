"""Write a call down: what the customer said, and what was agreed, which goes to him in writing."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from prazo.desk.actions.log_call import log_call
from prazo.desk.actions.write_down import write_down
from prazo.desk.actor import Actor
from prazo.desk.calls import notes_required
from prazo.desk.models import Ticket
from prazo.web.views.acts.act import Act, OnceForm, at_once, view_of
from prazo.web.views.acts.reply import LONGEST
from prazo.web.views.acts.seen import FreshForm


class AgreedForm(OnceForm):
    """What was agreed, or that nothing was: that is an answer, too (A6)."""

    agreed = forms.CharField(
        label=_("What was agreed"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=at_once(_("It is sent to the customer in writing, as your answer.")),
    )
    nothing = forms.BooleanField(label=_("nothing was agreed"), required=False)
    must_say = True

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        agreed, nothing = (cleaned.get("agreed") or "").strip(), cleaned.get("nothing")
        if agreed and nothing:
            self.add_error("nothing", _("You wrote what was agreed: take the tick out."))
        if self.must_say and not agreed and not nothing:
            self.add_error("agreed", _("Write what was agreed, or tick that nothing was."))
        return cleaned


class CallForm(AgreedForm):
    direction = forms.ChoiceField(
        label=_("Who called"),
        choices=[("incoming", _("the customer")), ("outgoing", _("we"))],
        initial="incoming",
        required=False,
        widget=forms.RadioSelect,
    )
    said = forms.CharField(
        label=_("What the customer said"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It becomes the customer's message, by telephone, noted by you."),
        error_messages={"required": _("Write down what the customer said.")},
    )
    field_order = ("direction", "said", "agreed", "nothing")
    must_say = False

    def prepare(self) -> None:
        """Where the agreement asks for it in writing, the form says what follows."""
        if notes_required(self.ticket):
            self.fields["agreed"].help_text = at_once(
                _(
                    "It is sent to the customer in writing. The agreement asks for it: until it is"
                    " written, or ticked that nothing was, the ticket does not go on."
                )
            )


def perform(ticket: Ticket, form: CallForm, by: Actor, at: datetime) -> None:
    wanted = form.cleaned_data
    written = bool(wanted["agreed"].strip() or wanted["nothing"])
    log_call(
        ticket,
        by=by,
        at=at,
        said=wanted["said"],
        outgoing=wanted["direction"] == "outgoing",
        written=written,
    )
    if written:
        write_down(ticket, agreed=wanted["agreed"], by=by, at=at)


ACT = Act(
    name="call",
    title=_("Log a call"),
    button=_("Log the call"),
    form=CallForm,
    perform=perform,
    done=_("The call is logged."),
    template="acts/composed.html",
    inside="call",
)
call = view_of(ACT)


class LaterForm(FreshForm, AgreedForm):
    """Written down after the call, when somebody may have spoken since."""

    field_order = ("agreed", "nothing")


def _agree(ticket: Ticket, form: LaterForm, by: Actor, at: datetime) -> None:
    if form.cleaned_data["agreed"].strip():
        form.must_be_seen(by)
    write_down(ticket, agreed=form.cleaned_data["agreed"], by=by, at=at)


AGREED = Act(
    name="agreed",
    title=_("What was agreed in the call"),
    button=_("Write it down"),
    form=LaterForm,
    perform=_agree,
    done=_("Written down."),
)
agreed = view_of(AGREED)
