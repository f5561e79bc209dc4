"""What things are called, by those who may see them; asked at the edge."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from prazo.desk.conditions.fields import Field


class Name(NamedTuple):
    """`value` is what a condition holds; `identifier` is the word for it in every language."""

    value: str
    name: str
    identifier: str


class Names(Protocol):
    def of(self, field: Field, said: str) -> Sequence[Name]:
        """What `field` may be; of very many at least those whose names hold `said`."""
        ...
