"""Which templates somebody may use, found as they type, filled in for the ticket at hand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, QuerySet

from prazo.accounts.models import Member, User
from prazo.writing.models import Template
from prazo.writing.placeholders import filled

MOST = 12
"""Shown at once: more are not looked through by anybody."""
LOOKED_AT = 500


@dataclass(frozen=True, slots=True)
class Found:
    """`text` is filled in; `missing` names the variables nothing is known of."""

    id: int
    name: str
    language: str
    whose: str  # desk | team | mine
    text: str
    missing: list[str]


def usable(user: User, desk: int) -> "QuerySet[Template]":
    """The desk's, those of teams they are in, and their own."""
    teams = Member.objects.filter(user=user, desk=desk).values("teams")
    mine = Q(user=user) | Q(user=None, team=None) | Q(user=None, team__in=teams)
    return Template.objects.filter(mine, desk=desk)


def matching(
    user: User, desk: int, typed: str, language: str, values: Mapping[str, str]
) -> list[Found]:
    """The ticket's language first; then by how well the name fits; then the most used."""
    wanted = typed.strip().casefold()
    rows = usable(user, desk)
    if wanted:
        rows = rows.filter(Q(name__icontains=wanted) | Q(text__icontains=wanted))
    best = sorted(
        rows.order_by("-used", "name")[:LOOKED_AT],
        key=lambda one: (_far(one.language, language), _place(one.name.casefold(), wanted)),
    )
    return [_found(one, values) for one in best[:MOST]]


def count_uses(user: User, desk: int, ids: Iterable[int], at: datetime) -> None:
    """Each once for an answer it was put into; of no more than this person may use there."""
    if chosen := set(ids):
        usable(user, desk).filter(pk__in=chosen).update(used=F("used") + 1, used_at=at)


def _found(one: Template, values: Mapping[str, str]) -> Found:
    text, missing = filled(one.text, values)
    whose = "mine" if one.user_id else "team" if one.team_id else "desk"
    return Found(one.pk, one.name, one.language, whose, text, missing)


def _far(theirs: str, language: str) -> int:
    if not theirs or theirs == language:
        return 0
    return 1 if theirs.partition("-")[0] == language.partition("-")[0] else 2


def _place(name: str, wanted: str) -> int:
    if name.startswith(wanted):
        return 0
    return 1 if f" {wanted}" in f" {name}" else 2 if wanted in name else 3
