"""What must hold for every history of a ticket, whatever happens in whatever order."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from prazo.engine.agreement import Agreement, CalendarLine, Line, Target
from prazo.engine.clock import Clock, State, fold
from prazo.engine.events import Author, Event, Kind
from tests.engine.agreements import AGREEMENT, FIRST_RESPONSE, hours
from tests.tries import tries

START = datetime(2026, 3, 20, tzinfo=UTC)  # Berlin's clocks change on the 29th
ACTS = st.one_of(
    st.tuples(st.just(Kind.MESSAGE), st.fixed_dictionaries({"automatic": st.booleans()})),
    st.tuples(st.sampled_from([Kind.REPLY, Kind.ACKNOWLEDGED, Kind.NOTE]), st.just({})),
    st.tuples(
        st.just(Kind.WAITING),
        st.fixed_dictionaries({"on": st.sampled_from(["customer", "third_party", "carrier"])}),
    ),
    st.tuples(st.sampled_from([Kind.RESUMED, Kind.RESOLVED, Kind.REOPENED]), st.just({})),
    st.tuples(
        st.just(Kind.CLASSIFIED),
        st.fixed_dictionaries({"priority": st.sampled_from(["high", "low"])}),
    ),
    st.tuples(
        st.just(Kind.CLASSIFIED), st.fixed_dictionaries({"level": st.sampled_from(["l1", "l2"])})
    ),
    st.tuples(
        st.just(Kind.CAUSE),
        st.fixed_dictionaries({"cause": st.sampled_from(["", "meta", "isp", "access", "own"])}),
    ),
)


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    events = [Event(START, Kind.OPENED, Author.REQUESTER, {"priority": "low", "level": "l1"}, 0)]
    moments = st.integers(0, 15 * 86400 * 1000)
    for order, (kind, data) in enumerate(draw(st.lists(ACTS, max_size=12)), start=1):
        by = Author.REQUESTER if kind is Kind.MESSAGE else draw(st.sampled_from(list(Author)))
        at = START + timedelta(milliseconds=draw(moments))
        events.append(Event(at, kind, by, data, order))
    return events


instants = st.integers(0, 20 * 86400 * 1000).map(lambda ms: START + timedelta(milliseconds=ms))


@given(histories(), instants)
@tries(300)
def test_the_ledger_is_the_whole_life_and_sums_to_what_was_spent(events, as_of):
    for clock in fold(AGREEMENT, events, as_of):
        end = clock.met_at or clock.ended_at or as_of
        reached = clock.started_at
        for span in clock.ledger:
            assert span.start == reached < span.end
            reached = span.end
        assert reached == (end if clock.ledger else clock.started_at)
        counted = sum((s.length for s in clock.ledger if s.kind == "counting"), timedelta())
        assert counted == clock.spent


@given(histories(), instants)
@tries(150)
def test_what_an_agreement_remembers_of_other_tickets_changes_nothing(events, as_of):
    never_folded = replace(AGREEMENT)
    assert "prepared" not in vars(never_folded)
    assert fold(AGREEMENT, events, as_of) == fold(never_folded, events, as_of)


@given(histories(), instants, st.randoms(use_true_random=False))
@tries(150)
def test_any_order_of_arrival_gives_the_same_clocks(events, as_of, chance):
    shuffled = list(events)
    chance.shuffle(shuffled)
    assert fold(AGREEMENT, shuffled, as_of) == fold(AGREEMENT, events, as_of)


@given(histories(), instants)
@tries(150)
def test_what_happens_later_never_changes_what_was_true_before(events, as_of):
    until_then = [event for event in events if event.at <= as_of]
    assert fold(AGREEMENT, events, as_of) == fold(AGREEMENT, until_then, as_of)


@given(histories(), instants)
@tries(200)
def test_states_and_readings_agree(events, as_of):
    for clock in fold(AGREEMENT, events, as_of):
        assert (clock.state in (State.MET, State.MET_LATE)) == (clock.met_at is not None)
        if clock.state is State.MET:
            assert clock.breached_at is None
        if clock.state in (State.MET_LATE, State.BREACHED):
            assert clock.breached_at is not None
        if clock.state is State.RUNNING and clock.allowed is not None:
            assert clock.due_at is not None and clock.due_at >= as_of
        if clock.state in (State.PAUSED, State.EXCLUDED):
            assert clock.due_at is None
        if clock.breached_at is not None:
            assert clock.started_at <= clock.breached_at <= as_of


@given(histories(), instants)
@tries(200)
def test_a_running_clock_left_alone_is_spent_exactly_when_due(events, as_of):
    known = [event for event in events if event.at <= as_of]
    for clock in fold(AGREEMENT, known, as_of):
        if clock.state is State.RUNNING and clock.due_at is not None:
            then = _same(fold(AGREEMENT, known, clock.due_at), clock)
            assert then.spent == clock.allowed
            after = _same(fold(AGREEMENT, known, clock.due_at + timedelta(days=9)), clock)
            assert (after.state, after.due_at) == (State.BREACHED, clock.due_at)


@given(histories(), instants, st.floats(0.1, 60), st.floats(0, 60))
@tries(150)
def test_more_time_allowed_is_never_due_earlier(events, as_of, little, more):
    short, long = (_due(events, as_of, allowed) for allowed in (little, little + more))
    if short is not None and long is not None:
        assert short <= long


def _due(events: list[Event], as_of: datetime, allowed: float) -> datetime | None:
    target = Target(
        "first_response",
        FIRST_RESPONSE.starts,
        FIRST_RESPONSE.met_by,
        (Line((), hours(allowed), "rule"),),
        (CalendarLine((), "office"),),
    )
    agreement = Agreement(
        "one", "1", AGREEMENT.effective, AGREEMENT.calendars, {}, {"first_response": target}
    )
    return fold(agreement, events, as_of)[0].due_at


def _same(clocks: tuple[Clock, ...], wanted: Clock) -> Clock:
    return next(c for c in clocks if (c.metric, c.cycle) == (wanted.metric, wanted.cycle))
