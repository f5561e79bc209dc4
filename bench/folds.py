"""All clocks of a ticket of twenty events folded, ledgers included, under each real agreement."""

import argparse
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.figure import Figure, per_second
from prazo.agreements.loader import load
from prazo.engine.clock import fold
from prazo.engine.events import Author, Event, Kind

START = datetime(2026, 3, 6, 12, tzinfo=UTC)
AGENT, CUSTOMER = Author.AGENT, Author.REQUESTER


def figures(chosen: argparse.Namespace) -> Iterator[Figure]:
    slowest: tuple[float, str] | None = None
    for path in sorted(Path("agreements").glob("*.yaml")):
        agreement = load(path.read_text()).agreement
        events = _history(agreement.dimensions.get("priority", ("",)))
        as_of = START + timedelta(days=5)

        def work(agreement=agreement, events=events, as_of=as_of) -> int:  # type: ignore[no-untyped-def]
            for _ in range(50):
                fold(agreement, events, as_of)
            return 50

        rate = per_second(work)
        clocks = len(fold(agreement, events, as_of))
        spans = sum(len(c.ledger) for c in fold(agreement, events, as_of))
        slowest = min(slowest or (rate, path.stem), (rate, path.stem))
        yield Figure(
            f"fold, 20 events, {path.stem}",
            rate,
            "tickets/s",
            5000,
            says=f"{clocks} clocks, {spans} spans",
        )


def _history(priorities: tuple[str, ...]) -> list[Event]:
    """A case as they are: asked, classified, answered, waited for, taken up, resolved at last."""
    acts = [
        (0, Kind.OPENED, CUSTOMER, {"priority": priorities[-1], "channel": "email", "level": "l1"}),
        (0.2, Kind.ASSIGNED, AGENT, {"to": "a"}),
        (0.4, Kind.CLASSIFIED, AGENT, {"priority": priorities[0]}),
        (0.5, Kind.NOTE, AGENT, {}),
        (1, Kind.REPLY, AGENT, {"investigation": True}),
        (1, Kind.WAITING, AGENT, {"on": "customer"}),
        (5, Kind.MESSAGE, CUSTOMER, {}),
        (6, Kind.REPLY, AGENT, {}),
        (20, Kind.MESSAGE, CUSTOMER, {}),
        (21, Kind.NOTE, AGENT, {}),
        (22, Kind.CLASSIFIED, AGENT, {"level": "l2"}),
        (22, Kind.ASSIGNED, AGENT, {"to": "b"}),
        (26, Kind.REPLY, AGENT, {}),
        (26, Kind.WAITING, AGENT, {"on": "third_party"}),
        (50, Kind.RESUMED, AGENT, {}),
        (51, Kind.REPLY, AGENT, {}),
        (51, Kind.WAITING, AGENT, {"on": "customer"}),
        (70, Kind.MESSAGE, CUSTOMER, {}),
        (72, Kind.NOTE, AGENT, {}),
        (74, Kind.REPLY, AGENT, {}),
    ]
    return [
        Event(START + timedelta(hours=at), kind, by, data, order)
        for order, (at, kind, by, data) in enumerate(acts)
    ]
