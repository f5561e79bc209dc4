"""The history of settings. Called by actions in their own transaction; there are no signals."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from prazo.accounts.models import Change, Desk
from prazo.accounts.operator import Operator

GIVEN, NOT_GIVEN = "•••", ""
"""What stands for a secret: that there is one, and nothing of it (J08)."""


def record_change(
    desk: Desk,
    by: Operator,
    what: str,
    about: str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> Change | None:
    """Write down the fields that differ. A change of nothing is none."""
    old, new = dict(before or {}), dict(after or {})
    if before is not None and after is not None:
        same = {name for name in old.keys() & new.keys() if old[name] == new[name]}
        old = {name: value for name, value in old.items() if name not in same}
        new = {name: value for name, value in new.items() if name not in same}
        if not old and not new:
            return None
    return Change.objects.create(
        desk=desk,
        at=by.at,
        by=by.user,
        place=by.place,
        what=what,
        about=about[:400],
        before=old,
        after=new,
    )


def record_own_change(
    desk: int,
    at: datetime,
    what: str,
    about: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> Change:
    """What nobody with an account did; `BY_ITSELF` and `BY_OWNER` hold such codes."""
    return Change.objects.create(
        desk_id=desk,
        at=at,
        what=what,
        about=about[:400],
        before=dict(before),
        after=dict(after),
    )


BY_ITSELF = frozenset({"rule.stopped"})
"""What Prazo did."""
BY_OWNER = frozenset(
    {
        "requester.address_confirmed",
        "requester.address_declined",
        "requester.address_elsewhere",
    }
)
"""What the owner of an address said by the link he was mailed."""


def secret_mark(value: bytes | str | None) -> str:
    return GIVEN if value else NOT_GIVEN
