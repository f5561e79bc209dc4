"""A stretch of real time."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple


class Span(NamedTuple):
    """Half-open, [start, end), in UTC."""

    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        return self.end - self.start


def merged(stretches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """In order; those that overlap or touch made one, empty ones left out."""
    one: list[tuple[int, int]] = []
    for start, end in sorted(stretches):
        if start >= end:
            continue
        if one and start <= one[-1][1]:
            if end > one[-1][1]:
                one[-1] = (one[-1][0], end)
        else:
            one.append((start, end))
    return one


def clipped(stretches: Iterable[tuple[int, int]], since: int, until: int) -> list[tuple[int, int]]:
    return [
        (max(start, since), min(end, until))
        for start, end in stretches
        if start < until and end > since
    ]
