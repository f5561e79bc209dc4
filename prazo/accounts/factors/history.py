"""What the history of settings says of how people sign in, at every desk they are at."""

from collections.abc import Mapping
from typing import Any

from prazo.accounts.changes import record_change
from prazo.accounts.desks import desks_of
from prazo.accounts.models import User
from prazo.accounts.operator import Operator
from prazo.lib import scope


def record_factor(
    user: User,
    what: str,
    by: Operator,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    desks = list(desks_of(user))
    with scope.entered(scope.of(desk.pk for desk in desks)):
        for desk in desks:
            record_change(desk, by, what, user.email, before, after)
