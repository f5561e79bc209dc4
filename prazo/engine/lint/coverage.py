"""Combinations that no line covers, and lines that no combination reaches."""

from collections.abc import Iterator
from typing import NamedTuple

from prazo.engine.agreement import Agreement, Conditions, Line, Target
from prazo.engine.combinations import (
    ADDON,
    UNSET,
    Box,
    Space,
    Tangled,
    in_common,
    met,
    shared_out,
    without,
)
from prazo.engine.lint.finding import Finding, Weight

MOST_SHOWN = 3


class Region(NamedTuple):
    """Tickets that one line takes on one calendar."""

    line: Line
    calendar: str
    box: Box


def coverage(agreement: Agreement, space: Space) -> Iterator[Finding]:
    """Gaps and shadowed lines, target by target."""
    for target in agreement.targets.values():
        try:
            taken, left = shared_out(space, (line.when for line in target.lines))
        except Tangled:
            params = {"metric": target.metric}
            yield Finding("tangled", f"{target.rule}.within", Weight.WARNING, params)
            continue
        for line, own in zip(target.lines, taken, strict=True):
            if not own:
                yield Finding("line_never", line.rule, Weight.WARNING)
        left = in_common(left, list(_concerned(target, space)))
        left = _less(left, excluded(agreement, target, space))
        for what, weight, boxes in _gaps(space, left):
            shown = "; ".join(space.conditions(box) for box in boxes[:MOST_SHOWN])
            more = f" … (+{len(boxes) - MOST_SHOWN})" if len(boxes) > MOST_SHOWN else ""
            params = {"metric": target.metric, "combinations": shown + more}
            yield Finding(what, f"{target.rule}.within", weight, params)


def regions(agreement: Agreement, target: Target, space: Space) -> list[Region]:
    """Which line and calendar hold where, for tickets whose cause is covered. Or Tangled."""
    taken, _ = shared_out(space, (line.when for line in target.lines))
    calendars, _ = shared_out(space, (line.when for line in target.calendars))
    not_covered = excluded(agreement, target, space)
    concerned = list(_concerned(target, space))
    found: list[Region] = []
    for line, boxes in zip(target.lines, taken, strict=True):
        boxes = _less(in_common(boxes, concerned), not_covered)
        if line.calendar is not None:
            found += [Region(line, line.calendar, box) for box in boxes]
            continue
        for use, own in zip(target.calendars, calendars, strict=True):
            found += [Region(line, use.calendar, box) for box in in_common(boxes, own)]
    return found


def excluded(agreement: Agreement, target: Target, space: Space) -> list[Box]:
    """Tickets whose cause takes them out of a target."""
    causes = [
        cause
        for cause in agreement.dimensions.get("cause", ())
        if agreement.exclusion(cause, target) is not None
    ]
    return space.boxes((("cause", frozenset(causes)),)) if causes else []


def _concerned(target: Target, space: Space) -> Iterator[Box]:
    """A target that starts at levels is no matter of tickets at others."""
    levels = frozenset(start.value for start in target.starts if start.kind == "level")
    if levels and len(levels) == len(target.starts) and "level" in space.dimensions:
        when: Conditions = (("level", levels),)
        yield from space.boxes(when)
    else:
        yield space.whole


def _less(boxes: list[Box], taken: list[Box]) -> list[Box]:
    for one in taken:
        boxes = [part for box in boxes for part in without(box, one)]
    return boxes


def _gaps(space: Space, left: list[Box]) -> Iterator[tuple[str, Weight, list[Box]]]:
    """Gaps among what was declared, apart from those of tickets without a value."""
    declared = tuple(
        values if name == "cause" or name.startswith(ADDON) else values - {UNSET}
        for name, values in zip(space.dimensions, space.whole, strict=True)
    )
    among = [common for box in left if (common := met(box, declared)) is not None]
    if among:
        yield "gap", Weight.ERROR, among
    beyond = [part for box in left for part in without(box, declared)] if not among else []
    if beyond:
        yield "gap_unset", Weight.NOTE, beyond
