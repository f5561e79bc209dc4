"""What the desk and the page need beside the clocks."""

from typing import Annotated, Literal

from pydantic import BeforeValidator

from prazo.agreements.schema.base import (
    Cites,
    Flag,
    Identifier,
    Part,
    Time,
    Words,
    matching,
    one_or_more,
)


class Ask(Part):
    """What a report must carry, or may (N3, D15)."""

    id: Identifier
    name: Words
    required: Flag = False
    hint: Words | None = None
    cites: Cites = ()


class Intake(Part):
    asks: tuple[Ask, ...] = ()
    other_address: Literal["new_ticket", "note"] = "note"
    masks_secrets: Flag = True


class Receipt(Part):
    """The first answer (B7); `next` is the role that is next if it lapses."""

    send: Flag = True
    next: Identifier | None = None


class Closing(Part):
    feedback: Flag = False
    summary: Literal["required", "optional"] = "optional"


class Service(Part):
    """A service with an availability that was promised (M8)."""

    name: Words
    availability: Annotated[str, matching(r"^[0-9]{1,3}([.,][0-9]{1,4})?%$", "percentage")]
    probe_every: Time | None = None
    hours: Identifier | None = None
    text: Words | None = None
    cites: Cites = ()


class Maintenance(Part):
    text: Words
    announced_by: Annotated[tuple[Identifier, ...], BeforeValidator(one_or_more)] = ()
    cites: Cites = ()


class Entitlement(Part):
    """What a contract includes so and so much of, and what more of it costs (E8, E9)."""

    name: Words
    quota: Annotated[str, matching(r"^(contract|unlimited|[0-9]{1,6})$", "quota")] | None = None
    extra: Literal["quoted", "included", "none"] | None = None
    text: Words | None = None
    cites: Cites = ()


class Clause(Part):
    """One sentence of the page, with what it answers to."""

    text: Words
    title: Words | None = None
    interpretation: Words | None = None
    cites: Cites = ()


class Interpretation(Part):
    """How the text was read, where it is silent or can be read two ways."""

    about: str
    text: Words
    cites: Cites = ()
