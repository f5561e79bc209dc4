"""Who works at a desk; and letting one more in."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from prazo.accounts.actions.invite import Invited, invite
from prazo.accounts.models import Desk, Member, Role, Team
from prazo.accounts.models.member import ROLE_NAMES
from prazo.accounts.operator import Operator
from prazo.accounts.sign_in_links import address_of
from prazo.channels.email.invitation import mail_invitation
from prazo.lib.alphabet import letters
from prazo.web.access import DeskRequest
from prazo.web.views.settings.access import sets_up
from prazo.web.views.settings.form import SettingsForm, done, sent
from prazo.web.views.settings.page import page

SECTION = "settings_people"
ROLES = {
    Role.READER: _("reader: sees everything, changes nothing"),
    Role.LIGHT: _("light agent: and notes inside the desk, but answers nobody and changes nothing"),
    Role.AGENT: _("agent: works on tickets"),
    Role.LEAD: _("lead: and is told when a promise is about to lapse"),
    Role.ADMIN: _("admin: and sets the desk up"),
}


class RoleForm(SettingsForm):
    role = forms.ChoiceField(
        label=_("Role"), choices=list(ROLES.items()), widget=forms.RadioSelect, initial=Role.AGENT
    )
    teams = forms.ModelMultipleChoiceField(
        label=_("Teams"),
        queryset=Team.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def prepare(self) -> None:
        teams = Team.objects.filter(desk=self.desk).order_by("name")
        self.fields["teams"].queryset = teams  # type: ignore[attr-defined]


class InvitationForm(RoleForm):
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        error_messages={"required": _("Write the address of whom you invite.")},
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_("As customers will read it. Who has an account already keeps his."),
        error_messages={"required": _("Write the name.")},
    )
    field_order = ("email", "name", "role", "teams")


@sets_up
@require_http_methods(["GET", "POST"])
def people(request: DeskRequest, desk: Desk) -> HttpResponse:
    form = InvitationForm(desk, sent(request))
    if request.method == "POST":
        made = done(request, desk, form, lambda by: _invite(desk, form.cleaned_data, by))
        if made is not None:
            invited, mailed = made
            return invitation(request, desk, invited.member, invited.token, mailed=mailed)
    context = {"form": form, "members": members(desk)}
    return page(request, desk, SECTION, "people", context, form.status)


def invitation(
    request: DeskRequest, desk: Desk, member: Member, token: str, *, mailed: bool
) -> HttpResponse:
    """The only page that ever shows the link; it is not kept by anybody's cache."""
    context = {
        "member": member,
        "link": address_of(token) if token else "",
        "mailed": mailed,
    }
    return page(request, desk, SECTION, "invitation", context)


def members(desk: Desk) -> list[dict[str, Any]]:
    found = desk.members.select_related("user").prefetch_related("teams")
    ordered = sorted(found, key=lambda one: (not one.user.is_active, letters(str(one.user))))
    return [
        {
            "member": one,
            "role": ROLE_NAMES[Role(one.role)],
            "teams": ", ".join(sorted(team.name for team in one.teams.all())),
            "new": one.user.last_login is None,
        }
        for one in ordered
    ]


def _invite(desk: Desk, given: dict[str, Any], by: Operator) -> tuple[Invited, bool]:
    invited = invite(
        desk, given["email"], given["name"], Role(given["role"]), list(given["teams"]), by=by
    )
    mailed = mail_invitation(desk, invited.member.user, invited.token, by=by.user, at=by.at)
    return invited, mailed
