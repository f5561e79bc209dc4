"""The account of a due time: the ledger told, to the second, and the way ahead."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from prazo.engine import calendar
from prazo.engine.agreement import (
    Agreement,
    Allowance,
    CalendarFacts,
    CalendarLine,
    Effect,
    Exclusion,
    Limit,
    Line,
    MetBy,
    Start,
    Target,
)
from prazo.engine.clock import State, fold
from prazo.engine.events import Author, Event, Kind
from prazo.engine.explain import ClosedDate, Explanation, explain
from tests.engine.agreements import utc
from tests.tries import tries

NINE_TO_SIX = {day: [(9 * 3600, 18 * 3600)] for day in range(5)}
CARNIVAL = {date(2026, 2, 16): "Carnival", date(2026, 2, 17): "Carnival", date(2026, 2, 14): "Sat"}
OFFICE = calendar.weekly("office", "America/Sao_Paulo", NINE_TO_SIX, CARNIVAL)


def target(metric: str, *lines: Line, met_by: MetBy) -> Target:
    return Target(
        metric=metric,
        starts=(Start("opened"),),
        met_by=met_by,
        lines=lines,
        calendars=(CalendarLine((), "office"),),
        pauses=frozenset({"customer"}),
        rule=f"targets.{metric}",
    )


HIGH = (("priority", frozenset({"high"})),)
AGREEMENT = Agreement(
    name="acme",
    version="1",
    effective=date(2026, 1, 1),
    calendars={
        "office": CalendarFacts(OFFICE, CARNIVAL, "calendars.office"),
        "always": CalendarFacts(calendar.always("America/Sao_Paulo"), {}, "calendars.always"),
    },
    dimensions={"priority": ("high", "low"), "cause": ("network",)},
    targets={
        "answer": target(
            "answer",
            Line(HIGH, Allowance(Limit.WORKING, timedelta(hours=2)), "a[0]", "always"),
            Line((), Allowance(Limit.WORKING, timedelta(hours=8)), "a[1]"),
            met_by=MetBy.REPLY,
        ),
        "solution": target(
            "solution", Line((), Allowance(Limit.DAYS, days=2), "s[0]"), met_by=MetBy.RESOLUTION
        ),
    },
    not_covered=(Exclusion("network", "third_party", Effect.EXCLUDED, frozenset(), "n[0]"),),
)
FRIDAY = "2026-02-13 19:00"  # 16:00 in São Paulo, before carnival


def explained(
    as_of: str, *events: tuple[str, Kind, dict[str, str]], **facts: str
) -> list[Explanation]:
    told = [Event(utc(FRIDAY), Kind.OPENED, Author.REQUESTER, facts)]
    told += [Event(utc(at), kind, Author.AGENT, data) for at, kind, data in events]
    return [explain(clock) for clock in fold(AGREEMENT, told, utc(as_of))]


def test_the_way_ahead_leads_to_the_due_time_over_holidays() -> None:
    answer, _ = explained(FRIDAY, priority="low")
    assert answer.statements == ()
    assert [(s.kind, s.length, s.spent, s.left) for s in answer.ahead] == [
        ("counting", timedelta(hours=2), timedelta(hours=2), timedelta(hours=6)),
        ("closed", timedelta(days=4, hours=15), timedelta(hours=2), timedelta(hours=6)),
        ("counting", timedelta(hours=6), timedelta(hours=8), timedelta()),
    ]
    assert answer.ahead[1].closed == (  # Saturday is shut anyway
        ClosedDate(date(2026, 2, 16), "Carnival"),
        ClosedDate(date(2026, 2, 17), "Carnival"),
    )
    assert answer.ahead[-1].end == answer.clock.due_at
    assert all(s.ahead for s in answer.ahead)


def test_the_line_that_fits_and_those_before_it() -> None:
    answer, solution = explained(FRIDAY, priority="low")
    assert answer.line is not None and answer.line.rule == "a[1]"
    assert [(p.line.rule, p.unfit) for p in answer.passed] == [("a[0]", HIGH)]
    assert solution.passed == ()
    assert solution.days_due == utc("2026-02-19 19:00") == solution.clock.due_at


def test_a_pause_is_the_customers_and_says_what_resuming_would_do() -> None:
    _, solution = explained(
        "2026-02-18 18:00", ("2026-02-13 20:00", Kind.WAITING, {"on": "customer"}), priority="low"
    )
    assert solution.clock.state is State.PAUSED
    first, wait = solution.statements
    assert (first.kind, first.whose, first.spent) == ("counting", "provider", timedelta(hours=1))
    assert (wait.kind, wait.whose, wait.rule) == ("waiting", "customer", "targets.solution.pauses")
    assert wait.left == timedelta(hours=17)
    assert solution.resumed_due == utc("2026-02-20 17:00")
    assert solution.ahead == ()


def test_an_exclusion_belongs_to_its_owner() -> None:
    answer, _ = explained(
        "2026-02-13 21:00", ("2026-02-13 20:00", Kind.CAUSE, {"cause": "network"}), priority="low"
    )
    assert [(s.kind, s.whose, s.on) for s in answer.statements] == [
        ("counting", "provider", ""),
        ("excluded", "third_party", "network"),
    ]
    assert answer.resumed_due == utc("2026-02-18 19:00")


def test_a_change_of_line_shows_its_calendar() -> None:
    answer, _ = explained(
        "2026-02-13 23:00",
        ("2026-02-13 20:30", Kind.CLASSIFIED, {"priority": "high"}),
        priority="low",
    )
    assert [(s.rule, s.calendar) for s in answer.statements] == [
        ("a[1]", "office"),
        ("a[0]", "always"),
    ]
    assert answer.clock.breached_at == utc("2026-02-13 21:00")
    assert answer.statements[-1].left == timedelta(hours=-2)


KINDS = st.sampled_from(
    [
        (Kind.CLASSIFIED, {"priority": "high"}),
        (Kind.CLASSIFIED, {"priority": "low"}),
        (Kind.WAITING, {"on": "customer"}),
        (Kind.RESUMED, {}),
        (Kind.CAUSE, {"cause": "network"}),
        (Kind.CAUSE, {"cause": ""}),
        (Kind.REPLY, {}),
        (Kind.RESOLVED, {}),
        (Kind.REOPENED, {}),
    ]
)
MINUTES = st.integers(0, 20_000)


@tries(200)
@given(st.lists(st.tuples(MINUTES, KINDS), max_size=8), st.integers(0, 30_000))
def test_every_account_adds_up(happenings: list, until: int) -> None:  # type: ignore[type-arg]
    start = utc(FRIDAY)
    events = [Event(start, Kind.OPENED, Author.REQUESTER, {"priority": "low"})]
    events += [
        Event(start + timedelta(minutes=m), kind, Author.AGENT, data)
        for m, (kind, data) in happenings
    ]
    for clock in fold(AGREEMENT, events, start + timedelta(minutes=until)):
        told = explain(clock)
        every = [*told.statements, *told.ahead]
        assert all(a.end == b.start for a, b in pairwise(every))
        assert [(s.start, s.end, s.kind, s.on, s.rule) for s in told.statements] == list(
            clock.ledger
        )
        counted = [s.length for s in told.statements if s.kind == "counting"]
        assert sum(counted, timedelta()) == clock.spent
        assert sum(told.shares().values(), timedelta()) == told.as_of - clock.started_at
        if told.statements:
            assert told.statements[0].start == clock.started_at
            assert told.statements[-1].spent == clock.spent
        if told.ahead:
            assert told.ahead[-1].end == clock.due_at and told.ahead[-1].left == timedelta()
