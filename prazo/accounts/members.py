"""What all acts on a desk's people have in common."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from prazo.accounts.models import Desk, Member, Role, Team
from prazo.accounts.operator import Operator
from prazo.lib.refusal import Refusal


def locked_member(member: Member) -> Member:
    """As it is now, with its desk's people locked: who may change them is decided one after the
    other, so that two admins cannot take the role from each other and leave none."""
    Desk.objects.select_for_update(no_key=True).get(pk=member.desk_id)
    return Member.objects.select_related("desk", "user").get(pk=member.pk)


def member_facts(member: Member) -> dict[str, Any]:
    """As the history of settings keeps them."""
    teams = sorted(member.teams.values_list("identifier", flat=True))
    return {"role": member.role, "teams": teams}


def must_give(role: Role, desk: Desk, by: Operator) -> None:
    """AC10: nobody gives more than he has."""
    if not by.may_give(role, desk):
        raise Refusal("not_allowed", _("You cannot give a role that you do not have."), "role")


def must_be_teams_of(desk: Desk, teams: Sequence[Team]) -> None:
    if any(team.desk_id != desk.pk for team in teams):
        raise Refusal("not_of_desk", _("That team belongs to another desk."), "teams")


def must_not_be_oneself(member: Member, by: Operator) -> None:
    """So that nobody raises himself, and no desk loses its last admin by a slip."""
    if member.user_id == by.user.pk:
        raise Refusal(
            "oneself", _("This is you. Another administrator must do that."), conflict=True
        )


def must_outrank(member: Member, by: Operator) -> None:
    if not by.outranks(member.user):
        raise Refusal(
            "not_allowed",
            _(
                "%(who)s may do things at other desks that you may not. Ask an administrator of"
                " the installation."
            ),
            params={"who": str(member.user)},
        )
