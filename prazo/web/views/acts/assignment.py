"""Give the ticket to somebody, take it, or put it back."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from prazo.accounts.models import Role, Team, User
from prazo.desk.actions.assign import assign
from prazo.desk.actor import Actor
from prazo.desk.models import Ticket
from prazo.web.views.acts.act import Act, ActForm, view_of

WORKING = (Role.AGENT, Role.LEAD, Role.ADMIN)


class AssignmentForm(ActForm):
    to = forms.ModelChoiceField(
        label=_("Person"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("nobody"),
        widget=forms.Select(attrs={"autofocus": True}),
    )
    team = forms.ModelChoiceField(
        label=_("Team"), queryset=Team.objects.none(), required=False, empty_label=_("as it is")
    )

    def prepare(self) -> None:
        desk = self.ticket.desk_id
        people = self.fields["to"]
        people.queryset = User.objects.filter(  # type: ignore[attr-defined]
            memberships__desk=desk, memberships__role__in=WORKING, is_active=True
        ).order_by("name")
        self.fields["team"].queryset = Team.objects.filter(desk=desk)  # type: ignore[attr-defined]
        self.initial.setdefault("to", self.ticket.assignee_id)


def perform(ticket: Ticket, form: AssignmentForm, by: Actor, at: datetime) -> None:
    assign(ticket, by=by, at=at, to=form.cleaned_data["to"], team=form.cleaned_data["team"])


ACT = Act(
    name="assignment", title=_("Assign"), button=_("Assign"), form=AssignmentForm, perform=perform
)
assignment = view_of(ACT)
