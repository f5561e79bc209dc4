"""Resolve it, with the summary the customer reads (D11)."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from prazo.accounts.models import User
from prazo.desk.actions.resolve_children import children, resolve_with_children
from prazo.desk.actor import Actor
from prazo.desk.models import Ticket
from prazo.desk.wording import MARKDOWN
from prazo.lib.refusal import Refusal
from prazo.web.views.acts.act import Act, Done, view_of
from prazo.web.views.acts.seen import FreshForm
from prazo.web.views.acts.written import IN_A_MOMENT, undo_time
from prazo.writing import kinds
from prazo.writing.actions.press import hold_aside
from prazo.writing.signatures import signature_of
from prazo.writing.words import Words


class ResolutionForm(FreshForm):
    summary = forms.CharField(
        label=_("What was done"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4, "autofocus": True}),
        help_text=_("It is sent to the customer."),
        error_messages={"required": _("Say what was done: the requester will read it.")},
    )
    children = forms.ModelMultipleChoiceField(
        label=_("Resolve with it, by the same summary, what it caused"),
        queryset=Ticket.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only those you tick. Each of their requesters gets the summary."),
    )

    def prepare(self) -> None:
        """Children are offered where there are any."""
        super().prepare()
        seen = Ticket.objects.visible_to(User(pk=self.ticket.asked_by))
        own = children(self.ticket).filter(pk__in=seen)
        if not own.exists():
            del self.fields["children"]
            return
        choice = self.fields["children"]
        choice.queryset = own  # type: ignore[attr-defined]
        choice.label_from_instance = _named  # type: ignore[attr-defined]

    def said_on(self) -> list[Ticket]:
        return [self.ticket, *children(self.ticket)]


def _named(ticket: Ticket) -> str:
    return f"#{ticket.number} {ticket.subject}"


def perform(ticket: Ticket, form: ResolutionForm, by: Actor, at: datetime) -> Done:
    """It goes to the customer, so it can be taken back as an answer can."""
    summary, chosen = form.cleaned_data["summary"], list(form.cleaned_data.get("children") or ())
    form.must_be_seen(by, chosen)
    hold = undo_time(by)
    if not hold or by.user is None:
        resolve_with_children(
            ticket,
            chosen=chosen,
            by=by,
            at=at,
            summary=summary,
            markup=MARKDOWN,
            signed=signature_of,
        )
        return Done()
    words = Words(text=summary, then="resolve", children=tuple(child.pk for child in chosen))
    try:
        hold_aside(ticket, kinds.REPLY, words, user=by.user, at=at, hold=hold)
    except Refusal as refusal:
        refusal.field = "summary" if refusal.field == "text" else refusal.field
        raise
    return Done(notice=IN_A_MOMENT)


ACT = Act(
    name="resolution",
    title=_("Resolve"),
    button=_("Resolve"),
    form=ResolutionForm,
    perform=perform,
    done=_("Resolved."),
)
resolution = view_of(ACT)
