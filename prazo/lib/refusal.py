"""How Prazo says no: a code for programs, the field it is about, a sentence with the remedy."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as made
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext


@dataclass(eq=False)
class Refusal(Exception):
    """Raised by actions, drawn beside the field by pages (422, or 409 for `conflict`).

    `sentence` is a lazy translation; `params` fill its %(name)s places.
    """

    code: str
    sentence: str | Promise
    field: str = ""
    params: Mapping[str, Any] = made(default_factory=dict)
    conflict: bool = False

    def __str__(self) -> str:
        return gettext(str(self.sentence)) % self.params if self.params else str(self.sentence)
