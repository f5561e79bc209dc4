"""Conditions from JSON or a form, and back."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from prazo.desk.conditions.condition import Condition, Conditions, Op
from prazo.desk.conditions.fields import FIELDS, ME, NONE, OPS, WITHOUT_VALUE, Field, Kind
from prazo.desk.tags import is_tag
from prazo.lib.ids import is_id
from prazo.lib.refusal import Refusal
from prazo.lib.stretch import seconds_of

MOST = 20
"""Conditions in one place (Q03)."""
MOST_VALUES = 100
LONGEST = 200
WORD = re.compile(r"[a-z0-9][a-z0-9_.-]{0,49}", re.IGNORECASE)


def read(stored: Mapping[str, Any]) -> tuple[Conditions, list[Refusal]]:
    """`{"all_of": [{"field", "op", "values"}], "any_of": [...]}`, with every fault at once.

    The field of a refusal is its place, such as `all_of.2`. What is faulty is left out.
    """
    faults: list[Refusal] = []
    found = {}
    for part in ("all_of", "any_of"):
        given = stored.get(part, [])
        if not isinstance(given, list) or len(given) > MOST:
            faults.append(
                Refusal("too_many", _("At most %(n)s conditions can be set."), part, {"n": MOST})
            )
            given = []
        found[part] = tuple(_read_each(given, part, faults))
    return Conditions(found["all_of"], found["any_of"]), faults


def written(conditions: Conditions) -> dict[str, list[dict[str, Any]]]:
    """As `read` takes it."""
    return {
        part: [
            {"field": each.field, "op": str(each.op), "values": list(each.values)}
            for each in getattr(conditions, part)
        ]
        for part in ("all_of", "any_of")
    }


def _read_each(given: Sequence[Any], part: str, faults: list[Refusal]) -> list[Condition]:
    found = []
    for place, one in enumerate(given):
        try:
            found.append(condition(one))
        except Refusal as refusal:
            refusal.field = f"{part}.{place}"
            faults.append(refusal)
    return found


def condition(given: Any) -> Condition:
    """One of `{"field", "op", "values"}`; Refusal for the first fault."""
    if not isinstance(given, Mapping):
        raise _unknown()
    field = FIELDS.get(str(given.get("field", "")))
    if field is None:
        raise _unknown()
    op = next((op for op in OPS[field.kind] if op == given.get("op")), None)
    if op is None:
        raise Refusal(
            "unknown_op",
            _("“%(field)s” cannot be asked that way. Choose from the list."),
            params={"field": field.label},
        )
    values = given.get("values", ())
    if not isinstance(values, list | tuple) or len(values) > MOST_VALUES:
        raise _unknown()
    if field.kind == Kind.FLAG or op in WITHOUT_VALUE:
        return Condition(field.name, op)
    said = tuple(dict.fromkeys(str(value).strip()[:LONGEST] for value in values))
    return Condition(field.name, op, _checked(field, op, tuple(filter(None, said))))


def _checked(field: Field, op: Op, values: tuple[str, ...]) -> tuple[str, ...]:
    if not values:
        raise Refusal(
            "no_value", _("Say what “%(field)s” should be."), params={"field": field.label}
        )
    for value in values:
        if not _fits(field, value):
            raise Refusal(
                "bad_value",
                _("“%(value)s” does not fit “%(field)s”. A length is written 30m, 2h or 3d."),
                params={"value": value, "field": field.label},
            )
    return values


def _fits(field: Field, value: str) -> bool:
    match field.kind:
        case Kind.STATE:
            return value in field.words
        case Kind.CHOICE | Kind.CHOICES:
            return value == NONE or WORD.fullmatch(value) is not None
        case Kind.TAGS:
            return value == NONE or is_tag(value)
        case Kind.ROW:
            return value == NONE or is_id(value)
        case Kind.PERSON:
            return value in (ME, NONE) or is_id(value)
        case Kind.DUE | Kind.AGO:
            return seconds_of(value) is not None
        case _:
            return "\0" not in value


def _unknown() -> Refusal:
    return Refusal("unknown_field", _("That cannot be asked of a ticket. Choose from the list."))
