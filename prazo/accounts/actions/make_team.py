"""Make a team, or call one something else."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from prazo.accounts.changes import record_change
from prazo.accounts.models import Desk, Team
from prazo.accounts.operator import Operator
from prazo.lib.once import once
from prazo.lib.refusal import Refusal


@transaction.atomic
def make_team(desk: Desk, identifier: str, name: str, *, by: Operator) -> Team:
    """`identifier` is the agreement's word for it, and stays."""
    taken = Refusal("taken", _("A team of this desk is called so already."), "identifier")
    with once("team_once", taken):
        team = Team.objects.create(desk=desk, identifier=identifier, name=name)
    record_change(desk, by, "team.made", identifier, after={"name": name})
    return team


@transaction.atomic
def name_team(team: Team, name: str, *, by: Operator) -> Team:
    locked = (
        Team.objects.select_for_update(of=("self",), no_key=True)
        .select_related("desk")
        .get(pk=team.pk)
    )
    before = {"name": locked.name}
    locked.name = name
    locked.save(update_fields=["name"])
    record_change(locked.desk, by, "team.changed", locked.identifier, before, {"name": name})
    return locked
