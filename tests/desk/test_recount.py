"""A closed date counted in bulk, against folding each ticket."""

import random
import threading
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

import pytest

from prazo.accounts.models import Change, User
from prazo.accounts.operator import Operator
from prazo.agreements import closed_dates
from prazo.agreements.models import ClosedDate
from prazo.agreements.take import adopt, take
from prazo.desk import recount
from prazo.desk.actions.classify import classify
from prazo.desk.actions.close_day import close_day
from prazo.desk.actions.exclude import exclude
from prazo.desk.actions.move import move
from prazo.desk.actions.reply import reply
from prazo.desk.actions.resolve import resolve
from prazo.desk.actions.wait import wait
from prazo.desk.models import Clock, Ticket
from prazo.desk.moved_clocks import Change as ChangedCalendar
from prazo.escalation.actions.climb import climb
from prazo.lib.refusal import Refusal
from tests.at_once import at_once
from tests.desk.in_line import assert_in_line
from tests.world import TEXT, World, at, make_world

# Office hours in days and in hours, a union, figures of the contract, steps in days and repeated.
RICH = (
    TEXT.replace("agreement: small", "agreement: rich")
    .replace(
        "  always: always\n",
        "  always: always\n"
        '  evening: {zone: Europe/Berlin, hours: {mon-fri: "18:00-20:00"}}\n'
        '  night: {zone: Europe/Berlin, hours: {all: "22:00-06:00"}, overnight: intended}\n'
        "  both: {any: [office, evening]}\n",
    )
    .replace(
        "    calendar: always\n    pauses: [customer, third_party, carrier]\n"
        "    within:\n      - {priority: high, in: 8h}\n      - {in: 2d}\n",
        "    calendar: both\n    pauses: [customer, third_party, carrier]\n"
        "    within:\n      - {priority: high, in: 8h}\n      - {in: 3d}\n",
    )
    .replace(
        "    starts: {level: l2}\n    met_by: reply\n    calendar: always\n"
        "    within: [{in: 4h}]\n",
        "    starts: {level: l2}\n    met_by: reply\n    calendar: office\n"
        "    within: [{in: {days: 1, end_of_day: true}}]\n",
    )
    .replace(
        "    repeats: true\n    calendar: always\n    pauses: [customer]\n",
        "    repeats: true\n    calendar: office\n    pauses: [customer]\n",
    )
    .replace(
        "escalation:\n",
        "escalation:\n"
        "  - {when: {metric: resolution, before: 1d}, tell: [team]}\n"
        "  - {when: {metric: update, after: 1h}, tell: [team], every: 2h, times: 5}\n"
        "  - {when: {metric: second_level, after: 1d}, tell: [team], every: 4h, times: 3}\n",
    )
)


@pytest.fixture(autouse=True)
def known_dates() -> Iterator[None]:
    closed_dates.forget()
    yield
    closed_dates.forget()


@pytest.fixture
def world(system: None) -> World:
    return make_world()


def close_office(day: date, as_of: datetime, agreement: str = "small") -> int:
    return close_day(agreement, "office", day, "Town holiday", unseen, by=by(as_of))


def by(at: datetime) -> Operator:
    return Operator(User.objects.get(email="lea@desk.example"), at)


def unseen(done: int, total: int) -> None:
    """Nobody watches."""


def due(ticket: Ticket) -> datetime | None:
    return Clock.objects.get(ticket=ticket, metric="first_response").due_at


def test_what_was_due_on_that_day_is_due_on_the_next(world: World) -> None:
    friday = at("15:00", days=4)
    ticket = world.ask(at=friday)  # 4 h: one left on Friday, three on Monday
    assert due(ticket) == at("11:00", days=7)
    assert close_office(date(2026, 3, 9), friday) == 1
    assert due(ticket) == at("11:00", days=8)
    assert_in_line(ticket)


def test_what_is_due_before_stays(world: World) -> None:
    ticket = world.ask()
    assert close_office(date(2026, 3, 3), at("08:30")) == 0
    assert due(ticket) == at("12:00")
    assert_in_line(ticket)


def test_new_tickets_and_other_versions_know_the_day(world: World) -> None:
    close_office(date(2026, 3, 3), at("08:30"))
    assert due(world.ask(at=at("15:00"))) == at("11:00", days=2)
    version = take(TEXT.replace('version: "1"', 'version: "2"'))
    adopt(world.desk, version, since=at("15:30"))
    assert due(world.ask(at=at("15:45"))) == at("11:45", days=2)
    office = version.loaded().agreement.calendars["office"]
    assert office.closed[date(2026, 3, 3)] == "Town holiday"
    document = version.loaded().document
    assert str(document.closed["office"][date(2026, 3, 3)]) == "Town holiday"


