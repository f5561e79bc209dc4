"""Edges of the clock that the account of a due time (`explain`) brought to light."""

from dataclasses import replace
from datetime import timedelta

from prazo.engine.agreement import Effect, Exclusion
from prazo.engine.clock import State, fold
from prazo.engine.events import Author, Event, Kind
from tests.engine.agreements import utc
from tests.engine.test_explain import AGREEMENT, FRIDAY


def test_a_target_already_spent_at_closing_is_breached_when_it_comes_to_hold() -> None:
    """Two office hours were spent by 18:00; a minute later two hours become all there is."""
    classified = utc("2026-02-13 21:01")
    events = [
        Event(utc(FRIDAY), Kind.OPENED, Author.REQUESTER, {"priority": "low"}),
        Event(classified, Kind.CLASSIFIED, Author.AGENT, {"priority": "high"}),
    ]
    for later in (timedelta(), timedelta.resolution, timedelta(hours=1)):
        clock, _ = fold(AGREEMENT, events, classified + later)
        assert (clock.state, clock.breached_at) == (State.BREACHED, classified)


def test_one_cause_may_be_taken_differently_by_different_metrics() -> None:
    answer = Exclusion("network", "customer", Effect.PAUSED, frozenset({"answer"}), "n[0]")
    solution = Exclusion("network", "customer", Effect.EXCLUDED, frozenset({"solution"}), "n[1]")
    agreement = replace(AGREEMENT, not_covered=(answer, solution))
    events = [
        Event(utc(FRIDAY), Kind.OPENED, Author.REQUESTER, {"priority": "low"}),
        Event(utc("2026-02-13 20:00"), Kind.CAUSE, Author.AGENT, {"cause": "network"}),
    ]
    states = [clock.state for clock in fold(agreement, events, utc("2026-02-13 20:30"))]
    assert states == [State.PAUSED, State.EXCLUDED]
