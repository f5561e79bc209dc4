"""Say what caused it. What the agreement does not cover is excluded, with its evidence."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from prazo.desk.actions.exclude import exclude
from prazo.desk.actor import Actor
from prazo.desk.models import Ticket
from prazo.desk.terms import terms_of
from prazo.web.shown import words
from prazo.web.views.acts.act import Act, view_of
from prazo.web.views.acts.drawn import DrawnForm
from prazo.web.views.acts.seen import FreshForm


class ExclusionForm(FreshForm, DrawnForm):
    """It may stop clocks, so it is not said over words that nobody has read."""

    cause = forms.ChoiceField(
        label=_("Cause"), required=False, widget=forms.Select(attrs={"autofocus": True})
    )
    evidence = forms.CharField(
        label=_("Evidence"),
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Needed for what is not covered: the customer may ask why."),
    )

    def held(self, ticket: Ticket) -> Mapping[str, object]:
        return {"cause": ticket.cause}

    def prepare(self) -> None:
        super().prepare()
        terms = terms_of(self.ticket.version)
        ours: list[Any] = []
        others: list[Any] = []
        for value, name in terms.choices("cause", words.reader()):
            (others if terms.not_covered(value) else ours).append((value, name))
        none = _("not known") if not self.ticket.cause else _("take the cause back")
        groups: list[Any] = [("", none)]
        groups += [(_("Covered"), ours)] if ours else []
        groups += [(_("Not covered: clocks stop"), others)] if others else []
        self.fields["cause"].choices = groups  # type: ignore[attr-defined]
        self.initial.setdefault("cause", self.ticket.cause)


def perform(ticket: Ticket, form: ExclusionForm, by: Actor, at: datetime) -> None:
    form.must_be_seen(by)
    cause, evidence = form.cleaned_data["cause"], form.cleaned_data["evidence"]
    exclude(ticket, by=by, at=at, cause=cause, evidence=evidence, seen=form.known)


ACT = Act(
    name="exclusion",
    title=_("Say what caused it"),
    button=_("Record the cause"),
    form=ExclusionForm,
    perform=perform,
    done=_("The cause is recorded."),
)
exclusion = view_of(ACT)
