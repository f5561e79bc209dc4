"""Make a team, or change what it is called and who sees its tickets."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from prazo.accounts.changes import record_change
from prazo.accounts.models import Desk, SeenBy, Team
from prazo.accounts.operator import Operator
from prazo.lib.once import once
from prazo.lib.refusal import Refusal


@transaction.atomic
def make_team(
    desk: Desk, identifier: str, name: str, seen_by: str = SeenBy.DESK, *, by: Operator
) -> Team:
    """`identifier` is the agreement's word for it, and stays."""
    taken = Refusal("taken", _("A team of this desk is called so already."), "identifier")
    with once("team_once", taken):
        team = Team.objects.create(desk=desk, identifier=identifier, name=name, seen_by=seen_by)
    record_change(desk, by, "team.made", identifier, after=_facts(team))
    return team


@transaction.atomic
def change_team(team: Team, name: str, seen_by: str, *, by: Operator) -> Team:
    """Who no longer sees its tickets loses them from every page at once; streams end and are opened
    anew."""
    locked = (
        Team.objects.select_for_update(of=("self",), no_key=True)
        .select_related("desk")
        .get(pk=team.pk)
    )
    before = _facts(locked)
    locked.name, locked.seen_by = name, seen_by
    locked.save(update_fields=["name", "seen_by"])
    record_change(locked.desk, by, "team.changed", locked.identifier, before, _facts(locked))
    return locked


def _facts(team: Team) -> dict[str, str]:
    return {"name": team.name, "seen_by": team.seen_by}
