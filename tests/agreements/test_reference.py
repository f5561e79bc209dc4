"""The reference names every key there is, and the format is what it says."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from prazo.agreements.schema import AgreementFile
from prazo.agreements.schema.base import Part

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "agreement.md"


def keys(part: type[Part], seen: set[type[Part]]) -> Iterator[str]:
    if part in seen:
        return
    seen.add(part)
    for name, field in part.model_fields.items():
        yield field.alias or name
        yield from inner(field.annotation, seen)


def inner(annotation: object, seen: set[type[Part]]) -> Iterator[str]:
    if isinstance(annotation, type) and issubclass(annotation, Part):
        yield from keys(annotation, seen)
    for part in get_args(annotation):
        yield from inner(part, seen)


def test_every_key_is_in_the_reference() -> None:
    words = set(re.findall(r"[a-z_]+", REFERENCE.read_text(encoding="utf-8")))
    every = set(keys(AgreementFile, set()))
    assert len(every) > 80
    assert every - words == set()
