"""Edges of the clock that `explain`, and watching it by the minute, brought to light."""

from dataclasses import replace
from datetime import timedelta

from prazo.engine.agreement import Effect, Exclusion
from prazo.engine.clock import Clock, State, fold
from prazo.engine.events import Author, Event, Kind
from tests.engine import agreements as small
from tests.engine.agreements import Case, utc
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


def clock_of(case: Case, as_of: str, metric: str) -> Clock:
    found = fold([small.AGREEMENT, ONE_TARGET], case.events, utc(as_of))
    return next(clock for clock in found if clock.metric == metric)


def test_a_due_time_read_as_its_calendar_changes_is_on_the_new_one() -> None:
    """The desk reads clocks at the very instant of what happened."""
    case = Case("2026-03-06 20:00", priority="high", channel="phone")
    case.agent("2026-03-06 20:30", Kind.CLASSIFIED, priority="low")
    clock = clock_of(case, "2026-03-06 20:30", "first_response")
    assert (clock.calendar, clock.due_at) == ("office", utc("2026-03-09 19:00"))


def test_a_due_time_met_as_it_resumes_is_after_the_wait() -> None:
    case = Case("2026-03-02 12:00").agent("2026-03-02 14:00", Kind.WAITING, on="customer")
    case.customer("2026-03-03 14:00").agent("2026-03-03 14:00", Kind.RESOLVED)
    assert clock_of(case, "2026-03-04 12:00", "resolution").due_at == utc("2026-03-05 12:00")


def test_past_due_in_closed_hours_with_an_older_breach_is_breached() -> None:
    case = Case("2026-03-02 13:00", priority="high")
    case.agent("2026-03-02 16:00", Kind.CLASSIFIED, priority="low")
    clock = clock_of(case, "2026-03-02 22:00", "first_response")
    assert (clock.due_at, clock.breached_at) == (utc("2026-03-02 21:00"), utc("2026-03-02 15:00"))
    assert clock.state is State.BREACHED


def test_who_stopped_waiting_for_an_answer_waits_no_more() -> None:
    case = Case("2026-03-02 12:00").agent("2026-03-02 13:00", Kind.WAITING, on="customer")
    case.agent("2026-03-02 14:00", Kind.RESUMED).customer("2026-03-09 12:00")
    case.agent("2026-03-10 12:00", Kind.REOPENED)
    answer = clock_of(case, "2026-03-11 12:00", "customer_answer")
    assert (answer.state, answer.met_at) == (State.NO_TARGET, None)
    assert answer.ended_at == utc("2026-03-02 14:00")


def test_a_met_clock_stays_as_it_was_when_moved_to_an_agreement_without_its_target() -> None:
    case = Case("2026-03-02 12:00").agent("2026-03-02 13:00", Kind.RESOLVED)
    met = clock_of(case, "2026-03-02 13:00", "resolution")
    case.agent("2026-03-02 14:00", Kind.CLASSIFIED, cause="meta")
    case.agent("2026-03-02 15:00", Kind.AGREEMENT, version="one")
    assert clock_of(case, "2026-03-02 16:00", "resolution") == met


def test_an_ended_ticket_is_known_as_ended_to_an_agreement_it_is_moved_to() -> None:
    """The version it ended under had no such target, and so no ear for the end."""
    case = Case("2026-03-02 12:00").agent("2026-03-02 13:00", Kind.RESOLVED)
    case.agent("2026-03-02 14:00", Kind.AGREEMENT, version="1").customer("2026-03-02 15:00")
    agreements = [ONE_TARGET, small.AGREEMENT]
    until = utc("2026-03-02 16:00")
    assert [c.metric for c in fold(agreements, case.events, until)] == ["first_response"]
    case.agent("2026-03-02 17:00", Kind.REOPENED)
    found = fold(agreements, case.events, utc("2026-03-02 18:00"))
    assert [c.started_at for c in found if c.metric == "update"] == [utc("2026-03-02 17:00")]


def test_a_later_version_does_not_say_what_was_covered_before_it() -> None:
    """Put down to the provider of the internet, found to be ours; then moved to a stricter text."""
    stricter = replace(
        small.AGREEMENT,
        version="2",
        not_covered=(
            *small.AGREEMENT.not_covered,
            Exclusion("own", "nobody", Effect.EXCLUDED, rule="not_covered[2]"),
        ),
    )
    agreements = [small.AGREEMENT, stricter]
    case = Case("2026-03-02 12:00").agent("2026-03-02 13:00", Kind.CAUSE, cause="isp")
    case.agent("2026-03-02 16:00", Kind.CAUSE, cause="own")
    case.agent("2026-03-02 18:00", Kind.AGREEMENT, version="2")
    found = fold(agreements, case.events, utc("2026-03-02 20:00"))
    clock = next(clock for clock in found if clock.metric == "resolution")
    assert (clock.spent, clock.state) == (timedelta(hours=6), State.EXCLUDED)


def test_what_is_covered_is_said_by_the_version_a_ticket_was_moved_to() -> None:
    """The newer text covers the provider of the internet; found again under it, it is ours."""
    milder = replace(small.AGREEMENT, version="2", not_covered=())
    case = Case("2026-03-02 12:00").agent("2026-03-02 13:00", Kind.CAUSE, cause="isp")
    case.agent("2026-03-02 16:00", Kind.AGREEMENT, version="2")
    case.agent("2026-03-02 18:00", Kind.CAUSE, cause="isp")
    found = fold([small.AGREEMENT, milder], case.events, utc("2026-03-02 20:00"))
    clock = next(clock for clock in found if clock.metric == "resolution")
    assert (clock.spent, clock.due_at) == (timedelta(hours=8), utc("2026-03-04 12:00"))


def test_what_is_learnt_at_night_does_not_cut_the_closed_hours_in_two() -> None:
    case = Case("2026-03-02 20:00", priority="low")
    case.agent("2026-03-03 02:00", Kind.CLASSIFIED, priority="high")
    night = clock_of(case, "2026-03-03 13:00", "first_response").ledger[1]
    assert (night.kind, night.start) == ("closed", utc("2026-03-02 21:00"))
    assert night.end == utc("2026-03-03 12:00")


def test_nothing_allowed_is_due_on_the_calendar_that_holds_by_then() -> None:
    """Office hours would open on Monday; the line round the clock holds since Saturday."""
    at_once = small.hours(0)
    lines = (
        small.line(at_once, priority="high", calendar="always"),
        small.line(at_once),
    )
    target = replace(small.FIRST_RESPONSE, lines=lines)
    agreement = replace(small.AGREEMENT, version="0", targets={"first_response": target})
    case = Case("2026-03-07 12:00", priority="low")
    case.agent("2026-03-07 13:00", Kind.CLASSIFIED, priority="high")
    (clock,) = fold(agreement, case.events, utc("2026-03-07 14:00"))
    assert (clock.due_at, clock.breached_at) == (utc("2026-03-07 13:00"), utc("2026-03-07 13:00"))


ONE_TARGET = replace(
    small.AGREEMENT, version="one", targets={"first_response": small.FIRST_RESPONSE}
)
