"""An agreement file as YAML 1.2, read safely, each value with its place.

Scalars stay strings: `no`, `on`, `12:30`, `1e999` and `2026-02-01` are what they look like, and
the schema says what they mean. What could surprise a reader is refused: aliases, merge keys,
tags, duplicate keys, a second document (attack Q05). ruamel.yaml's parser gives the events;
nothing of it constructs objects.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
)
from ruamel.yaml.reader import ReaderError

MOST_BYTES = 256 * 1024
DEEPEST = 32
MOST_VALUES = 20_000
NOTHING = frozenset({"", "~", "null", "Null", "NULL"})
NO_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Signs an escape may write that no text has: control characters, halves of a character, and those
that turn the order of what is read (Q05)."""

Path = tuple[str | int, ...]
Value = str | None | list["Value"] | dict[str, "Value"]


class Place(NamedTuple):
    """Both count from 1."""

    line: int
    column: int


class Refusal(NamedTuple):
    """A fault of the notation itself: its name as in `phrases`, and what fills the sentence."""

    place: Place
    path: Path
    what: str
    params: Mapping[str, str]


@dataclass(frozen=True)
class Source:
    """What the file says and where. `places` leads each path to its key, or its list item."""

    value: dict[str, Value]
    places: Mapping[Path, Place]

    def place(self, path: Path) -> Place:
        """The place of a path, or of the nearest thing around it that is written."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, Place(1, 1))


def read(text: str) -> tuple[Source | None, tuple[Refusal, ...]]:
    """What the text says; None when it is not one mapping, or not YAML."""
    size = len(text.encode("utf-8", "surrogatepass"))
    start = Place(1, 1)
    if size > MOST_BYTES:
        params = {"size": str(-(-size // 1024)), "most": str(MOST_BYTES // 1024)}
        return None, (Refusal(start, (), "too_large", params),)
    reader = _Reader()
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            reader.take(event)
    except _Stop:
        return None, tuple(reader.refused)
    except YAMLError as error:
        return None, (*reader.refused, _syntax(error, text))
    if not reader.written:
        return None, (*reader.refused, Refusal(start, (), "empty", {}))
    if not isinstance(reader.root, dict):
        return None, (*reader.refused, Refusal(start, (), "no_mapping", {}))
    return Source(reader.root, reader.places), tuple(reader.refused)


def path_text(path: Path) -> str:
    """`("targets", "resolution", "within", 2)` → `targets.resolution.within[2]`."""
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path).lstrip(".")


class _Stop(Exception):
    """Nothing after this can be read."""


@dataclass(slots=True)
class _Open:
    """A mapping or list whose end was not read yet."""

    value: dict[str, Value] | list[Value]
    path: Path
    key: str | None = None
    skipped: int = 0  # how deep inside a key that is no word


@dataclass(slots=True)
class _Reader:
    """Events made into values. One that is refused is told and left out."""

    root: Value = None
    written: bool = False
    documents: int = 0
    count: int = 0
    open: list[_Open] = field(default_factory=list)
    places: dict[Path, Place] = field(default_factory=dict)
    refused: list[Refusal] = field(default_factory=list)

    def take(self, event: Event) -> None:
        if isinstance(event, DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self._refuse(event, (), "two_documents")
                raise _Stop
        elif isinstance(event, CollectionEndEvent):
            self._close()
        elif isinstance(event, NodeEvent):
            self._node(event)

    def _node(self, event: NodeEvent) -> None:
        self.count += 1
        if self.count > MOST_VALUES or len(self.open) >= DEEPEST:
            self._refuse(event, (), "too_much" if self.count > MOST_VALUES else "too_deep")
            raise _Stop
        around = self.open[-1] if self.open else None
        if around is not None and around.skipped:
            around.skipped += isinstance(event, CollectionStartEvent)
            return
        if around is not None and isinstance(around.value, dict) and around.key is None:
            self._key(event, around)
            return
        path = self._place(event, around)
        self._marks(event, path)
        if isinstance(event, CollectionStartEvent):
            inner: dict[str, Value] | list[Value] = {} if _is_mapping(event) else []
            self._put(around, inner)
            self.open.append(_Open(inner, path))
        else:
            self._put(around, _scalar(event))

    def _key(self, event: NodeEvent, around: _Open) -> None:
        if not isinstance(event, ScalarEvent) or not _scalar(event):
            self._refuse(event, around.path, "key_no_word")
            around.key = ""
            around.skipped = 1 if isinstance(event, CollectionStartEvent) else 0
            return
        key = NO_TEXT.sub("", str(event.value))
        path = (*around.path, key)
        self._marks(event, path)
        if key == "<<" and event.style is None:
            self._refuse(event, path, "merge_key")
        if key in around.value:
            self._refuse(event, path, "duplicate_key", key=key, first=self.places[path].line)
        else:
            self.places[path] = _place(event)
        around.key = key

    def _place(self, event: NodeEvent, around: _Open | None) -> Path:
        if around is None:
            self.written = True
            self.places[()] = _place(event)
            return ()
        if isinstance(around.value, list):
            path = (*around.path, len(around.value))
            self.places[path] = _place(event)
            return path
        return (*around.path, str(around.key))

    def _put(self, around: _Open | None, value: Value) -> None:
        if around is None:
            self.root = value
        elif isinstance(around.value, list):
            around.value.append(value)
        else:
            if around.key:
                around.value.setdefault(around.key, value)
            around.key = None

    def _close(self) -> None:
        around = self.open[-1]
        if around.skipped:
            around.skipped -= 1
        else:
            self.open.pop()

    def _marks(self, event: NodeEvent, path: Path) -> None:
        if isinstance(event, AliasEvent):
            self._refuse(event, path, "alias", name=event.anchor)
        elif event.anchor is not None:
            self._refuse(event, path, "anchor", name=event.anchor)
        tag = getattr(event, "tag", None)
        if tag is not None:
            self._refuse(event, path, "tag", tag=tag)
        if isinstance(event, ScalarEvent) and (odd := NO_TEXT.search(str(event.value))):
            self._refuse(event, path, "character", code=f"U+{ord(odd[0]):04X}")

    def _refuse(self, event: Event, path: Path, what: str, **params: object) -> None:
        known = {name: str(value) for name, value in params.items()}
        self.refused.append(Refusal(_place(event), path, what, known))


def _is_mapping(event: Event) -> bool:
    return isinstance(event, MappingStartEvent)


def _scalar(event: NodeEvent) -> str | None:
    """The string as written; None where nothing, `~` or `null` stands, and for an alias."""
    if not isinstance(event, ScalarEvent):
        return None
    plain = event.style is None
    return None if plain and event.value in NOTHING else NO_TEXT.sub("", str(event.value))


def _place(event: Event) -> Place:
    return Place(event.start_mark.line + 1, event.start_mark.column + 1)


def _syntax(error: YAMLError, text: str) -> Refusal:
    if isinstance(error, ReaderError):
        before = text[: error.position]
        place = Place(before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1)
        return Refusal(place, (), "character", {"code": f"U+{ord(text[error.position]):04X}"})
    if not isinstance(error, MarkedYAMLError) or error.problem_mark is None:
        return Refusal(Place(1, 1), (), "syntax", {"problem": str(error)})
    mark = error.problem_mark
    place = Place(mark.line + 1, mark.column + 1)
    if text[mark.index : mark.index + 1] == "\t":
        return Refusal(place, (), "tab", {})
    return Refusal(place, (), "syntax", {"problem": str(error.problem)})
