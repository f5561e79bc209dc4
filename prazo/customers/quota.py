"""How much of what a contract includes is left."""

from dataclasses import dataclass

UNLIMITED, BY_CONTRACT = "unlimited", "contract"


@dataclass(frozen=True, slots=True)
class Quota:
    """`included` None where there is no limit, or nobody wrote it into the contract."""

    entitlement: str
    included: int | None
    used: int
    unlimited: bool = False

    @property
    def left(self) -> int | None:
        return None if self.included is None else self.included - self.used


def quota_of(entitlement: str, agreed: str | None, of_contract: object, used: int) -> Quota:
    """`agreed` as the agreement says it: a number, `unlimited`, `contract`, or None for no quota.

    >>> quota_of("training", "contract", 3, 1).left
    2
    """
    if agreed == UNLIMITED:
        return Quota(entitlement, None, used, unlimited=True)
    if agreed == BY_CONTRACT:
        known = of_contract if isinstance(of_contract, int) else None
        return Quota(entitlement, known, used)
    return Quota(entitlement, int(agreed) if agreed else None, used)
