"""The promise board: which promises stand where, what will be missed, and giving one away."""

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from prazo.desk.actions.assign import assign
from prazo.desk.actions.reply import reply
from prazo.desk.actions.resolve import resolve
from prazo.desk.models import Clock, Ticket
from prazo.routing.actions.count_handling import count_handling, count_stale
from prazo.routing.models import Handling
from prazo.watch.probe import make_probe
from prazo.web.board.grid import columns
from tests.routing.office import holder, shift
from tests.web.conftest import Visit
from tests.world import World, at

ALWAYS = {str(day): [[0, 86400]] for day in range(7)}


@pytest.fixture(autouse=True)
def seen(everything: None) -> None:
    """Tests here look at all of the database."""


@pytest.fixture
def now() -> datetime:
    return timezone.now()


def due_in(ticket: Ticket, minutes: int, metric: str = "first_response") -> Clock:
    """One of its clocks falls due then, and no other in sight."""
    now = timezone.now()
    Clock.objects.filter(ticket=ticket).update(due_at=now + timedelta(days=30))
    clock = Clock.objects.get(ticket=ticket, metric=metric)
    clock.due_at = now + timedelta(minutes=minutes)
    clock.save()
    return clock


def page(visit: Visit, world: World, query: str = "") -> str:
    return visit(world.ann).get(f"/board{query}").content.decode()


class TestColumns:
    BERLIN = ZoneInfo("Europe/Berlin")

    def test_they_end_where_the_clock_strikes(self) -> None:
        found = columns(at("8:20"), 8, self.BERLIN)
        assert found[0] == (at("8:20"), at("9:00"))
        assert found[1] == (at("9:00"), at("10:00"))
        assert found[-1] == (at("16:00"), at("16:20"))

    @pytest.mark.parametrize(("hours", "first"), [(2, "8:30"), (4, "9:00"), (24, "11:00")])
    def test_of_every_length(self, hours: int, first: str) -> None:
        found = columns(at("8:20"), hours, self.BERLIN)
        assert found[0].end == at(first)  # of 24 hours one is three: until 12:00 in Berlin
        assert found[-1].end == at("8:20") + timedelta(hours=hours)
        assert all(one.end == other.start for one, other in pairwise(found))

    def test_no_last_one_of_seconds(self) -> None:
        """A minute past the hour it was named 16:00–16:00."""
        now = at("8:00") + timedelta(seconds=20)
        found = columns(now, 8, self.BERLIN)
        assert len(found) == 8
        assert found[-1].end == now + timedelta(hours=8)

    def test_a_day_with_an_hour_more(self) -> None:
        found = columns(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), 8, self.BERLIN)
        assert sum((one.end - one.start for one in found), timedelta()) == timedelta(hours=8)