def test_a_day_in_the_past_takes_a_breach_back(world: World) -> None:
    ticket = world.ask()
    while climb(at("12:30")):
        pass
    assert Clock.objects.get(ticket=ticket, metric="first_response").state == "breached"
    close_office(date(2026, 3, 2), at("12:30"))
    clock = Clock.objects.get(ticket=ticket, metric="first_response")
    assert (clock.state, clock.due_at) == ("running", at("12:00", days=1))
    assert clock.told  # what was told stays told
    ticket.refresh_from_db()
    assert not ticket.breached
    assert_in_line(ticket)


def live(world: World, chance: random.Random, count: int, until: datetime) -> list[Ticket]:
    """Tickets in every state, swept as life would."""
    tickets = []
    for _ in range(count):
        opened = at("06:00") + timedelta(hours=chance.uniform(0, 90))
        subject = chance.choice(["URGENT now", "Question"])
        ticket = world.ask(subject, at=opened)
        tickets.append(ticket)
        now = opened
        for _ in range(chance.randrange(5)):
            now += timedelta(hours=chance.uniform(0.1, 20))
            if now >= until:
                break
            try:
                _act(world, chance, ticket, now)
            except Refusal:
                continue
    while climb(until):
        pass
    return tickets


def _act(world: World, chance: random.Random, ticket: Ticket, now: datetime) -> None:
    by = world.by_ann
    match chance.randrange(8):
        case 0:
            reply(ticket, by=by, at=now, text="We look into it.")
        case 1:
            reply(ticket, by=by, at=now, text="Which line?", then_wait=True)
        case 2:
            world.ask(at=now, answers=ticket)
        case 3:
            wait(ticket, on="third_party", by=by, at=now)
        case 4:
            classify(ticket, by=by, at=now, changes={"priority": chance.choice(["high", "low"])})
        case 5:
            classify(ticket, by=by, at=now, changes={"level": "l2"})
        case 6:
            exclude(ticket, cause="no_access", evidence="Refused.", by=by, at=now)
        case _:
            resolve(ticket, by=by, at=now, summary="Cable replaced.")


@pytest.mark.parametrize("figure", ["6h", "2d"])
@pytest.mark.parametrize("days", [-2, 0, 1, 2, 4, 5])
def test_bulk_equals_folding_each(world: World, days: int, figure: str) -> None:
    version = take(RICH)
    adopt(world.desk, version, since=at("00:00", days=-1))
    world.contract.figures = {"update_every": figure}
    world.contract.save()
    now = at("10:20", days=4)
    tickets = live(world, random.Random(f"{days} {figure}"), 14, now)
    still_open = Ticket.objects.open().filter(pk__in=[ticket.pk for ticket in tickets])
    assert still_open
    for _ in range(2):  # the second time as if the first had been broken off
        close_office(now.date() + timedelta(days=days), now, "rich")
        for ticket in still_open:
            assert_in_line(ticket)


def test_hours_over_midnight_lose_that_day_alone(world: World) -> None:
    text = RICH.replace(
        "    starts: opened\n    met_by: reply\n    calendar: office",
        "    starts: opened\n    met_by: reply\n    calendar: night",
    )
    adopt(world.desk, take(text), since=at("00:00", days=-1))
    ticket = world.ask(at=at("22:00"))  # 23:00 in Berlin; four hours: until 03:00
    assert due(ticket) == at("02:00", days=1)
    close_day("rich", "night", date(2026, 3, 3), "Holiday", unseen, by=by(at("22:30")))
    # One hour until midnight, then nothing until Tuesday's 24:00; three hours of Wednesday.
    assert due(ticket) == at("02:00", days=2)
    assert_in_line(ticket)


def test_a_moved_ticket_is_counted_by_its_own_version(world: World) -> None:
    version = take(RICH)
    ticket = world.ask(at=at("15:00", days=4))
    move(ticket, to=version, by=world.by_lea, at=at("15:10", days=4), reason="renewed")
    close_office(date(2026, 3, 9), at("15:20", days=4), "rich")
    assert due(ticket) == at("11:00", days=8)
    assert_in_line(ticket)


def test_ended_tickets_are_left_alone(world: World) -> None:
    ticket = world.ask(at=at("15:00", days=4))
    resolve(ticket, by=world.by_ann, at=at("15:10", days=4), summary="Done.")
    assert close_office(date(2026, 3, 9), at("15:20", days=4)) == 0
    assert due(ticket) == at("11:00", days=7)


