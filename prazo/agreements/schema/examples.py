"""The contract's own tests: what happens to a ticket, and what its clocks must read then."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from prazo.agreements.schema.base import Flag, Identifier, Names, Part, Words, matching
from prazo.agreements.schema.targets import Allowed

INSTANT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(:[0-9]{2})?( [A-Za-z_/+0-9-]+)?$"
STATES = ("running", "paused", "met", "met_late", "breached", "excluded", "no target", "no_target")
SPENT = r"^-?(0|([0-9]+h)?([0-9]+m)?([0-9]+s)?)$"

Never = Annotated[str, matching(f"{INSTANT}|^never$", "instant")]
Instant = Annotated[
    str, matching(INSTANT, "instant"), WithJsonSchema({"type": "string", "pattern": INSTANT})
]
Spent = Annotated[str, matching(SPENT, "spent")]
Deed = Literal[
    "message",
    "reply",
    "investigation",
    "acknowledge",
    "assign",
    "unassign",
    "classify",
    "waiting",
    "resume",
    "cause",
    "resolve",
    "close",
    "auto_close",
    "reopen",
    "carrier_ticket",
    "carrier_answer",
]


def _state(value: object) -> object:
    return "no target" if value == "no_target" else value


State = Annotated[
    Literal["running", "paused", "met", "met_late", "breached", "excluded", "no target"],
    BeforeValidator(_state),
]


class Facts(Part):
    """What a ticket is; of add-ons it may have several."""

    priority: Identifier | None = None
    plan: Identifier | None = None
    level: Identifier | None = None
    request_type: Identifier | None = None
    channel: Identifier | None = None
    component: Identifier | None = None
    region: Identifier | None = None
    tier: Identifier | None = None
    addon: Names | None = None


class Happening(Facts):
    """One event; `automatic` marks a message written by a machine (RFC 3834)."""

    at: Instant
    do: Deed
    on: Literal["customer", "third_party", "carrier"] | None = None
    cause: str | None = None
    by: Literal["requester", "agent", "bot", "system"] | None = None
    automatic: Flag = False


class Expected(Part):
    """What one clock must read. A figure that is left out is not looked at."""

    due: Never | None = None
    state: State | None = None
    spent: Spent | None = None
    left: Spent | None = None
    breached: Never | None = None
    met: Instant | None = None


def _expected(value: object) -> object:
    if not isinstance(value, str):
        return value
    return {"state": value} if value in STATES else {"due": value}


class Example(Facts):
    name: Words | None = None
    opened: Instant
    cause: Identifier | None = None
    events: tuple[Happening, ...] = ()
    as_of: Instant | None = None
    figures: dict[str, Allowed] = {}
    expect: dict[Identifier, Annotated[Expected, BeforeValidator(_expected)]] = Field(min_length=1)
