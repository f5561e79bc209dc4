"""Teams of an agreement as rows, so that somebody can be put behind each."""

from prazo.accounts.models import Desk, Team
from prazo.agreements.models import Version
from prazo.desk.terms import terms_of


def make_teams(desk: Desk, version: Version) -> list[Team]:
    """One team for each the agreement names; those that exist are left as they are."""
    teams = []
    for identifier, team in terms_of(version).document.teams.items():
        row, _ = Team.objects.get_or_create(
            desk=desk, identifier=identifier, defaults={"name": team.name.of(desk.language)}
        )
        teams.append(row)
    return teams
