"""The queue: who stands in it, in what order, and what a row says."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from prazo.accounts.models import Member, Role, User
from prazo.agreements import closed_dates
from prazo.desk.actions.assign import assign
from prazo.desk.actions.exclude import exclude
from prazo.desk.actions.reply import reply
from prazo.desk.actions.resolve import resolve
from prazo.desk.actions.wait import wait
from prazo.desk.models import Ticket
from prazo.watch.probe import make_probe
from prazo.web import counts, saved
from prazo.web.orders import Place
from tests.web.conftest import Visit
from tests.world import World


@pytest.fixture(autouse=True)
def seen(everything: None) -> None:
    """Tests here look at all of the database."""


def numbers(content: bytes) -> list[int]:
    return [int(part.split(b'"')[0]) for part in content.split(b'<tr id="t')[1:]]


def test_next_due_stands_first(world: World, visit: Visit) -> None:
    now = timezone.now()
    first = world.ask("slow", at=now - timedelta(hours=1))
    urgent = world.ask("URGENT now", at=now)
    assert numbers(visit(world.ann).get("/").content) == [urgent.number, first.number]


@pytest.mark.parametrize("path", ["/", "/search", "/t/{0.number}", "/me", "/board"])
def test_every_page_names_the_zone_of_its_times(world: World, visit: Visit, path: str) -> None:
    ticket = world.ask("slow", at=timezone.now())
    User.objects.filter(pk=world.ann.pk).update(time_zone="America/Argentina/Buenos_Aires")
    shown = visit(world.ann).get(path.format(ticket)).content.decode()
    assert "Times in America/Argentina/Buenos_Aires" in shown


def test_pages_follow_each_other_without_a_gap(world: World, visit: Visit, monkeypatch) -> None:
    """With equal instants, and with tickets that have none, every ticket is on one page."""
    monkeypatch.setattr("prazo.web.views.queue.PAGE", 3)
    now = timezone.now()
    made = [world.ask(f"ticket {n}", at=now - timedelta(minutes=n // 3)) for n in range(8)]
    for ticket in made[:3]:
        ticket.refresh_from_db()
        exclude(ticket, cause="provider_net", evidence="log", by=world.by_ann, at=now)
    browser, address, found = visit(world.ann), "/", []
    for _ in range(5):
        content = browser.get(address).content
        found += numbers(content)
        if b'rel="next" href="' not in content:
            break
        onward = content.split(b'rel="next" href="')[1].split(b'"')[0].decode()
        address = "/" + onward.replace("&amp;", "&")
    assert sorted(found) == sorted(ticket.number for ticket in made)
    assert len(found) == len(set(found))


class TestWhoSpokeLast:
    """Tickets that nothing is due on: which of them somebody waits for is seen all the same."""

    @pytest.fixture
    def kept(self, world: World) -> list[Ticket]:
        """Their first response was given, and the agreement promises nothing more."""
        long_ago = timezone.now() - timedelta(days=40)
        tickets = [world.ask(f"n{n}", at=long_ago) for n in range(5)]
        for ticket in tickets:
            reply(ticket, by=world.by_ann, at=long_ago + timedelta(hours=1), text="Since when?")
        Ticket.objects.update(next_due_at=None, next_metric="")
        return tickets

    def write(self, world: World, ticket: Ticket, at: datetime) -> None:
        world.ask("Now everything is down!", at=at, answers=ticket)
        Ticket.objects.update(next_due_at=None, next_metric="")

    def test_they_stand_before_those_nobody_waits_for(
        self, world: World, visit: Visit, kept: list[Ticket], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        now = timezone.now()
        self.write(world, kept[3], now - timedelta(hours=1))
        self.write(world, kept[1], now)
        due = world.ask("urgent", at=now - timedelta(minutes=1))
        order = [due, kept[3], kept[1], kept[0], kept[2], kept[4]]
        browser = visit(world.ann)
        assert numbers(browser.get("/").content) == [ticket.number for ticket in order]
        assert numbers(browser.get("/q/unanswered").content) == [
            kept[3].number, due.number, kept[1].number
        ]  # fmt: skip
        monkeypatch.setattr("prazo.web.views.queue.PAGE", 1)
        address, found = "/", []
        for _ in order:
            content = browser.get(address).content
            found += numbers(content)
            onward = content.partition(b'rel="next" href="')[2].partition(b'"')[0].decode()
            address = "/" + onward.replace("&amp;", "&")
        assert found == [ticket.number for ticket in order]

    def test_the_row_says_since_when(self, world: World, visit: Visit, kept: list[Ticket]) -> None:
        browser = visit(world.ann)
        assert "unanswered<" not in browser.get("/").content.decode()
        self.write(world, kept[0], timezone.now())
        said = browser.get("/").content.decode()
        assert said.count(">unanswered</span><small>since ") == 1
        assert "unanswered since" not in said  # it is said once
        assert "nothing due" in said
        urgent = world.ask("urgent", at=timezone.now())
        row = browser.get("/").content.decode().split(f'id="t{urgent.number}"')[1]
        assert "unanswered since" in row.split("</tr>")[0]


@pytest.mark.parametrize("text", ["x", "1", "1.", "..", "-.x", "9" * 40 + ".1", "nan.1"])
def test_a_place_nobody_gave_is_a_bad_request(text: str, world: World, visit: Visit) -> None:
    """Q03."""
    assert visit(world.ann).get("/", {"after": text}).status_code in (200, 400)
    assert visit(world.ann).get("/", {"after": "x"}).status_code == 400


def test_a_place_reads_as_it_was_written() -> None:
    now = timezone.now()
    for place in (Place(now, 7), Place(None, 7), Place(now, 7, then=True)):
        assert Place.read(str(place)) == place


class TestReadyQueues:
    def in_queue(self, slug: str, world: World, visit: Visit) -> list[int]:
        return numbers(visit(world.ann).get(f"/q/{slug}").content)

    def test_each_holds_its_own(self, world: World, visit: Visit) -> None:
        now = timezone.now()
        by = world.by_ann
        mine, waits, third, carrier, out, done, nobody = (
            world.ask(f"n{n}", at=now) for n in range(7)
        )
        assign(mine, by=by, at=now, to=world.ann)
        reply(waits, by=by, at=now, text="Which one?", then_wait=True)
        wait(third, on="third_party", by=by, at=now)
        wait(carrier, on="carrier", by=by, at=now, reference="BA-1")
        exclude(out, cause="provider_net", evidence="log", by=by, at=now)
        resolve(done, by=by, at=now, summary="done")
        stranger = world.ask("who?", at=now, sender="x@nowhere.example")
        Ticket.objects.filter(pk=nobody.pk).update(escalated=True)
        expected = {
            "mine": {mine}, "waiting-customer": {waits}, "waiting-third-party": {third},
            "waiting-carrier": {carrier}, "excluded": {out}, "resolved": {done},
            "no-contract": {stranger}, "escalated": {nobody},
        }  # fmt: skip
        for slug, tickets in expected.items():
            assert set(self.in_queue(slug, world, visit)) == {t.number for t in tickets}, slug
        assert mine.number not in self.in_queue("unassigned", world, visit)
        assert done.number not in self.in_queue("due", world, visit)

    def test_there_are_no_others(self, world: World, visit: Visit) -> None:
        assert visit(world.ann).get("/q/nothing").status_code == 404

    def test_counts_are_those_of_the_lists(self, world: World) -> None:
        """AC04."""
        now = timezone.now()
        world.ask(at=now)
        world.ask(at=now, desk=world.other_desk, sender="z@elsewhere.example")
        found = counts._count(world.ann, (world.desk.pk,)).counts
        assert (found["due"], found["no-contract"]) == (1, 0)
        assert counts._count(world.stranger, (world.other_desk.pk,)).counts["due"] == 1
        # Naming a desk one does not work at counts nothing of it.
        assert counts._count(world.stranger, (world.desk.pk,)).counts["due"] == 0


class TestDesks:
    def test_a_desk_is_chosen_by_its_name(self, world: World, visit: Visit) -> None:
        now = timezone.now()
        Member.objects.create(desk=world.other_desk, user=world.ann, role=Role.AGENT)
        here = world.ask(at=now)
        there = world.ask(at=now, desk=world.other_desk, sender="z@elsewhere.example")
        browser = visit(world.ann)
        assert set(numbers(browser.get("/").content)) == {here.number, there.number}
        assert numbers(browser.get("/?desk=other-desk").content) == [there.number]

    def test_anothers_desk_is_not_found(self, world: World, visit: Visit) -> None:
        assert visit(world.ann).get("/?desk=other-desk").status_code == 404


class TestRow:
    def test_it_says_what_was_promised(self, world: World, visit: Visit) -> None:
        world.ask("URGENT <svg/onload=alert(1)>", at=timezone.now())
        content = visit(world.ann).get("/").content.decode()
        assert "First response · 1 hour" in content
        assert "▲" in content and "High" in content
        assert "&lt;svg/onload" in content and "<svg/onload" not in content  # X01

    def test_the_watchdogs_own_is_not_shown(self, world: World, visit: Visit) -> None:
        assert make_probe(world.desk, world.version, timezone.now())
        assert Ticket.objects.filter(synthetic=True).exists()
        assert numbers(visit(world.ann).get("/").content) == []

    def test_fifty_rows_ask_no_more_than_five(self, world: World, visit: Visit) -> None:
        browser = visit(world.ann)
        counted = []
        for n in (5, 20):
            for _ in range(n):
                world.ask(at=timezone.now())
            browser.get("/")
            counts._counted.clear()  # else it depends on how fast the machine is
            saved._held.clear()
            closed_dates.read_again()
            with CaptureQueriesContext(connection) as asked:
                browser.get("/")
            counted.append(len(asked))
        assert counted[0] == counted[1] <= 12


def test_htmx_gets_the_rows_alone(world: World, visit: Visit) -> None:
    answer = visit(world.ann).get("/", headers={"HX-Request": "true"})
    assert answer.content.strip().startswith(b'<div id="queue"')
    assert b'id="rail-list" hx-swap-oob="outerMorph"' in answer.content


def test_a_page_further_on_stays_but_for_the_counts(world: World, visit: Visit) -> None:
    browser, address = visit(world.ann), "/?after=-.0"
    assert b'hx-trigger="desk from:#live" hx-swap="none"' in browser.get(address).content
    answer = browser.get(address, headers={"HX-Request": "true"})
    assert answer.content.startswith(b'<div id="rail-list" hx-swap-oob="outerMorph"')
    assert b'id="queue"' not in answer.content
