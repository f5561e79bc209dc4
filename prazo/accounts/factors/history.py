"""What the history of settings says of people's factors, at every desk they work at."""

from collections.abc import Mapping
from typing import Any

from prazo.accounts.changes import record_change
from prazo.accounts.models import Member, User
from prazo.accounts.operator import Operator
from prazo.lib import scope


def record_factor(
    user: User,
    what: str,
    by: Operator,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    members = list(Member.objects.filter(user=user).select_related("desk"))
    with scope.entered(scope.of(member.desk_id for member in members)):
        for member in members:
            record_change(member.desk, by, what, user.email, before, after)
