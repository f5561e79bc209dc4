"""Give the ticket to somebody, take it, or put it back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prazo.accounts.models import Absence, Team, User
from prazo.accounts.models.member import WORKING
from prazo.desk.actions.assign import assign
from prazo.desk.actor import Actor
from prazo.desk.models import Ticket
from prazo.lib.alphabet import alphabetical
from prazo.routing.people import absences_now
from prazo.web.shown.due import moment
from prazo.web.shown.levels import team_name
from prazo.web.views.acts.act import Act, Done, view_of
from prazo.web.views.acts.drawn import DrawnForm


class PersonChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Somebody who works at the desk."""

    away: Mapping[int, Absence] = {}

    def label_from_instance(self, obj: User) -> str:
        return person_now(obj, self.away)


def person_now(person: User, away: Mapping[int, Absence]) -> str:
    """His name; beside it that he is away, and who stands in."""
    absence = away.get(person.pk)
    if absence is None:
        return str(person)
    facts = {
        "name": str(person),
        "when": moment(absence.ends_at, timezone.now()),
        "other": str(absence.substitute or ""),
    }
    if absence.substitute is None:
        return gettext("%(name)s (away until %(when)s)") % facts
    return gettext("%(name)s (away until %(when)s, %(other)s stands in)") % facts


def away_now(desk: int) -> Mapping[int, Absence]:
    return {one.user_id: one for one in absences_now(desk, timezone.now())}


def reason_field() -> forms.CharField:
    return forms.CharField(
        label=_("Why it is moved"),
        max_length=500,
        required=False,
        help_text=_(
            "Asked for where others see the ticket by that: it leaves or enters a private team."
        ),
    )


class TeamChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Team) -> str:
        return team_name(obj)


def offer_teams(form: forms.Form, desk: int) -> None:
    """Those of the desk; no reason is asked for where none of them is private."""
    teams = Team.objects.filter(desk=desk).order_by("name")
    form.fields["team"].queryset = teams  # type: ignore[attr-defined]
    if not any(team.private for team in teams):
        del form.fields["reason"]


class AssignmentForm(DrawnForm):
    to = PersonChoice(
        label=_("Person"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("nobody"),
        widget=forms.Select(attrs={"autofocus": True}),
    )
    team = TeamChoice(
        label=_("Team"), queryset=Team.objects.none(), required=False, empty_label=_("as it is")
    )
    reason = reason_field()

    def held(self, ticket: Ticket) -> Mapping[str, object]:
        return held(ticket)

    @property
    def changes(self) -> dict[str, Any]:
        """A team is not shown as it is: one that is chosen is meant."""
        team = self.cleaned_data["team"]
        return super().changes | ({"team": team} if team is not None else {})

    def prepare(self) -> None:
        super().prepare()
        desk = self.ticket.desk_id
        people = self.fields["to"]
        working = User.objects.filter(
            memberships__desk=desk, memberships__role__in=WORKING, is_active=True
        )
        people.queryset = alphabetical(working)  # type: ignore[attr-defined]
        people.away = away_now(desk)  # type: ignore[attr-defined]
        offer_teams(self, desk)
        self.initial.setdefault("to", self.ticket.assignee_id)


def perform(ticket: Ticket, form: AssignmentForm, by: Actor, at: datetime) -> Done:
    """The person stays who it is where nobody chose another; so does the team."""
    to, team = form.cleaned_data["to"], form.cleaned_data["team"]
    keep = "to" not in form.changes
    if keep and team is None:
        return Done(notice=_("Nothing was changed."))
    reason = form.cleaned_data.get("reason", "")
    assign(ticket, by=by, at=at, to=to, team=team, keep=keep, seen=form.known, reason=reason)
    return Done(notice=_("Assigned.") if to or team else _("Back in the queue."))


def held(ticket: Ticket) -> dict[str, object]:
    return {"to": ticket.assignee_id, "team": ticket.team_id}


ACT = Act(
    name="assignment", title=_("Assign"), button=_("Assign"), form=AssignmentForm, perform=perform
)
assignment = view_of(ACT)
