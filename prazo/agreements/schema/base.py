"""What the parts of the file are made of: texts, names, dates, and how each is refused.

Every value arrives as a string, a list or a mapping (`source.py`). An error's type is the name
of its sentence in `phrases`; its context fills it.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError
from pydantic_core.core_schema import ValidationInfo

from prazo.agreements.durations import PATTERN, Duration, parse
from prazo.agreements.text import Text

LANGUAGE = r"^[a-z]{2,3}(-[A-Z][a-zA-Z]{1,3})?$"
IDENTIFIER = r"^[a-z0-9_]+$"
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)


class Part(BaseModel):
    """One mapping of the file. Unknown keys are faults; values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


def refused(what: str, **params: object) -> PydanticCustomError:
    """A fault by the name of its sentence."""
    return PydanticCustomError(what, what, {name: _shown(value) for name, value in params.items()})


def _shown(value: object) -> str:
    """A value as the file writes it."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_shown(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return f"[{', '.join(map(_shown, value))}]"
    return str(value)


def matching(pattern: str, what: str) -> BeforeValidator:
    """Strings that match a pattern."""

    def check(value: object) -> object:
        if isinstance(value, str) and not re.fullmatch(pattern, value):
            raise refused(what, value=value)
        return value

    return BeforeValidator(check)


def _text(value: object, info: ValidationInfo) -> Text:
    language = (info.context or {}).get("language", "en")
    if isinstance(value, str):
        value = {language: value}
    if not isinstance(value, dict):
        raise refused("text")
    for tag, words in value.items():
        if not re.fullmatch(LANGUAGE, tag):
            raise refused("language", value=tag)
        if not isinstance(words, str) or not words.strip():
            raise refused("text_empty", language=tag)
    if not value:
        raise refused("text")
    return Text({tag: words.strip() for tag, words in value.items()}, language)


def _list(value: object) -> object:
    return [value] if isinstance(value, (str, Mapping)) else value


def named(value: object) -> object:
    """Gives what has no `name` its identifier for one: `first_response`, First response."""
    if not isinstance(value, dict):
        return value
    return {
        key: {"name": key.replace("_", " ").capitalize(), **entry}
        if isinstance(entry, dict)
        else entry
        for key, entry in value.items()
    }


def _flag(value: object) -> bool:
    if value not in ("true", "false"):
        raise refused("flag", value=value)
    return value == "true"


def _date(value: object) -> date:
    try:
        day = date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        day = None
    if day is None:
        raise refused("date", value=value)
    if not EARLIEST <= day <= LATEST:
        raise refused("date_far", value=value)
    return day


def _duration(value: object) -> Duration:
    try:
        return parse(str(value))
    except ValueError:
        raise refused("duration", value=value) from None


Words = Annotated[
    Text,
    PlainValidator(_text),
    WithJsonSchema(
        {
            "description": "One string in the agreement's language, or one per language.",
            "oneOf": [
                {"type": "string"},
                {
                    "type": "object",
                    "propertyNames": {"pattern": LANGUAGE},
                    "additionalProperties": {"type": "string"},
                    "minProperties": 1,
                },
            ],
        }
    ),
]
Identifier = Annotated[str, matching(IDENTIFIER, "identifier")]
Language = Annotated[str, matching(LANGUAGE, "language")]
Cites = Annotated[
    tuple[Annotated[str, matching(r"^[A-Z][A-Z]?[0-9]{1,3}$", "cite")], ...], BeforeValidator(_list)
]
Names = Annotated[
    tuple[Identifier, ...],
    Field(min_length=1),
    BeforeValidator(_list),
    WithJsonSchema(
        {
            "oneOf": [
                {"type": "string", "pattern": IDENTIFIER},
                {"type": "array", "items": {"type": "string", "pattern": IDENTIFIER}},
            ]
        }
    ),
]
Flag = Annotated[bool, PlainValidator(_flag), WithJsonSchema({"type": "boolean"})]
Day = Annotated[date, PlainValidator(_date), WithJsonSchema({"type": "string", "format": "date"})]
Time = Annotated[
    Duration,
    PlainValidator(_duration),
    WithJsonSchema({"type": "string", "pattern": PATTERN, "examples": ["30m", "2h", "1h30m"]}),
]


def one_or_more(value: object) -> object:
    """A list, also where only its one item was written."""
    return _list(value)
