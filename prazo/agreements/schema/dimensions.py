"""What a ticket can be: priorities, channels, levels, plans and the rest, by identifier."""

from typing import Literal

from pydantic import model_validator

from prazo.agreements.schema.base import Flag, Identifier, Names, Part, Words


class Named(Part):
    """A value of a dimension, a team or a role: what readers call it."""

    name: Words
    definition: Words | None = None


class Priority(Named):
    """`effect` is what a requester answers to; `subject_marker` is known at a subject's start."""

    effect: Literal["blocked", "severe", "major", "minor", "none"] | None = None
    subject_marker: str = ""


class Channel(Named):
    """How customers reach the desk; the address behind it is the operator's setting."""

    hours: Identifier | None = None
    note: Words | None = None


class Requirement(Part):
    """What must be done before a ticket reaches a level (M4)."""

    id: Identifier
    name: Words | None = None


class Level(Named):
    team: Identifier | None = None
    requires: tuple[Requirement, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, value: object) -> object:
        """`requires: [reproduced]` is the short form of `requires: [{id: reproduced}]`."""
        if isinstance(value, dict) and isinstance(value.get("requires"), list):
            listed = [{"id": r} if isinstance(r, str) else r for r in value["requires"]]
            return {**value, "requires": listed}
        return value


class RequestType(Named):
    default: Flag = False


class Cause(Named):
    """A cause an agent can find; `owner` is who answers for it."""

    owner: Literal["provider", "customer", "third_party", "carrier", "nobody"] = "provider"


class Conditions(Part):
    """What a line may name: it fits when all of it is so."""

    priority: Names | None = None
    plan: Names | None = None
    level: Names | None = None
    request_type: Names | None = None
    channel: Names | None = None
    component: Names | None = None
    region: Names | None = None
    tier: Names | None = None
    cause: Names | None = None
    addon: Names | None = None
