"""The teams tickets are sent to, and who is in each."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from prazo.accounts.actions.make_team import change_team, make_team
from prazo.accounts.models import Desk, Member, Role, SeenBy, Team
from prazo.agreements.models import in_force
from prazo.desk.terms import terms_of
from prazo.lib.alphabet import letters
from prazo.web.access import DeskRequest
from prazo.web.views.settings.access import sets_up
from prazo.web.views.settings.form import SettingsForm, done, sent
from prazo.web.views.settings.page import page, sent_on

SECTION = "settings_teams"


class TeamForm(SettingsForm):
    name = forms.CharField(
        label=_("Name"), max_length=120, error_messages={"required": _("Write a name.")}
    )
    seen_by = forms.ChoiceField(
        label=_("Who sees its tickets"),
        choices=SeenBy.choices,
        initial=SeenBy.DESK,
        help_text=_(
            "Whoever has one of them sees it in any case, and whom a note names with @. All others"
            " find it neither in queues nor by search; who the agreement names is told that a time"
            " lapses, but not of what."
        ),
    )


class NewTeamForm(TeamForm):
    identifier = forms.SlugField(
        label=_("Identifier"),
        max_length=50,
        help_text=_("The agreement's word for it, such as second_level. It stays."),
        error_messages={
            "required": _("Write the word the agreement uses."),
            "invalid": _("Write letters, digits, - and _ alone, without accents."),
        },
    )


@sets_up
@require_http_methods(["GET", "POST"])
def teams(request: DeskRequest, desk: Desk) -> HttpResponse:
    form = NewTeamForm(desk, sent(request))
    if request.method == "POST":
        made = done(request, desk, form, lambda by: make_team(desk, **form.cleaned_data, by=by))
        if made is not None:
            return sent_on(SECTION, desk.slug, word="made")
    return page(request, desk, SECTION, "teams", {"form": form, "teams": _shown(desk)}, form.status)


@sets_up
@require_http_methods(["GET", "POST"])
def team(request: DeskRequest, desk: Desk, pk: int) -> HttpResponse:
    known = get_object_or_404(Team, pk=pk, desk=desk)
    form = TeamForm(desk, sent(request), initial={"name": known.name, "seen_by": known.seen_by})
    if request.method == "POST":
        kept = done(request, desk, form, lambda by: change_team(known, **form.cleaned_data, by=by))
        if kept is not None:
            return sent_on(SECTION, desk.slug)
    context = {"form": form, "team": known, "members": _members(known)}
    return page(request, desk, SECTION, "team", context, form.status)


def _shown(desk: Desk) -> list[dict[str, Any]]:
    version = in_force(desk.pk, timezone.now())
    named = set(terms_of(version).document.teams) if version else set()
    return [
        {
            "team": one,
            "members": _members(one),
            "named": one.identifier in named,
            "nobody": not _members(one, working=True),
        }
        for one in desk.teams.order_by("name")
    ]


def _members(team: Team, *, working: bool = False) -> list[Member]:
    found = team.members.select_related("user").filter(user__is_active=True)
    if working:
        found = found.filter(role__in=(Role.AGENT, Role.LEAD))
    return sorted(found, key=lambda member: letters(str(member.user)))
