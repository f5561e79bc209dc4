"""What somebody writes, as a value: kept sealed in a draft, sent as an answer or a note."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from django.conf import settings

from prazo.desk.wording import MARKDOWN

PURPOSE = "draft"
THEN = ("", "wait", "resolve")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """`to` is None where nobody changed to whom it goes; `then` is what sending does besides.

    `templates` are the ids of those it was made of, to be counted when it is sent. `party`,
    `subject` and `reference` are of a mail in a side thread; `children` the tickets that are
    resolved with theirs; `deeds` those of a macro, whose name is `macro`. `markup` says how the
    text is to be read.
    """

    text: str = ""
    to: tuple[str, ...] | None = None
    cc: tuple[str, ...] = ()
    investigation: bool = False
    then: str = ""
    templates: tuple[int, ...] = ()
    party: str = ""
    subject: str = ""
    reference: str = ""
    children: tuple[int, ...] = ()
    macro: str = ""
    deeds: tuple[Mapping[str, Any], ...] = ()
    markup: str = MARKDOWN

    @property
    def empty(self) -> bool:
        return not (self.text + self.subject).strip()


def sealed(words: Words) -> bytes:
    return bytes(settings.VAULT.seal(json.dumps(asdict(words)).encode(), PURPOSE))


def opened(box: bytes | memoryview) -> Words:
    """Fields that a newer Prazo wrote and this one does not know are left out."""
    kept: Mapping[str, Any] = json.loads(settings.VAULT.open(bytes(box), PURPOSE))
    known = {field.name for field in fields(Words)}
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in kept.items()
        if name in known
    }
    return Words(**values)
