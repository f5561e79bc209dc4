"""The agreement file as pydantic models: `docs/reference/agreement.md`, key by key."""

from typing import Annotated, Literal, TypeVar

from pydantic import BeforeValidator, Field

from prazo.agreements.schema.base import (
    Day,
    Identifier,
    Language,
    Part,
    Words,
    matching,
    named,
    one_or_more,
)
from prazo.agreements.schema.calendars import Calendars
from prazo.agreements.schema.dimensions import (
    Cause,
    Channel,
    Level,
    Named,
    Priority,
    RequestType,
)
from prazo.agreements.schema.escalation import StepPart
from prazo.agreements.schema.examples import Example
from prazo.agreements.schema.page import (
    Clause,
    Closing,
    Entitlement,
    Intake,
    Interpretation,
    Maintenance,
    Receipt,
    Service,
)
from prazo.agreements.schema.targets import NotCovered, TargetPart

Entry = TypeVar("Entry")
Declared = Annotated[dict[Identifier, Entry], BeforeValidator(named)]


class AgreementFile(Part):
    """One version of one agreement, as written."""

    agreement: Annotated[str, matching(r"^[a-z0-9]+(-[a-z0-9]+)*$", "slug")]
    version: Annotated[str, Field(min_length=1, max_length=40)]
    effective: Day
    language: Language
    languages: Annotated[tuple[Language, ...], BeforeValidator(one_or_more)] = ()
    name: Words
    summary: Words | None = None
    source: str = ""

    calendars: Calendars = Field(min_length=1)
    channels: Declared[Channel] = {}
    priorities: Declared[Priority] = {}
    default_priority: Identifier | None = None
    levels: Declared[Level] = {}
    default_level: Identifier | None = None
    plans: Declared[Named] = {}
    regions: Declared[Named] = {}
    tiers: Declared[Named] = {}
    components: Declared[Named] = {}
    request_types: Declared[RequestType] = {}
    addons: Declared[Named] = {}
    causes: Declared[Cause] = {}
    teams: Declared[Named] = {}
    roles: Declared[Named] = {}

    targets: Declared[TargetPart] = Field(min_length=1)
    not_covered: tuple[NotCovered, ...] = ()
    contract_states: dict[Identifier, Identifier] = {}
    escalation: tuple[StepPart, ...] = ()

    intake: Intake = Intake()
    receipt: Receipt = Receipt()
    call_notes: Literal["required", "optional"] = "optional"
    outside_answer: Literal["asks", "ends_wait"] = "asks"
    closing: Closing = Closing()
    services: Declared[Service] = {}
    maintenance: Maintenance | None = None
    entitlements: Declared[Entitlement] = {}
    included: tuple[Clause, ...] = ()
    extra: tuple[Clause, ...] = ()
    duties: tuple[Clause, ...] = ()
    notes: tuple[Clause, ...] = ()
    interpretations: tuple[Interpretation, ...] = ()
    examples: tuple[Example, ...] = ()


DECLARED_UNDER = {
    "priority": "priorities",
    "plan": "plans",
    "level": "levels",
    "request_type": "request_types",
    "channel": "channels",
    "component": "components",
    "region": "regions",
    "tier": "tiers",
    "cause": "causes",
    "addon": "addons",
}
"""Where the values of each of the engine's dimensions are declared."""
