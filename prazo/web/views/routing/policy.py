"""How a desk gives out work that nobody has: its own way, and that of each team."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from prazo.accounts.models import Desk, Team
from prazo.accounts.models.member import WORKING
from prazo.routing.actions.set_policy import OF_DESK, OF_TEAM, set_policy, set_team_policy
from prazo.routing.choose import AfterShift, Fit, Order
from prazo.routing.models import Policy, Shift
from prazo.web.access import DeskRequest
from prazo.web.views.settings.access import sets_up
from prazo.web.views.settings.form import SettingsForm, done, sent
from prazo.web.views.settings.page import page, sent_on

SECTION = "settings_assignment"
AS_THE_DESK = "desk"
ORDERS = {
    Order.OFF: _("nobody: people take it themselves"),
    Order.TURN: _("in turn: whoever was last given one longest ago"),
    Order.LOAD: _("by load: whoever has least, measured by what he takes on"),
}
FITS = {
    Fit.OFF: _("do not look at it"),
    Fit.PREFER: _("who fits comes first"),
    Fit.ONLY: _("only to who fits; where nobody is named for it, to everybody"),
}
AFTER = {
    AfterShift.KEEP: _("nothing: it stays until tomorrow"),
    AfterShift.DUE: _("what is due before the next shift of whoever has it"),
    AfterShift.ALL: _("everything the requester waits for"),
}
WEIGHTS = ((0, "0"), (25, "¼"), (50, "½"), (100, "1"))
URGENT_WEIGHTS = ((100, "1"), (200, "2"), (300, "3"))


class TeamPolicyForm(SettingsForm):
    order = forms.ChoiceField(
        label=_("Who is given what nobody has"),
        choices=list(ORDERS.items()),
        widget=forms.RadioSelect,
    )
    skills = forms.ChoiceField(
        label=_("What people are named for"),
        choices=list(FITS.items()),
        widget=forms.RadioSelect,
        help_text=_("Component, type, priority or customer, as set on each person's page."),
    )
    languages = forms.ChoiceField(
        label=_("Languages"), choices=list(FITS.items()), widget=forms.RadioSelect
    )


class PolicyForm(TeamPolicyForm):
    capacity = forms.IntegerField(
        label=_("Open tickets one person takes on"),
        min_value=1,
        max_value=1000,
        help_text=_("For whom nothing else is set on his own page."),
        widget=forms.NumberInput(attrs={"class": "figure"}),
    )
    waiting_weight = forms.TypedChoiceField(
        label=_("A ticket that waits counts as"), choices=WEIGHTS, coerce=int
    )
    urgent_weight = forms.TypedChoiceField(
        label=_("One of the most urgent priority counts as"), choices=URGENT_WEIGHTS, coerce=int
    )
    returns_left = forms.BooleanField(
        label=_("Open tickets of whoever leaves the desk go back into the queue"), required=False
    )
    after_shift = forms.ChoiceField(
        label=_("What goes back into the queue when a shift is over"),
        choices=list(AFTER.items()),
        widget=forms.RadioSelect,
    )


@sets_up
@require_http_methods(["GET", "POST"])
def assignment(request: DeskRequest, desk: Desk) -> HttpResponse:
    known = Policy.objects.filter(desk=desk, team=None).first()
    form = PolicyForm(desk, sent(request), initial=_facts(known or Policy(desk=desk), OF_DESK))
    if request.method == "POST":
        kept = done(request, desk, form, lambda by: set_policy(desk, form.cleaned_data, by=by))
        if kept is not None:
            return sent_on(SECTION, desk.slug)
    context = {"form": form, "teams": _teams(desk), "lacking": _without_hours(desk)}
    return page(request, desk, SECTION, "assignment", context, form.status)


@sets_up
@require_http_methods(["GET", "POST"])
def team_assignment(request: DeskRequest, desk: Desk, pk: int) -> HttpResponse:
    team = get_object_or_404(Team.objects.select_related("desk"), pk=pk, desk=desk)
    known = Policy.objects.filter(desk=desk, team=team).first()
    facts = _facts(known or Policy(desk=desk), OF_TEAM)
    form = TeamPolicyForm(
        desk, sent(request), initial=facts if known else {**facts, "order": AS_THE_DESK}
    )
    choices = [(AS_THE_DESK, _("as the whole desk")), *ORDERS.items()]
    form.fields["order"].choices = choices  # type: ignore[attr-defined]
    if request.method == "POST":
        kept = done(request, desk, form, lambda by: (_set(team, form.cleaned_data, by),))
        if kept is not None:
            return sent_on(SECTION, desk.slug)
    context = {"form": form, "team": team}
    return page(request, desk, SECTION, "team_assignment", context, form.status)


def _set(team: Team, given: dict[str, Any], by: Any) -> Policy | None:
    facts = None if given["order"] == AS_THE_DESK else given
    return set_team_policy(team, facts, by=by)


def _facts(policy: Policy, columns: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(policy, name) for name in columns}


def _teams(desk: Desk) -> list[dict[str, Any]]:
    own = {one.team_id: one for one in Policy.objects.filter(desk=desk, team__isnull=False)}
    return [
        {
            "team": team,
            "order": ORDERS[Order(own[team.pk].order)] if team.pk in own else "",
        }
        for team in desk.teams.order_by("name")
    ]


def _without_hours(desk: Desk) -> list[str]:
    """Who works on tickets and is never given one, as nobody said when he works."""
    known = Shift.objects.filter(desk=desk).values("user")
    members = desk.members.filter(role__in=WORKING, user__is_active=True).exclude(user__in=known)
    return sorted(str(one.user) for one in members.select_related("user"))
