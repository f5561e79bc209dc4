"""When the steps of the escalation matrix fall due, worked out by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest

from prazo.engine.agreement import (
    Agreement,
    Allowance,
    CalendarFacts,
    CalendarLine,
    Limit,
    Line,
    MetBy,
    Moment,
    Start,
    Step,
    Target,
)
from prazo.engine.calendar import weekly
from prazo.engine.clock import fold
from prazo.engine.events import Author, Event, Kind

OFFICE = weekly("office", "UTC", dict.fromkeys(range(5), ((9 * 3600, 17 * 3600),)))
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
FOUR_HOURS = Allowance(Limit.WORKING, timedelta(hours=4))


def at(reading: str, days: int = 0) -> datetime:
    hours, _, minutes = reading.partition(":")
    return MONDAY + timedelta(days=days, hours=int(hours), minutes=int(minutes))


def agreement(*matrix: Step) -> Agreement:
    target = Target(
        metric="first_response",
        starts=(Start("opened"),),
        met_by=MetBy.REPLY,
        lines=(Line((), FOUR_HOURS, "within[0]"),),
        calendars=(CalendarLine((), "office"),),
        pauses=frozenset({"customer"}),
    )
    return Agreement(
        name="small",
        version="1",
        effective=date(2026, 1, 1),
        calendars={"office": CalendarFacts(OFFICE)},
        dimensions={},
        targets={"first_response": target},
        escalation=matrix,
    )


def steps(step: Step, *events: Event, as_of: datetime) -> list[tuple[int, datetime]]:
    opened = Event(at("10:00"), Kind.OPENED, Author.REQUESTER)
    (clock,) = fold(agreement(step), [opened, *events], as_of)
    return [(due.repeat, due.at) for due in clock.steps]


def after_days(days: int, moment: Moment = Moment.AFTER, **more: object) -> Step:
    offset = Allowance(Limit.DAYS, days=days)
    return Step(moment=moment, metrics=frozenset(), rule="x", offset=offset, **more)  # type: ignore[arg-type]


def test_days_after_the_due_time_are_working_days() -> None:
    assert steps(after_days(1), as_of=at("11:00")) == [(0, at("14:00", days=1))]
    assert steps(after_days(5), as_of=at("11:00")) == [(0, at("14:00", days=7))]
    assert steps(after_days(1, Moment.BEFORE), as_of=at("11:00")) == [(0, at("14:00", days=-3))]


def test_repeats_after_days_follow_in_working_time() -> None:
    step = after_days(1, every=timedelta(hours=8), times=3)
    assert steps(step, as_of=at("11:00")) == [(0, at("14:00", days=1))]
    assert steps(step, as_of=at("15:00", days=1)) == [
        (0, at("14:00", days=1)),
        (1, at("14:00", days=2)),
    ]
    assert steps(step, as_of=at("15:00", days=9)) == [
        (n, at("14:00", days=1 + n)) for n in range(3)
    ]


def test_while_it_waits_no_day_falls_due() -> None:
    asked = Event(at("15:00"), Kind.WAITING, Author.AGENT, {"on": "customer"}, order=1)
    assert steps(after_days(1), asked, as_of=at("16:00", days=3)) == []
    answered = Event(at("09:00", days=3), Kind.MESSAGE, Author.REQUESTER, order=2)
    assert steps(after_days(1), asked, answered, as_of=at("16:00", days=3)) == [
        (0, at("14:00", days=1))
    ]


def test_what_fell_due_before_the_wait_stays() -> None:
    asked = Event(at("15:00", days=2), Kind.WAITING, Author.AGENT, {"on": "customer"}, order=1)
    assert steps(after_days(1), asked, as_of=at("16:00", days=3)) == [(0, at("14:00", days=1))]


@pytest.mark.parametrize(
    ("step", "due"),
    [
        (Step(Moment.PERCENT, frozenset(), "x", percent=75), "13:00"),
        (Step(Moment.BREACH, frozenset(), "x"), "14:00"),
        (
            Step(
                Moment.BEFORE,
                frozenset(),
                "x",
                offset=Allowance(Limit.WORKING, timedelta(minutes=30)),
            ),
            "13:30",
        ),
        (
            Step(
                Moment.BEFORE, frozenset(), "x", offset=Allowance(Limit.WORKING, timedelta(hours=9))
            ),
            "10:00",
        ),
        (
            Step(
                Moment.AFTER, frozenset(), "x", offset=Allowance(Limit.WORKING, timedelta(hours=2))
            ),
            "16:00",
        ),
    ],
)
def test_amounts_of_working_time(step: Step, due: str) -> None:
    assert steps(step, as_of=at("10:30")) == [(0, at(due))]


def test_steps_are_in_order_of_time_whatever_the_order_of_the_matrix() -> None:
    matrix = [Step(Moment.PERCENT, frozenset(), "x", percent=percent) for percent in (100, 25, 50)]
    opened = Event(at("10:00"), Kind.OPENED, Author.REQUESTER)
    (clock,) = fold(agreement(*matrix), [opened], at("10:30"))
    assert [(due.step, due.at) for due in clock.steps] == [
        (1, at("11:00")),
        (2, at("12:00")),
        (0, at("14:00")),
    ]
