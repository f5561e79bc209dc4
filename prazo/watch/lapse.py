"""How a ticket must look for a step of an agreement to be due now."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from prazo.agreements.figures import stand_in_figures
from prazo.engine.agreement import Agreement, Conditions, Facts
from prazo.engine.clock import fold
from prazo.engine.events import Author, Event, Kind

LEAST = timedelta(minutes=1)
TRIES = 60


def lapsing(agreement: Agreement, usual: Facts, as_of: datetime) -> tuple[Facts, datetime] | None:
    """Facts and the instant of opening; None where no opened ticket ever comes to a step.

    `usual` is what a ticket is taken to be at first; where that is promised nothing, what the
    lines of the targets and the steps name is tried one after another.
    """
    for facts in _candidates(agreement, usual):
        opened_at = _opened_at(agreement, facts, as_of)
        if opened_at is not None:
            return facts, opened_at
    return None


def _candidates(agreement: Agreement, usual: Facts) -> Iterator[Facts]:
    yield usual
    for metric, target in agreement.targets.items():
        if target.owed_by == "provider":
            for line in target.lines:
                for _, step in agreement.steps(metric):
                    yield {**usual, **_named(line.when), **_named(step.when)}


def _named(when: Conditions) -> dict[str, str | frozenset[str]]:
    """One value of each dimension a line names."""
    first = ((dimension, min(values)) for dimension, values in when)
    return {d: frozenset({value}) if d == "addon" else value for d, value in first}


def _opened_at(agreement: Agreement, facts: Facts, as_of: datetime) -> datetime | None:
    """Backwards in time until the first step is due: closed hours may lie between."""
    opened_at, before, back = as_of - LEAST, None, LEAST
    for _ in range(TRIES):
        first = _first_step(agreement, facts, opened_at, as_of)
        if first is None or first <= as_of:
            return None if first is None else opened_at
        back = back * 2 if first == before else max(first - as_of, LEAST)
        opened_at, before = opened_at - back, first
    return None


def _first_step(
    agreement: Agreement, facts: Facts, opened_at: datetime, as_of: datetime
) -> datetime | None:
    opened = [Event(opened_at, Kind.OPENED, Author.SYSTEM, facts)]
    clocks = fold(agreement, opened, as_of, stand_in_figures(agreement))
    return min((step.at for clock in clocks for step in clock.steps), default=None)
