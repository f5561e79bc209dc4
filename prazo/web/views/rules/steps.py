"""Deeds as a form: rows of what is done and its words, as they were sent or are kept."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise

from prazo.lib.refusal import Refusal
from prazo.rules.deeds import BY_PERSONS, KINDS, ME, MOST, Deed, Form, Kind, Word, read
from prazo.web.shown.deeds import Book, Choice

Stored = list[dict[str, Any]]
OWN = re.compile(r"deed-\d{1,2}-[a-z_]{2,12}")
"""Names of what a row sends; `add_deed`, `remove_deed` and `up_deed` are buttons beside them."""
BUTTONS = ("add_deed", "remove_deed", "up_deed")


@dataclass(slots=True)
class Told:
    """One word of a deed as its form shows it."""

    word: Word
    name: str
    value: str
    choices: list[Choice]
    error: str = ""

    @property
    def long(self) -> bool:
        return self.word.form is Form.TEXT

    @property
    def chosen(self) -> bool:
        return self.word.form not in (Form.TEXT, Form.LINE, Form.DAYS, Form.TAGS)


@dataclass(slots=True)
class Row:
    place: int
    kind: Kind | None = None
    words: list[Told] = field(default_factory=list)
    error: str = ""

    @property
    def name(self) -> str:
        return f"deed-{self.place}"

    @property
    def step(self) -> int:
        return self.place + 1


def from_form(sent: QueryDict) -> Stored:
    """As `deeds.read` takes it, with rows of which nothing is chosen yet."""
    stored: Stored = []
    for place in range(MOST + 1):
        name = f"deed-{place}"
        if f"{name}-do" in sent:
            stored.append(_given(sent, name))
    return _arranged(stored, sent)


def _given(sent: QueryDict, name: str) -> dict[str, Any]:
    kind = KINDS.get(sent.get(f"{name}-do", ""))
    words = {} if kind is None else {w.name: sent.get(f"{name}-{w.name}", "") for w in kind.words}
    return {"do": kind.name if kind else "", "words": words}


def _arranged(stored: Stored, sent: QueryDict) -> Stored:
    """As the button that was pressed has it."""
    gone, up = _place(sent, "remove_deed", stored), _place(sent, "up_deed", stored)
    if up:
        stored[up - 1], stored[up] = stored[up], stored[up - 1]
    if gone is not None:
        del stored[gone]
    if "add_deed" in sent and len(stored) < MOST:
        stored.append({"do": "", "words": {}})
    return stored


def _place(sent: QueryDict, button: str, stored: Stored) -> int | None:
    said = sent.get(button, "")
    return int(said) if said.isdecimal() and len(said) < 3 and int(said) < len(stored) else None


def chosen(stored: Stored) -> tuple[tuple[Deed, ...], list[Refusal]]:
    """The deeds of the rows of which something is chosen, and what is wrong with them."""
    return read([one for one in stored if one["do"]])


def rows(
    stored: Stored, book: Book, faults: Iterable[Refusal] = (), *, by_rule: bool
) -> tuple[list[Row], str]:
    """To be shown, with what is wrong beside each word; and what is wrong with all of them."""
    wrong = {fault.field: str(fault) for fault in faults}
    shown, place_of_chosen = [], 0
    for place, one in enumerate(stored):
        kind = KINDS.get(one["do"])
        row = Row(place, kind)
        if kind is not None:
            row.error = wrong.pop(f"{place_of_chosen}.", "")
            row.words = [
                _told(
                    row, word, one, book, wrong.pop(f"{place_of_chosen}.{word.name}", ""), by_rule
                )
                for word in kind.words
                if not (by_rule and word.form is Form.THEN)
            ]
            place_of_chosen += 1
        shown.append(row)
    return shown, " ".join(wrong.values())


def _told(row: Row, word: Word, one: dict[str, Any], book: Book, error: str, by_rule: bool) -> Told:
    choices = book.choices(word)
    if by_rule:
        choices = [choice for choice in choices if choice[0] != ME]
    return Told(
        word, f"{row.name}-{word.name}", str(one["words"].get(word.name, "")), choices, error
    )


def kinds(*, by_rule: bool) -> Sequence[tuple[str, Promise]]:
    left_out = BY_PERSONS if by_rule else ()
    return [(kind.name, kind.label) for kind in KINDS.values() if kind.name not in left_out]
