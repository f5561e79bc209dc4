"""The fold against one who watched the ticket minute by minute (`by_the_minute.py`)."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from prazo.engine.clock import Clock, State, fold
from prazo.engine.events import Author, Event, Kind
from tests.engine.agreements import AGREEMENT
from tests.engine.by_the_minute import HOUR, MINUTE, Hand, kept
from tests.engine.test_clock_properties import ACTS
from tests.tries import tries

START = datetime(2026, 3, 27, 13, tzinfo=UTC)
"""A Friday: eight office hours from now it closes, and on Sunday Berlin's clocks change."""
DAYS = 6


@st.composite
def lives(draw: st.DrawFn) -> tuple[list[Event], datetime]:
    """A history on whole minutes, many things in one minute, read often as something happens."""
    moments = draw(st.lists(MOMENTS, min_size=1, max_size=6))
    moment = st.one_of(st.sampled_from(moments), MOMENTS)
    opened = {"priority": draw(PRIORITIES), "channel": draw(CHANNELS), "level": "l1"}
    events = [Event(START, Kind.OPENED, Author.REQUESTER, opened, 0)]
    acts = st.lists(st.one_of(ACTS, st.just((Kind.CLOSED, {}))), max_size=14)
    for order, (kind, data) in enumerate(draw(acts), start=1):
        by = Author.REQUESTER if kind is Kind.MESSAGE else draw(AUTHORS)
        events.append(Event(START + draw(moment) * MINUTE, kind, by, data, order))
    return events, START + draw(moment) * MINUTE


MOMENTS = st.one_of(
    st.integers(0, DAYS * 24 * HOUR), st.integers(0, DAYS * 24).map(lambda hour: hour * HOUR)
)
PRIORITIES = st.sampled_from(["high", "low"])
CHANNELS = st.sampled_from(["phone", "email"])
AUTHORS = st.sampled_from([Author.AGENT, Author.AGENT, Author.REQUESTER, Author.SYSTEM])


@given(lives())
@tries(200)
def test_the_fold_reads_what_was_noted_minute_by_minute(life):
    events, as_of = life
    clocks = fold(AGREEMENT, events, as_of)
    hands = kept(events, as_of)
    assert [(c.metric, c.cycle) for c in clocks] == [(h.metric, h.number) for h in hands]
    for clock, hand in zip(clocks, hands, strict=True):
        assert _of_clock(clock) == _of_hand(hand, as_of)


def _of_clock(clock: Clock) -> dict[str, object]:
    return {
        "state": clock.state,
        "started": clock.started_at,
        "due": clock.due_at,
        "met": clock.met_at,
        "ended": clock.ended_at,
        "breached": clock.breached_at,
        "allowed": clock.allowed,
        "spent": clock.spent,
        "paused": clock.paused,
        "minutes": [(s.kind, s.on) for s in clock.ledger for _ in range(s.length // MINUTE)],
        "steps": [(s.at, s.step, s.repeat) for s in clock.steps],
    }


def _of_hand(hand: Hand, as_of: datetime) -> dict[str, object]:
    end = hand.met or hand.ended or as_of
    due = None
    if hand.kind == "counting" and hand.allowed is not None:
        due = hand.reaches(hand.allowed, end)
    late = hand.alive and due is not None and due < as_of
    return {
        "state": _state(hand, late),
        "started": hand.start,
        "due": due,
        "met": hand.met,
        "ended": hand.ended,
        "breached": hand.breached or (as_of if late else None),
        "allowed": None if hand.allowed is None else hand.allowed * MINUTE,
        "spent": hand.spent * MINUTE,
        "paused": hand.paused * MINUTE,
        "minutes": hand.minutes[: (end - hand.start) // MINUTE],
        "steps": _steps(hand, as_of),
    }


def _state(hand: Hand, late: bool) -> State:
    if hand.met is not None:
        return State.MET if hand.breached is None else State.MET_LATE
    if hand.kind == "excluded":
        return State.EXCLUDED
    if hand.ended is not None:
        return State.NO_TARGET if hand.breached is None else State.BREACHED
    if hand.allowed is None:
        return State.NO_TARGET
    if hand.kind == "waiting":
        return State.PAUSED
    return State.BREACHED if late else State.RUNNING


def _steps(hand: Hand, as_of: datetime) -> list[tuple[datetime, int, int]]:
    """Three quarters, all of it, and for the first response half an hour later and twice more."""
    if not hand.alive or hand.allowed is None or hand.kind == "excluded":
        return []
    if hand.metric == "customer_answer":
        return []
    amounts = [(0, 0, hand.allowed * 3 // 4), (1, 0, hand.allowed)]
    if hand.metric == "first_response":
        amounts += [(2, repeat, hand.allowed + 30 + repeat * HOUR) for repeat in range(3)]
    found: list[tuple[datetime, int, int]] = []
    to_come = False
    for step, repeat, amount in amounts:
        at = hand.reaches(amount, as_of)
        if at is None or (repeat and to_come):
            continue
        to_come = at > as_of
        found.append((at, step, repeat))
    return sorted(found)
