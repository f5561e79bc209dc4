"""What is asked of a ticket, as plain values."""

from dataclasses import dataclass
from enum import StrEnum


class Op(StrEnum):
    IS = "is"
    IS_NOT = "is_not"
    CONTAINS = "contains"
    LACKS = "lacks"
    WITHIN = "within"  # due in less than
    LATER = "later"  # due in more than
    OVERDUE = "overdue"
    NEVER = "never"  # nothing is due; it did not happen
    LESS_AGO = "less_ago"
    MORE_AGO = "more_ago"


@dataclass(frozen=True, slots=True)
class Condition:
    """`field` names one of `FIELDS`; what `values` hold depends on its kind."""

    field: str
    op: Op
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Conditions:
    """True where each of `all_of` is, and one of `any_of` if there are some.

    Of no conditions at all every ticket is true.
    """

    all_of: tuple[Condition, ...] = ()
    any_of: tuple[Condition, ...] = ()


def speaks_of_status(conditions: Conditions) -> bool:
    """Conditions that do not are about open tickets."""
    return any(each.field == "status" for each in (*conditions.all_of, *conditions.any_of))


def only_open(conditions: Conditions) -> bool:
    """Whether they are true of open tickets alone, as is plain from one of them."""
    return not speaks_of_status(conditions) or any(
        each.field == "status" and each.op is Op.IS and {*each.values} <= {"open", "waiting"}
        for each in conditions.all_of
    )
