"""The teams an agreement names, as rows, so that somebody can be put into each."""

from prazo.accounts.models import Desk, Team
from prazo.agreements.document import Document


def make_teams(desk: Desk, document: Document) -> list[Team]:
    """Those that were missing; teams that exist are left as they are."""
    known = set(Team.objects.filter(desk=desk).values_list("identifier", flat=True))
    language = _tag(desk.language)
    missing = [
        Team(desk=desk, identifier=identifier, name=team.name.of(language)[:120])
        for identifier, team in document.teams.items()
        if identifier not in known
    ]
    Team.objects.bulk_create(missing, ignore_conflicts=True)
    return missing


def _tag(language: str) -> str:
    """Django's `pt-br` as agreements write it."""
    base, _, region = language.partition("-")
    return f"{base}-{region.upper()}" if region else base
