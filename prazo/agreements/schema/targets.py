"""What is promised: targets with their lines, and what is not covered."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, PlainValidator, WithJsonSchema

from prazo.agreements.durations import PATTERN, allowance
from prazo.agreements.schema.base import (
    Cites,
    Flag,
    Identifier,
    Names,
    Part,
    Words,
    one_or_more,
    refused,
)
from prazo.agreements.schema.dimensions import Conditions
from prazo.engine.agreement import Allowance, MetBy, Start

PLAIN_STARTS = ("opened", "requester_message", "reply", "carrier_ticket", "agreement")
WAITED_ON = ("customer", "third_party", "carrier")
STARTS_SCHEMA = {
    "oneOf": [
        {"enum": list(PLAIN_STARTS)},
        {"type": "object", "properties": {"level": {"type": "string"}}, "required": ["level"]},
        {"type": "object", "properties": {"waiting": {"enum": list(WAITED_ON)}}},
    ]
}
IN_SCHEMA = {
    "oneOf": [
        {"type": "string", "pattern": PATTERN},
        {"const": "no target"},
        {
            "type": "object",
            "properties": {"days": {"type": "integer"}, "end_of_day": {"type": "boolean"}},
            "required": ["days"],
            "additionalProperties": False,
        },
        {
            "type": "object",
            "properties": {"contract": {"type": "string"}},
            "required": ["contract"],
            "additionalProperties": False,
        },
    ]
}


def _start(value: object) -> Start:
    if isinstance(value, str) and value in PLAIN_STARTS:
        return Start(value)
    if isinstance(value, Mapping) and len(value) == 1:
        ((kind, which),) = value.items()
        if kind == "level" and isinstance(which, str):
            return Start("level", which)
        if kind == "waiting" and which in WAITED_ON:
            return Start("waiting", str(which))
    raise refused("start", value=value)


def _allowed(value: object) -> Allowance:
    try:
        return allowance(value)
    except ValueError:
        raise refused("allowance", value=value) from None


Allowed = Annotated[Allowance, PlainValidator(_allowed), WithJsonSchema(IN_SCHEMA)]
Starts = Annotated[
    tuple[Annotated[Start, PlainValidator(_start), WithJsonSchema(STARTS_SCHEMA)], ...],
    BeforeValidator(one_or_more),
]


class LinePart(Conditions):
    """One row: how long, where all that it names is so. `in` is the figure."""

    calendar: Identifier | None = None
    allowed: Allowed = Field(alias="in")
    interpretation: Words | None = None
    cites: Cites = ()


class UseLine(Conditions):
    """Which calendar a target counts on, where that depends on the ticket."""

    use: Identifier


def _use(value: object) -> object:
    return [{"use": value}] if isinstance(value, str) else value


class TargetPart(Part):
    """One metric: what starts it, what meets it, what stops it, and how long it may take."""

    name: Words
    definition: Words | None = None
    starts: Starts = (Start("opened"),)
    met_by: MetBy
    calendar: Annotated[
        tuple[UseLine, ...],
        BeforeValidator(_use),
    ] = ()
    pauses: Annotated[
        tuple[Literal["customer", "third_party", "carrier"], ...], BeforeValidator(one_or_more)
    ] = ()
    repeats: Flag = False
    owed_by: Literal["provider", "customer", "carrier"] = "provider"
    within: Annotated[tuple[LinePart, ...], Field(min_length=1)]
    interpretation: Words | None = None
    cites: Cites = ()


class NotCovered(Part):
    """A cause the agreement does not cover: who answers for it, and how clocks take it."""

    cause: Identifier
    owner: Literal["customer", "third_party", "carrier", "nobody"]
    clock: Literal["excluded", "paused"]
    metrics: Names = ()
    text: Words | None = None
    interpretation: Words | None = None
    cites: Cites = ()
