"""Answer the requester; perhaps ask and wait, perhaps that solves it."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from prazo.agreements.models import Version
from prazo.desk.actions.reply import reply as send
from prazo.desk.actions.resolve import resolve
from prazo.desk.actor import Actor
from prazo.desk.models import Ticket
from prazo.desk.terms import terms_of
from prazo.engine.agreement import MetBy
from prazo.lib.refusal import Refusal
from prazo.web.views.acts.act import Act, ActForm, view_of

LONGEST = 200_000


class ReplyForm(ActForm):
    text = forms.CharField(
        label=_("Reply"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write something: the requester will read it.")},
    )
    investigation = forms.BooleanField(label=_("completed investigation"), required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    then = forms.ChoiceField(
        choices=[("", ""), ("wait", ""), ("resolve", "")],
        required=False,
        widget=forms.HiddenInput,
    )

    def prepare(self) -> None:
        """The tick is offered where the agreement's target is met by an investigation (D5)."""
        if not investigated(self.ticket.version):
            del self.fields["investigation"]

    def refuse(self, refusal: Refusal) -> None:
        if refusal.field == "summary":
            refusal.field = "text"
        super().refuse(refusal)


def investigated(version: Version) -> bool:
    """Whether one of its targets is met by an investigation."""
    targets = terms_of(version).agreement.targets.values()
    return any(target.met_by is MetBy.INVESTIGATION for target in targets)


def perform(ticket: Ticket, form: ReplyForm, by: Actor, at: datetime) -> None:
    wanted = form.cleaned_data
    if wanted["then"] == "resolve":
        resolve(ticket, by=by, at=at, summary=wanted["text"])
        return
    send(
        ticket,
        by=by,
        at=at,
        text=wanted["text"],
        investigation=bool(wanted.get("investigation")),
        then_wait=wanted["then"] == "wait",
    )


ACT = Act(
    name="reply",
    title=_("Reply"),
    button=_("Send"),
    form=ReplyForm,
    perform=perform,
    template="acts/reply.html",
    inside="reply",
)
reply = view_of(ACT)
