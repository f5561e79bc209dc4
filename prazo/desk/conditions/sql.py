"""Conditions as SQL about a ticket `t`: columns are words of ours, values are bound."""

from datetime import datetime
from typing import Any

from prazo.desk.conditions.condition import Condition, Conditions, Op
from prazo.desk.conditions.fields import FIELDS, ME, NONE, Field, Kind
from prazo.lib.stretch import seconds_of


def where(
    conditions: Conditions, *, user: int | None, as_of: datetime, prefix: str = "c"
) -> tuple[str, dict[str, Any]]:
    """A condition and the values it is bound to. `user` is who `me` is: nobody where None.

    Values are named with `prefix`, so that several may stand in one statement.
    """
    values = Values(prefix, as_of)
    every = [_one(each, values, user) for each in conditions.all_of]
    some = [_one(each, values, user) for each in conditions.any_of]
    if some:
        every.append(f"({' or '.join(some)})")
    return " and ".join(every) or "true", values.bound


class Values:
    def __init__(self, prefix: str, as_of: datetime) -> None:
        self.bound: dict[str, Any] = {f"{prefix}_as_of": as_of}
        self.as_of = f"%({prefix}_as_of)s"
        self._prefix = prefix

    def bind(self, value: object) -> str:
        name = f"{self._prefix}_{len(self.bound)}"
        self.bound[name] = value
        return f"%({name})s"


def _one(condition: Condition, values: Values, user: int | None) -> str:
    field = FIELDS[condition.field]
    said = _said(field, condition, values, user)
    return f"not {said}" if condition.op in (Op.IS_NOT, Op.LACKS) else said


def _said(field: Field, condition: Condition, values: Values, user: int | None) -> str:
    """Never null where its opposite is asked, so that it is what it seems to be."""
    match field.kind:
        case Kind.FLAG:
            return f"({field.column})"
        case Kind.STATE:
            # As they are: the indexes of the queues are made for some of them.
            wanted_states = ", ".join(
                f"'{word}'" for word in field.words if word in condition.values
            )
            return f"({field.column} in ({wanted_states}))"
        case Kind.CHOICE:
            wanted = [_word(value) for value in condition.values]
            return f"({field.column} = any({values.bind(wanted)}::text[]))"
        case Kind.CHOICES:
            return _several(field, condition, values)
        case Kind.TAGS:
            return _tags(field, condition, values)
        case Kind.ROW | Kind.PERSON:
            return _row(field, condition, values, user)
        case Kind.TEXT:
            tried = " or ".join(
                f"position({values.bind(value.lower())}::text in said) > 0"
                for value in condition.values
            )
            return f"({field.column.format(f'({tried})')})"
        case _:
            return _instant(field, condition, values)


def _several(field: Field, condition: Condition, values: Values) -> str:
    wanted = [value for value in condition.values if value != NONE]
    parts = [f"{field.column}::text[] && {values.bind(wanted)}::text[]"] if wanted else []
    if NONE in condition.values:
        parts.append(f"cardinality({field.column}) = 0")
    return f"({' or '.join(parts)})"


def _tags(field: Field, condition: Condition, values: Values) -> str:
    """Its index holds those that have any."""
    wanted = [value for value in condition.values if value != NONE]
    parts = []
    if wanted:
        bound = values.bind(wanted)
        parts.append(f"({field.column} <> '{{}}' and {field.column} && {bound}::varchar[])")
    if NONE in condition.values:
        parts.append(f"{field.column} = '{{}}'")
    return f"({' or '.join(parts)})"


def _row(field: Field, condition: Condition, values: Values, user: int | None) -> str:
    ids = [int(value) for value in condition.values if value not in (ME, NONE)]
    if ME in condition.values and user is not None:
        ids.append(user)
    said = f"{field.column} = any({values.bind(ids)}::bigint[])"
    if condition.op is Op.IS_NOT or NONE in condition.values:
        said = f"coalesce({said}, false)"  # else as it is: there are indexes for it
    else:
        said = f"({said})"
    return f"({said} or {field.column} is null)" if NONE in condition.values else said


def _instant(field: Field, condition: Condition, values: Values) -> str:
    if condition.op == Op.NEVER:
        return f"({field.column} is null)"
    if condition.op == Op.OVERDUE:
        return f"coalesce({field.column} < {values.as_of}, false)"
    seconds = seconds_of(condition.values[0]) or 0
    length = f"make_interval(secs => {values.bind(seconds)}::double precision)"
    compared = {
        Op.WITHIN: f"{field.column} < {values.as_of} + {length}",
        Op.LATER: f"{field.column} >= {values.as_of} + {length}",
        Op.LESS_AGO: f"{field.column} > {values.as_of} - {length}",
        Op.MORE_AGO: f"{field.column} <= {values.as_of} - {length}",
    }[condition.op]
    return f"coalesce({compared}, false)"


def _word(value: str) -> str:
    return "" if value == NONE else value
