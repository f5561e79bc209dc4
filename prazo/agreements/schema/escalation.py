"""Who is told, and what is done, as a clock nears or passes its due time."""

import re
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, PlainValidator, WithJsonSchema, model_validator

from prazo.agreements.durations import PATTERN, allowance
from prazo.agreements.schema.base import (
    Cites,
    Flag,
    Identifier,
    Names,
    Part,
    Time,
    Words,
    one_or_more,
    refused,
)
from prazo.agreements.schema.dimensions import Conditions
from prazo.engine.agreement import Allowance, Limit

TOLD = ("assignee", "team", "team_lead", "all_teams", "requester")
"""Whom a step may tell without declaring a role."""

MOST_TIMES = 100
PERCENT = r"^(?P<percent>[0-9]{1,3})%$"


def _at(value: object) -> int | Literal["breach"]:
    found = re.fullmatch(PERCENT, value) if isinstance(value, str) else None
    if value != "breach" and (found is None or not 0 <= int(found["percent"]) <= 100):
        raise refused("moment", value=value)
    return "breach" if found is None else int(found["percent"])


def _offset(value: object) -> Allowance:
    try:
        offset = allowance(value)
    except ValueError:
        offset = None
    if offset is None or offset.limit not in (Limit.WORKING, Limit.DAYS):
        raise refused("duration", value=value)
    return offset


At = Annotated[
    int | Literal["breach"],
    PlainValidator(_at),
    WithJsonSchema({"oneOf": [{"const": "breach"}, {"type": "string", "pattern": "^[0-9]+%$"}]}),
]
Offset = Annotated[
    Allowance,
    PlainValidator(_offset),
    WithJsonSchema({"type": "string", "pattern": PATTERN}),
]


class When(Part):
    """One of `at`, `before` and `after`, of one metric, several or any."""

    metric: Names = ("any",)
    at: At | None = None
    before: Offset | None = None
    after: Offset | None = None

    @model_validator(mode="after")
    def _one(self) -> "When":
        if sum(moment is not None for moment in (self.at, self.before, self.after)) != 1:
            raise refused("moments")
        return self


class StepPart(Part):
    """One line of the matrix."""

    when: When
    only_if: Conditions | None = Field(default=None, alias="if")
    tell: Annotated[tuple[Identifier, ...], BeforeValidator(one_or_more)] = ()
    every: Time | None = None
    times: Annotated[int, Field(ge=1, le=MOST_TIMES)] | None = None
    raises: Literal["level"] | None = Field(default=None, alias="raise")
    reassign: Identifier | None = None
    review: Literal["all_teams"] | None = None
    close: Flag = False
    ask: Flag = False
    text: Words | None = None
    interpretation: Words | None = None
    cites: Cites = ()

    @model_validator(mode="after")
    def _whole(self) -> "StepPart":
        acts = (self.tell, self.raises, self.reassign, self.review, self.close, self.ask)
        if not any(acts):
            raise refused("step_idle")
        if self.every is not None and self.every.days:
            raise refused("every_days")
        if self.every is not None and not self.every.time:
            raise refused("every_nothing")
        if self.times is not None and self.every is None:
            raise refused("times_alone")
        return self
