"""When somebody is away from a desk, and who stands in. Plain values."""

from collections.abc import Callable, Container
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Away:
    """[since, until); `substitute` stands in, if there is one."""

    since: datetime
    until: datetime
    substitute: int | None = None


def stand_in(user: int, away: Callable[[int], Away | None], people: Container[int]) -> int | None:
    """Who stands in for an absent person: his substitute, or that one's, who is not absent.

    `away` tells of each of the `people` of a desk how he is absent then; None for who is there.
    """
    seen: set[int] = set()
    here: int | None = user
    while here is not None and here in people and here not in seen:
        absence = away(here)
        if absence is None:
            return here if here != user else None
        seen.add(here)
        here = absence.substitute
    return None
