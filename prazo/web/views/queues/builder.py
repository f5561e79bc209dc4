"""Conditions as a form: rows of field, question and values, as they were sent or are kept."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from prazo.desk.conditions import FIELDS, Conditions, read, written
from prazo.desk.conditions.condition import Op
from prazo.desk.conditions.fields import OPS, WITHOUT_VALUE, Field, Kind
from prazo.desk.conditions.reading import MOST
from prazo.lib.refusal import Refusal
from prazo.web.views.queues.choices import Choice, Choices

PARTS = ("all_of", "any_of")
OWN = re.compile(r"(all_of|any_of)-(\d{1,2})-(field|op|values)")
"""Names of what a row sends."""

OP_WORDS: dict[Op, Promise] = {
    Op.IS: _("is"),
    Op.IS_NOT: _("is not"),
    Op.CONTAINS: _("contains"),
    Op.LACKS: _("does not contain"),
    Op.WITHIN: _("in less than"),
    Op.LATER: _("in more than"),
    Op.OVERDUE: _("is past"),
    Op.NEVER: _("never"),
    Op.LESS_AGO: _("less ago than"),
    Op.MORE_AGO: _("longer ago than"),
}
TAG_WORDS = {Op.IS: _("has"), Op.IS_NOT: _("has not")}
FLAG_WORDS = {Op.IS: _("yes"), Op.IS_NOT: _("no")}
WORDS: Mapping[Kind, Mapping[Op, Promise]] = {Kind.TAGS: TAG_WORDS, Kind.FLAG: FLAG_WORDS}
"""Of kinds that are not asked as others are."""


@dataclass(slots=True)
class Row:
    """One condition as its form shows it; `error` when it cannot be asked."""

    part: str
    place: int
    chosen: Field | None = None
    op: str = ""
    values: tuple[str, ...] = ()
    choices: list[Choice] = field(default_factory=list)
    error: str = ""

    @property
    def name(self) -> str:
        return f"{self.part}-{self.place}"

    @property
    def ops(self) -> list[tuple[str, Promise]]:
        if self.chosen is None:
            return []
        said = WORDS.get(self.chosen.kind, OP_WORDS)
        return [(str(op), said[op]) for op in OPS[self.chosen.kind]]

    @property
    def asks(self) -> str:
        """What its value is given by: `choose`, `write`, or nothing at all."""
        if self.chosen is None or self.chosen.kind is Kind.FLAG or self.op in WITHOUT_VALUE:
            return ""
        free = (Kind.TEXT, Kind.DUE, Kind.AGO)
        return "write" if self.chosen.kind in free else "choose"

    @property
    def long(self) -> bool:
        """Too many choices to stand side by side."""
        return len(self.choices) > 24

    @property
    def told(self) -> str:
        return self.values[0] if self.values else ""


def from_form(sent: QueryDict) -> dict[str, list[dict[str, Any]]]:
    """As `conditions.read` takes it; `add` and `remove` are buttons beside the rows."""
    stored: dict[str, list[dict[str, Any]]] = {part: [] for part in PARTS}
    removed = sent.get("remove", "")
    for part in PARTS:
        for place in range(MOST + 1):
            name = f"{part}-{place}"
            if f"{name}-field" in sent and name != removed:
                stored[part].append(_given(sent, name))
        if sent.get("add") == part:
            stored[part].append({"field": "", "op": "", "values": []})
    return stored


def _given(sent: QueryDict, name: str) -> dict[str, Any]:
    """With the first question of its field where the one that was sent belongs to another."""
    chosen = FIELDS.get(sent.get(f"{name}-field", ""))
    op = sent.get(f"{name}-op", "")
    values = [value for value in sent.getlist(f"{name}-values") if value.strip()]
    if chosen is not None and op not in OPS[chosen.kind]:
        op = str(OPS[chosen.kind][0])
    return {"field": chosen.name if chosen else "", "op": op, "values": values}


def kept(conditions: Conditions) -> dict[str, list[dict[str, Any]]]:
    return written(conditions)


def rows(
    stored: dict[str, list[dict[str, Any]]], choices: Choices, *, judged: bool
) -> tuple[dict[str, list[Row]], Conditions]:
    """To be shown, with what is wrong beside each where they are `judged`; and what they ask.

    A row whose field is not chosen yet asks nothing, and is no fault.
    """
    chosen = {part: [one for one in stored[part] if one["field"]] for part in PARTS}
    conditions, faults = read(chosen)
    wrong = {fault.field: fault for fault in faults} if judged else {}
    shown: dict[str, list[Row]] = {}
    for part in PARTS:
        asked = iter(range(len(chosen[part])))
        shown[part] = [
            _row(part, place, one, choices, wrong, asked) for place, one in enumerate(stored[part])
        ]
    return shown, conditions


def _row(
    part: str,
    place: int,
    one: dict[str, Any],
    choices: Choices,
    wrong: dict[str, Refusal],
    asked: Iterable[int],
) -> Row:
    found = FIELDS.get(one["field"])
    if found is None:
        return Row(part, place)
    fault = wrong.get(f"{part}.{next(iter(asked))}")
    row = Row(part, place, found, str(one["op"]), tuple(map(str, one["values"])))
    if row.asks == "choose":
        row.choices = choices.of(found)
    row.error = str(fault) if fault else ""
    return row


def fields() -> Sequence[Field]:
    return tuple(FIELDS.values())
