"""A small agreement for tests of the fold, with office hours and the clock round."""

from datetime import UTC, date, datetime, timedelta

from prazo.engine.agreement import (
    NO_TARGET,
    Agreement,
    Allowance,
    CalendarFacts,
    CalendarLine,
    Effect,
    Exclusion,
    Limit,
    Line,
    MetBy,
    Moment,
    Start,
    Step,
    Target,
)
from prazo.engine.calendar import always, weekly
from prazo.engine.events import Author, Event, Kind

NINE_TO_SIX = dict.fromkeys(range(5), ((9 * 3600, 18 * 3600),))
OFFICE = weekly("office", "America/Sao_Paulo", NINE_TO_SIX)  # UTC-3 all year
NIGHT = weekly("night", "Europe/Berlin", dict.fromkeys(range(7), ((22 * 3600, 6 * 3600),)))


def hours(count: float) -> Allowance:
    return Allowance(Limit.WORKING, timedelta(hours=count))


def when(**conditions: str) -> tuple[tuple[str, frozenset[str]], ...]:
    return tuple((name, frozenset(value.split())) for name, value in conditions.items())


def line(allowed: Allowance, calendar: str | None = None, **conditions: str) -> Line:
    return Line(when(**conditions), allowed, "rule", calendar)


FIRST_RESPONSE = Target(
    "first_response",
    (Start("opened"),),
    MetBy.REPLY,
    (
        line(hours(2), priority="high", channel="phone", calendar="always"),
        line(hours(2), priority="high"),
        line(hours(8)),
    ),
    (CalendarLine((), "office"),),
    rule="targets.first_response",
)
RESOLUTION = Target(
    "resolution",
    (Start("opened"),),
    MetBy.RESOLUTION,
    (line(NO_TARGET, cause="meta"), line(hours(48))),
    (CalendarLine((), "always"),),
    pauses=frozenset({"customer", "third_party"}),
    rule="targets.resolution",
)
SECOND_LEVEL = Target(
    "second_level",
    (Start("level", "l2"),),
    MetBy.ACKNOWLEDGEMENT,
    (line(hours(8)),),
    (CalendarLine((), "office"),),
    rule="targets.second_level",
)
UPDATE = Target(
    "update",
    (Start("requester_message"),),
    MetBy.REPLY,
    (line(hours(4)),),
    (CalendarLine((), "night"),),
    repeats=True,
    rule="targets.update",
)
ANSWER = Target(
    "customer_answer",
    (Start("waiting", "customer"),),
    MetBy.CUSTOMER_ANSWER,
    (line(hours(48)),),
    (CalendarLine((), "always"),),
    repeats=True,
    owed_by="customer",
    rule="targets.customer_answer",
)
STEPS = (
    Step(Moment.PERCENT, frozenset(), "e0", percent=75, tell=("assignee",)),
    Step(Moment.BREACH, frozenset(), "e1", tell=("team_lead",), raise_level=True),
    Step(
        Moment.AFTER,
        frozenset({"first_response"}),
        "e2",
        offset=hours(0.5),
        every=timedelta(hours=1),
        times=3,
    ),
)
AGREEMENT = Agreement(
    "test",
    "1",
    date(2026, 1, 1),
    {
        "office": CalendarFacts(OFFICE),
        "night": CalendarFacts(NIGHT),
        "always": CalendarFacts(always()),
    },
    {"priority": ("high", "low"), "level": ("l1", "l2"), "cause": ("meta", "isp", "access", "own")},
    {t.metric: t for t in (FIRST_RESPONSE, RESOLUTION, SECOND_LEVEL, UPDATE, ANSWER)},
    not_covered=(
        Exclusion("isp", "third_party", Effect.EXCLUDED, rule="not_covered[0]"),
        Exclusion("access", "customer", Effect.PAUSED, rule="not_covered[1]"),
    ),
    escalation=STEPS,
)
STRICTER = Agreement(
    "test",
    "2",
    date(2026, 3, 1),
    AGREEMENT.calendars,
    AGREEMENT.dimensions,
    {
        "first_response": FIRST_RESPONSE,
        "resolution": Target(
            "resolution",
            (Start("opened"),),
            MetBy.RESOLUTION,
            (line(hours(10)),),
            (CalendarLine((), "office"),),
            rule="targets.resolution",
        ),
    },
)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


class Case:
    """Writes events in order: `Case("2026-03-06 21:30").agent("2026-03-09 12:10", Kind.REPLY)`."""

    def __init__(self, opened: str, **facts: object) -> None:
        self.events = [Event(utc(opened), Kind.OPENED, Author.REQUESTER, facts, 0)]

    def add(self, at: str, kind: Kind, by: Author, **data: object) -> "Case":
        self.events.append(Event(utc(at), kind, by, data, len(self.events)))
        return self

    def agent(self, at: str, kind: Kind, **data: object) -> "Case":
        return self.add(at, kind, Author.AGENT, **data)

    def customer(self, at: str, **data: object) -> "Case":
        return self.add(at, Kind.MESSAGE, Author.REQUESTER, **data)

    def system(self, at: str, kind: Kind, **data: object) -> "Case":
        return self.add(at, kind, Author.SYSTEM, **data)
