"""Due times of many clocks at once, for forecasts and for a calendar that was changed.

Not imported by the calendar: who counts one at a time needs no numpy.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from prazo.engine.calendar import Calendar
from prazo.engine.errors import OutOfReach
from prazo.engine.layout import FIRST, LAST, Table

Micros: TypeAlias = NDArray[np.int64]  # instants since the epoch, or durations

CHUNK = 1 << 15  # what stays in the processor's cache
CELLS = 1 << 20  # no larger index than this
FOREVER = np.int64(np.iinfo(np.int64).max)


def due_many(calendar: Calendar, since: Micros, allowed: Micros) -> Micros:
    """`Calendar.due_us` for each pair, in a new array of the same shape.

    ValueError when any duration is negative or the shapes differ; NeverOpens and OutOfReach as
    `Calendar.due`, for the first clock that has not so much time left.
    """
    since, allowed = np.asarray(since, np.int64), np.asarray(allowed, np.int64)
    if since.shape != allowed.shape:
        raise ValueError(f"as many starts as durations: {since.shape} and {allowed.shape}")
    if since.size == 0:
        return np.empty_like(since)
    if allowed.min() < 0:
        raise ValueError("working time cannot be negative")
    flat, wanted = since.ravel(), allowed.ravel()
    columns = _columns(_long_enough(calendar, flat, wanted))
    due = np.empty(flat.size, np.int64)
    for start in range(0, flat.size, CHUNK):
        chunk = slice(start, start + CHUNK)
        due[chunk] = columns.due(flat[chunk], wanted[chunk])
    return due.reshape(since.shape)


def _long_enough(calendar: Calendar, since: Micros, allowed: Micros) -> Table:
    """A table that holds every due time; one is asked for alone to say why there is none."""
    longest = int(allowed.argmax())
    if allowed[longest] > LAST - FIRST:
        calendar.due_us(int(since[longest]), int(allowed[longest]))
    first, last = int(since.min()), int(since.max())
    table = calendar.layout.covering(first, last)
    if table is None:
        raise OutOfReach(calendar.name)
    while table.totals[-1] < table.worked(last) + max(int(allowed[longest]), 1):
        longer = calendar.layout.longer(table)
        if longer is None:
            for lacking in _columns(table).beyond(since, allowed):
                calendar.due_us(int(since[lacking]), int(allowed[lacking]))
            return table
        table = longer
    return table


class Index:
    """How many of some ascending values come before another, found without a search.

    Time is cut into cells no longer than the least distance of two values, so that each holds
    one at most: a table says how many come before the cell, one comparison says the rest.
    """

    def __init__(self, values: Sequence[int]) -> None:
        self.values = np.array([*values, FOREVER], np.int64)
        known = self.values[:-1]
        self.cells: NDArray[np.int32] | None = None
        if known.size == 0:
            return
        least = int(np.diff(known).min()) if known.size > 1 else 1 << 61
        self.origin = int(known[0])
        self.bits = least.bit_length() - 1
        cells = ((int(known[-1]) - self.origin) >> self.bits) + 2
        if cells <= CELLS:
            edges = self.origin + (np.arange(cells, dtype=np.int64) << self.bits)
            self.cells = np.searchsorted(known, edges, "left").astype(np.int32)

    def up_to(self, wanted: Micros) -> NDArray[np.intp]:
        """How many values are no greater."""
        if self.cells is None:
            return np.searchsorted(self.values, wanted, "right")
        place = self._cell(wanted)
        return place + (self.values[place] <= wanted)

    def below(self, wanted: Micros) -> NDArray[np.intp]:
        """How many values are less."""
        if self.cells is None:
            return np.searchsorted(self.values, wanted, "left")
        place = self._cell(wanted)
        return place + (self.values[place] < wanted)

    def _cell(self, wanted: Micros) -> NDArray[np.intp]:
        assert self.cells is not None
        cell = (wanted - self.origin) >> self.bits
        place: NDArray[np.intp] = self.cells.take(cell, mode="clip").astype(np.intp)
        return place


class Columns:
    """A table as arrays; its figures are `Table`'s."""

    def __init__(self, table: Table) -> None:
        self.opens = Index(table.opens)
        self.totals = Index(table.totals)
        self.closes = np.array(table.closes, np.int64)
        self.shift = np.array([-table.since, *table.shift[1:]], np.int64)

    def due(self, since: Micros, allowed: Micros) -> Micros:
        """Due times that the table is known to hold."""
        k = self.opens.up_to(since)
        closes = self.closes[k]
        total = np.minimum(since, closes) + self.shift[k] + allowed
        if allowed.all():
            return total - self.shift[self.totals.below(total)]
        at_once = np.where(since < closes, since, self.opens.values[k])
        later = total - self.shift[self.totals.below(np.maximum(total, 1))]
        return np.where(allowed == 0, at_once, later)

    def beyond(self, since: Micros, allowed: Micros) -> NDArray[np.intp]:
        """The places of those whose due time the table does not hold."""
        k = self.opens.up_to(since)
        closes = self.closes[k]
        total = np.minimum(since, closes) + self.shift[k] + allowed
        never = (allowed == 0) & (since >= closes) & (k == len(self.opens.values) - 1)
        return np.flatnonzero((total > self.totals.values[-2]) | never)


@lru_cache(maxsize=16)
def _columns(table: Table) -> Columns:
    return Columns(table)
