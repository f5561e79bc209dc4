"""What of an agreement is held against another version: things, and facts about them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from prazo.agreements.loader import Loaded
from prazo.agreements.phrases import say
from prazo.agreements.text import Text

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """`label` is "" for what the thing itself says. `raw` is compared, `words` are shown."""

    label: str
    words: str
    raw: object


@dataclass(slots=True)
class Thing:
    """One entry of a section of the page. `ordered`: the order of its facts means something."""

    section: str
    name: str
    facts: dict[object, Fact] = field(default_factory=dict)
    ordered: bool = False


Things = Iterator[tuple[Key, Thing]]


class Reader:
    """Reads one loaded agreement in one language. Keys last over versions, names need not."""

    def __init__(self, loaded: Loaded, language: str) -> None:
        self.loaded = loaded
        self.document = loaded.document
        self.language = language

    def fact(self, thing: Thing, label: str, words: str, raw: object) -> None:
        thing.facts[label] = Fact(self.say(label), words, raw)

    def text(self, thing: Thing, label: str, text: Text | None) -> None:
        """A text differs when it does in any language, also where its words here are the same."""
        if text is not None:
            self.fact(thing, label, text.of(self.language), text.by_language)

    def say(self, key: str, **params: object) -> str:
        return say(key, self.language, **params)