@pytest.mark.parametrize(
    ("agreement", "calendar", "day", "field"),
    [
        ("nothing", "office", "2026-03-09", "agreement"),
        ("small", "holidays", "2026-03-09", "calendar"),
        ("small", "always", "2026-03-09", "calendar"),
        ("rich", "both", "2026-03-09", "calendar"),
        ("rich", "office", "2026-12-25", "day"),
    ],
)
def test_what_cannot_be_closed_is_refused(
    world: World, agreement: str, calendar: str, day: str, field: str
) -> None:
    take(RICH.replace('"09:00-17:00"}}', '"09:00-17:00"}, closed: [2026-12-25]}'))
    with pytest.raises(Refusal) as refusal:
        close_day(agreement, calendar, date.fromisoformat(day), "x", unseen, by=by(at("12:00")))
    assert refusal.value.field == field
    assert str(refusal.value)
    assert not ClosedDate.objects.exists()


def test_the_history_of_each_desk_under_it_says_who_closed_it(world: World) -> None:
    """E12: whose clocks are counted anew is told by whom, once."""
    for _ in range(2):  # the second time after it was broken off
        close_office(date(2026, 3, 9), at("12:00"))
    kept = Change.objects.order_by("desk__slug")
    assert [one.desk for one in kept] == [world.desk, world.other_desk]
    assert {(one.what, one.about, one.by) for one in kept} == {
        ("agreement.day_closed", "small: office", world.lea)
    }
    assert kept[0].after == {"closed": "2026-03-09", "name": "Town holiday"}
    take(RICH)
    close_office(date(2026, 3, 9), at("12:00"), "rich")  # under which nobody works
    assert Change.objects.count() == 2


def test_progress_is_shown_from_nothing_to_all(world: World) -> None:
    for _ in range(3):
        world.ask()
    shown: list[tuple[int, int]] = []
    day, noon = date(2026, 3, 9), by(at("12:00"))
    close_day("small", "office", day, "x", lambda d, t: shown.append((d, t)), by=noon)
    assert shown == [(0, 3), (3, 3)]


def test_nobody_writes_by_the_old_calendar_meanwhile(committed_db: None) -> None:
    """Mails come in while a date is closed: each ticket counts by it in the end."""
    world = make_world()
    friday = at("15:00", days=4)
    outcomes = at_once(
        [
            lambda: close_office(date(2026, 3, 9), friday),
            *[lambda: [world.ask(at=friday).pk for _ in range(6)]] * 5,
        ]
    )
    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert Ticket.objects.count() == 30
    for ticket in Ticket.objects.all():
        assert due(ticket) == at("11:00", days=8)
        assert_in_line(ticket)


def test_portions_side_by_side_are_counted_as_one_after_the_other(
    committed_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = make_world()
    friday = at("15:00", days=4)
    tickets = [world.ask(at=friday) for _ in range(7)]
    monkeypatch.setattr(recount, "CHUNK", 2)
    threads = set()
    count = recount._count_anew

    def counted(change: ChangedCalendar, portion: Sequence[int]) -> int:
        threads.add(threading.current_thread().name)
        return count(change, portion)

    monkeypatch.setattr(recount, "_count_anew", counted)
    shown: list[tuple[int, int]] = []
    day = date(2026, 3, 9)
    moved = close_day("small", "office", day, "x", lambda d, t: shown.append((d, t)), by=by(friday))
    assert moved == 7
    assert threading.current_thread().name not in threads
    assert shown[0] == (0, 7)
    assert shown[-1] == (7, 7)
    assert shown == sorted(shown)
    for ticket in tickets:
        assert due(ticket) == at("11:00", days=8)
        assert_in_line(ticket)


def test_a_portion_that_fails_is_heard_of(
    committed_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the others did stays; closing the day again counts the rest."""
    world = make_world()
    friday = at("15:00", days=4)
    tickets = [world.ask(at=friday) for _ in range(4)]
    monkeypatch.setattr(recount, "CHUNK", 1)
    count = recount._count_anew

    def broken(change: Change, portion: Sequence[int]) -> int:
        if tickets[2].pk in portion:
            raise RuntimeError("no more disk")
        return count(change, portion)

    monkeypatch.setattr(recount, "_count_anew", broken)
    with pytest.raises(RuntimeError, match="no more disk"):
        close_office(date(2026, 3, 9), friday)
    assert due(tickets[2]) == at("11:00", days=7)
    monkeypatch.setattr(recount, "_count_anew", count)
    close_office(date(2026, 3, 9), friday)
    for ticket in tickets:
        assert due(ticket) == at("11:00", days=8)
        assert_in_line(ticket)
