"""Targets as the tables they came from: rows and columns found again from the conditions."""

from collections.abc import Mapping, Sequence
from typing import Any

from prazo.agreements.document import Document
from prazo.agreements.loader import Loaded
from prazo.agreements.page.words import tell
from prazo.agreements.phrases import say
from prazo.agreements.schema.targets import WAITED_ON
from prazo.agreements.wording import (
    calendar_name,
    conditions,
    figure,
    start_words,
    value_name,
    values_words,
)
from prazo.engine.agreement import Limit, Line, Target

ASIDE = frozenset({"cause", "addon"})
"""Dimensions that make an exception of a line, not a column of the table."""

MOST_NAMED = 3
Shown = dict[str, Any]


class TargetTables:
    """The targets of one agreement in one language."""

    def __init__(self, loaded: Loaded, language: str) -> None:
        self.agreement = loaded.agreement
        self.document: Document = loaded.document
        self.language = language

    def overview(self) -> Shown | None:
        """Priorities by targets, where figures depend on nothing else; None if none does."""
        targets = [t for t in self._own() if set(self._dimensions(t)) <= {"priority"}]
        if not any(self._dimensions(target) for target in targets):
            return None
        rows = [
            {
                "head": value_name(self.document, "priority", priority, self.language),
                "note": tell(self.document.priorities[priority].definition, self.language),
                "cells": [self._cell(target, {"priority": priority}) for target in targets],
            }
            for priority in self.agreement.dimensions["priority"]
        ]
        columns = [tell(self.document.targets[t.metric].name, self.language) for t in targets]
        return {"corner": self._say("dimension.priority"), "columns": columns, "rows": rows}

    def each(self) -> list[Shown]:
        """Every target with its facts, its table unless the overview holds it, its exceptions."""
        overview = self.overview() is not None
        return [self._target(target, overview) for target in self.agreement.targets.values()]

    def _own(self) -> list[Target]:
        return [t for t in self.agreement.targets.values() if t.owed_by == "provider"]

    def _target(self, target: Target, overview: bool) -> Shown:
        part = self.document.targets[target.metric]
        dimensions = self._dimensions(target)
        in_overview = overview and target.owed_by == "provider" and set(dimensions) <= {"priority"}
        return {
            "id": target.metric,
            "name": tell(part.name, self.language),
            "definition": tell(part.definition, self.language),
            "facts": self._facts(target),
            "repeats": target.repeats,
            "figure": "" if dimensions else self._cell(target, {}),
            "table": None if in_overview or not dimensions else self._table(target, dimensions),
            "exceptions": [
                {
                    "when": conditions(self.document, line.when, self.language),
                    "figure": self._figure(target, line),
                }
                for line in self._split(target)[0]
            ],
            "readings": self._readings(target),
        }

    def _readings(self, target: Target) -> list[str]:
        part = self.document.targets[target.metric]
        own = [part.interpretation, *(line.interpretation for line in part.within)]
        about = f"targets.{target.metric}"
        others = [
            reading.text
            for reading in self.document.interpretations
            if reading.about == about or reading.about.startswith(f"{about}.")
        ]
        return [tell(text, self.language) for text in (*own, *others) if text is not None]

    def _facts(self, target: Target) -> list[Shown]:
        starts = [start_words(self.document, start, self.language) for start in target.starts]
        facts = [
            ("page.counted_from", ", ".join(starts)),
            ("page.met_when", self._say(f"met.{target.met_by}")),
            ("page.counted_on", "; ".join(self._calendars(target))),
        ]
        if target.pauses:
            parties = ", ".join(
                self._say(f"party.{party}") for party in WAITED_ON if party in target.pauses
            )
            facts.append(("page.pauses", parties))
        if target.owed_by != "provider":
            facts.append(("page.owed", self._say(f"party.{target.owed_by}")))
        return [{"label": self._say(key), "value": value} for key, value in facts]

    def _calendars(self, target: Target) -> list[str]:
        shown = []
        for use in target.calendars:
            name = calendar_name(self.document, use.calendar, self.language)
            if use.when:
                words = conditions(self.document, use.when, self.language)
                name = self._say("page.counted_on_where", calendar=name, conditions=words)
            shown.append(name)
        return shown

    def _split(self, target: Target) -> tuple[list[Line], list[Line]]:
        """Exceptions, and the lines of the table.

        Lines of a cause or an add-on are exceptions; so are the first ones that name no
        priority, where the table had more than rows and columns with them.
        """
        plain = [line for line in target.lines if not ASIDE & {name for name, _ in line.when}]
        first = 0
        while len(_named(plain[first:])) > 2 and "priority" not in dict(plain[first].when):
            first += 1
        aside = [line for line in target.lines if line not in plain or line in plain[:first]]
        return aside, plain[first:]

    def _dimensions(self, target: Target) -> list[str]:
        """What the table's lines name, rows first: priority, else what has most values."""
        values = self.agreement.dimensions
        named = _named(self._split(target)[1])
        return sorted(named, key=lambda d: (d != "priority", -len(values[d])))

    def _table(self, target: Target, dimensions: list[str]) -> Shown:
        if len(dimensions) == 1:
            return self._matrix(target, dimensions[0], None) or self._list(target, dimensions)
        if len(dimensions) == 2:
            found = self._matrix(target, dimensions[0], dimensions[1])
            return found or self._list(target, dimensions)
        return self._list(target, dimensions)

    def _matrix(self, target: Target, row: str, column: str | None) -> Shown | None:
        """Rows by columns; None where that would hide a line."""
        values = self.agreement.dimensions
        across: Sequence[Mapping[str, str]] = (
            [{column: v} for v in values[column]] if column else [{}]
        )
        points = [[{row: v, **other} for other in across] for v in values[row]]
        used = {id(target.line(facts)) for facts_row in points for facts in facts_row}
        if any(id(line) not in used for line in self._split(target)[1]):
            return None
        cells = [[self._cell(target, facts) for facts in facts_row] for facts_row in points]
        heads = [value_name(self.document, row, value, self.language) for value in values[row]]
        groups: dict[tuple[str, ...], list[str]] = {}
        for place, value in enumerate(values[column] if column else [""]):
            groups.setdefault(tuple(line[place] for line in cells), []).append(value)
        columns = [self._column(column, group, len(groups)) for group in groups.values()]
        return {
            "corner": self._say(f"dimension.{row}"),
            "columns": columns,
            "rows": [
                {"head": head, "note": "", "cells": [own[n] for own in groups]}
                for n, head in enumerate(heads)
            ],
        }

    def _column(self, column: str | None, values: list[str], columns: int) -> str:
        if column is None or columns == 1:
            return self._say("page.time")
        if len(values) > MOST_NAMED:
            return self._say("dimension.other")
        return values_words(self.document, column, values, self.language)

    def _list(self, target: Target, dimensions: list[str]) -> Shown:
        """Line by line, as the file has them: the first that fits counts."""
        rows = []
        for line in self._split(target)[1]:
            when = dict(line.when)
            cells = [
                values_words(self.document, d, when[d], self.language)
                if d in when
                else self._say("dimension.any" if when else "dimension.other")
                for d in dimensions
            ]
            rows.append(
                {"head": cells[0], "note": "", "cells": [*cells[1:], self._figure(target, line)]}
            )
        heads = [self._say(f"dimension.{dimension}") for dimension in dimensions]
        return {"corner": heads[0], "columns": [*heads[1:], self._say("page.time")], "rows": rows}

    def _cell(self, target: Target, facts: Mapping[str, str]) -> str:
        line = target.line(facts)
        return self._say("figure.none") if line is None else self._figure(target, line)

    def _figure(self, target: Target, line: Line) -> str:
        """How long, and on which calendar where that is not the target's own."""
        usual = target.calendars[-1].calendar
        name = line.calendar or usual
        unbroken = self.agreement.calendars[name].calendar.hours.unbroken
        words = figure(line.allowed, unbroken, self.language)
        if name == usual or line.allowed.limit is Limit.NONE:
            return words
        calendar = calendar_name(self.document, name, self.language)
        return self._say("figure.on", figure=words, calendar=calendar)

    def _say(self, key: str, **params: object) -> str:
        return say(key, self.language, **params)


def _named(lines: list[Line]) -> list[str]:
    return list(dict.fromkeys(dimension for line in lines for dimension, _ in line.when))