class TestWhatStandsThere:
    def test_every_running_clock_of_an_open_ticket(self, world: World, visit: Visit, now) -> None:  # type: ignore[no-untyped-def]
        first = due_in(world.ask("URGENT one", at=now), 60)
        second = due_in(world.ask("two", at=now), 90, "resolution")
        text = page(visit, world)
        assert f'id="p{first.pk}"' in text
        assert f'id="p{second.pk}"' in text
        assert "<b>2</b> promises fall due" in text
        assert page(visit, world, "?hours=2").count('class="owed') == 2
        assert f'id="p{first.pk}"' not in page(visit, world, "?hours=24").split("<thead>")[0]

    def test_not_what_was_kept_waits_or_is_owed_by_others(
        self, world: World, visit: Visit, now: datetime
    ) -> None:
        answered, solved, waits = (world.ask(name, at=now) for name in ("a", "b", "c"))
        reply(answered, by=world.by_ann, at=now, text="We look into it.")
        resolve(solved, by=world.by_ann, at=now, summary="Done.")
        reply(waits, by=world.by_ann, at=now, text="Which one?", then_wait=True)
        Clock.objects.filter(metric="resolution", state="running").update(
            due_at=now + timedelta(days=9)
        )
        Clock.objects.filter(metric="customer_answer").update(due_at=now + timedelta(hours=1))
        Clock.objects.filter(metric="update").update(due_at=None)
        assert "Nothing falls due." in page(visit, world)

    def test_what_others_owe_takes_no_place_of_ours(
        self, world: World, visit: Visit, now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Limits are of promises: a customer who answers late hides none of them."""
        monkeypatch.setattr("prazo.web.board.read.MOST", 3)
        monkeypatch.setattr("prazo.web.board.board.MOST", 3)
        monkeypatch.setattr("prazo.web.board.read.MISSED", 2)
        for minutes in (-1, -2, -3, 10, 20, 30, 40):
            theirs = world.ask("theirs", at=now)
            reply(theirs, by=world.by_ann, at=now, text="Which one?", then_wait=True)
            due_in(theirs, minutes, "customer_answer")
        late = due_in(world.ask("late", at=now - timedelta(hours=9)), -30)
        ours = [due_in(world.ask("ours", at=now), 50 + n) for n in range(3)]
        text = page(visit, world)
        assert text.count('class="owed') == 4
        assert all(f'id="p{clock.pk}"' in text for clock in (late, *ours))
        assert "are looked at" not in text and "<b>1</b> missed" in text
        due_in(world.ask("one more", at=now), 60)
        due_in(world.ask("late too", at=now - timedelta(hours=9)), -40)
        text = page(visit, world)
        assert "Only the first 3 are looked at" in text
        assert "<b>2+</b> missed" in text

    def test_what_is_past_due_stands_apart(self, world: World, visit: Visit, now: datetime) -> None:
        clock = due_in(world.ask("late", at=now - timedelta(hours=9)), -30)
        text = page(visit, world)
        assert f'class="owed late"><a id="p{clock.pk}"' in text
        assert "<b>1</b> missed and still open" in text
        assert "promises fall due" in text

    def test_nobodys_other_desks_and_no_probe(
        self, world: World, visit: Visit, now: datetime
    ) -> None:
        theirs = world.ask("theirs", at=now, desk=world.other_desk, sender="x@else.example")
        due_in(theirs, 30)
        make_probe(world.desk, world.version, now)
        text = page(visit, world)
        assert "Nothing falls due." in text
        assert visit(world.ann).get("/board?desk=other-desk").status_code == 404
        assert f"#{theirs.number}" in visit(world.stranger).get("/board").content.decode()

    def test_by_team_and_person(self, world: World, visit: Visit, now: datetime) -> None:
        mine, free = world.ask("mine", at=now), world.ask("free", at=now)
        assign(mine, by=world.by_ann, at=now, to=world.ann)
        due_in(mine, 60), due_in(free, 60)
        text = page(visit, world)
        front = text.split(f'<tbody data-team="{world.front.pk}">')[1].split("</tbody>")[0]
        rows = front.split("<tr ")
        assert "nobody" in rows[2]
        assert f"#{free.number}" in rows[2]
        assert f'data-to="{world.ann.pk}"' in front
        assert f"#{mine.number}" in front.split(f'data-to="{world.ann.pk}"')[1].split("</tr>")[0]
        assert f'data-to="{world.lea.pk}"' in front  # of the team, with nothing

    def test_words_of_others_are_escaped(self, world: World, visit: Visit, now: datetime) -> None:
        due_in(world.ask('<script>alert("x")</script>', at=now), 60)
        type(world.customer).objects.filter(pk=world.customer.pk).update(name="<b>Acme</b>")
        text = page(visit, world)
        assert '<script>alert("x")' not in text
        assert "<b>Acme</b>" not in text


class TestForecast:
    def test_what_will_be_missed_and_who_could_help(
        self, world: World, visit: Visit, now: datetime
    ) -> None:
        for n in range(3):
            ticket = world.ask(f"No {n}", at=now)
            assign(ticket, by=world.by_ann, at=now, to=world.ann)
            due_in(ticket, 20)
        text = page(visit, world)
        assert "<b>2</b> will be missed unless somebody moves" in text
        assert "Ann not before" in text
        assert "Give it to Lea" in text  # of the same team; Bob is not
        assert "Nobody else could keep it in time." in text
        assert "assumed, as too few cases are known" in text

    def test_not_on_shift(self, world: World, visit: Visit, now: datetime) -> None:
        ticket = world.ask("x", at=now)
        assign(ticket, by=world.by_ann, at=now, to=world.ann)
        due_in(ticket, 100)
        shift(world, world.ann, ALWAYS)
        assert "will be missed" not in page(visit, world)
        tomorrow = (now + timedelta(days=2)).weekday()
        shift(world, world.ann, {str(tomorrow): [[3600, 7200]]})
        assert "will be missed" in page(visit, world)
        assert "not on shift" in page(visit, world)

    def test_handling_is_counted_from_what_people_did(self, world: World) -> None:
        for n in range(6):
            start = at("8:00", days=n)
            ticket = world.ask(f"No {n}", at=start)
            assign(ticket, by=world.by_ann, at=start + timedelta(minutes=1), to=world.ann)
            answered = start + timedelta(minutes=8)
            reply(ticket, by=world.by_ann, at=answered, text="We look into it.")
            resolve(ticket, by=world.by_ann, at=answered + timedelta(minutes=20), summary="Done.")
        count_handling(world.desk.pk, at("9:00", days=6))
        known = dict(Handling.objects.exclude(metric="").values_list("metric", "seconds"))
        assert known["first_response"] == 7 * 60
        assert known["resolution"] == 27 * 60  # the first act of a day follows a long pause
        assert Handling.objects.get(metric="first_response").cases == 6
        assert Handling.objects.get(metric="").counted_at == at("9:00", days=6)

    def test_each_desk_once_a_day(self, world: World) -> None:
        assert count_stale(at("9:00"))
        assert count_stale(at("9:00"))
        assert not count_stale(at("10:00"))
        assert count_stale(at("9:01", days=1))


class TestGiving:
    def test_to_somebody_and_back(self, world: World, visit: Visit, now: datetime) -> None:
        ticket = world.ask("x", at=now)
        due_in(ticket, 60)
        browser, path = visit(world.ann), f"/board/t/{ticket.number}"
        asked = browser.get(path).content.decode()
        assert asked.count('class="who"') == 4 - 1  # Ann, Bob and Lea; nobody has it
        answer = browser.post(path, {"to": world.bob.pk, "hours": "4", "desk": "acme-desk"})
        assert answer["Location"] == "/board?hours=4&desk=acme-desk"
        assert holder(ticket) == world.bob
        sent = {"to": "", "team": world.back.pk}
        answer = browser.post(path, sent, headers={"HX-Request": "true"})
        assert answer.content.lstrip().startswith(b'<div id="board"')
        assert b'id="rail-list" hx-swap-oob="outerMorph"' in answer.content
        ticket.refresh_from_db()
        assert (ticket.assignee, ticket.team) == (None, world.back)

    @pytest.mark.parametrize("sent", [{"to": "0"}, {"to": "x"}])
    def test_not_to_who_does_not_work_here(
        self, world: World, visit: Visit, now: datetime, sent: dict[str, str]
    ) -> None:
        ticket = world.ask("x", at=now)
        path = f"/board/t/{ticket.number}"
        answer = visit(world.ann).post(path, sent, headers={"HX-Request": "true"})
        assert (answer.status_code, answer["HX-Retarget"]) == (422, "#give")

    def test_not_what_has_ended(self, world: World, visit: Visit, now: datetime) -> None:
        ticket = world.ask("x", at=now)
        resolve(ticket, by=world.by_bob, at=now, summary="Done.")
        answer = visit(world.ann).post(f"/board/t/{ticket.number}", {"to": world.ann.pk})
        assert answer.status_code == 409
        assert b"is resolved already" in answer.content

    def test_a_reader_looks_and_does_not_give(
        self, world: World, visit: Visit, now: datetime
    ) -> None:
        due_in(world.ask("x", at=now), 60)
        text = visit(world.contact).get("/board").content.decode()
        assert "data-give" not in text
        assert "board.js" not in text


class TestWall:
    def test_for_a_reader_without_what_customers_wrote(
        self, world: World, visit: Visit, now: datetime
    ) -> None:
        ticket = world.ask("secret subject", at=now)
        due_in(ticket, 60)
        text = visit(world.contact).get("/board/wall").content.decode()
        assert f"#{ticket.number}" in text
        assert "secret subject" not in text
        assert "Acme<" not in text
        assert "<form" not in text and "<button" not in text
        assert f"<span>{world.contact.time_zone}</span>" in text
        part = visit(world.contact).get("/board/wall", headers={"HX-Request": "true"})
        assert part.content.lstrip().startswith(b'<main id="wall"')

    def test_what_was_missed_on_another_day_says_which(
        self, world: World, visit: Visit, now: datetime
    ) -> None:
        due_in(world.ask(at=now), -60 * 24 * 30)
        due_in(world.ask(at=now), -60 * 24 * 3)
        long_ago, lately = (now - timedelta(days=days) for days in (30, 3))
        text = visit(world.contact).get("/board/wall").content.decode()
        assert re.search(rf"▲ {long_ago.day} \w+ (\d\d:\d\d|\d{{4}})</time>", text)
        assert re.search(rf"▲ {lately:%a} \d\d:\d\d</time>", text)

    def test_empty(self, world: World, visit: Visit) -> None:
        assert "Nothing falls due." in visit(world.contact).get("/board/wall").content.decode()


def test_the_clocks_are_one_statement_in_the_order_of_their_index(
    world: World, visit: Visit, now: datetime
) -> None:
    for n in range(3):
        due_in(world.ask(f"No {n}", at=now), 60 + n)
    browser = visit(world.ann)
    browser.get("/board")
    with CaptureQueriesContext(
        connection,
    ) as ran:
        browser.get("/board", headers={"HX-Request": "true"})
    asked = [one["sql"] for one in ran if "desk_clock k" in one["sql"]]
    assert len(asked) == 1
    assert len(ran) <= 10  # one of them counts the queues
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        cursor.execute(f"explain {asked[0]}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert plan.count("clock_due") == 2, plan
