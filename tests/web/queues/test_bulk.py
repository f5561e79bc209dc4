"""One act on many tickets: looked at first, done all or nothing for each, taken back in time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from prazo.accounts.models import Member
from prazo.desk.actions.close import close
from prazo.desk.models import Bulk, Event, Note, Ticket
from prazo.web.views.bulk.doing import do_due
from prazo.web.views.bulk.page import HELD
from tests.web.conftest import Visit
from tests.world import World


@pytest.fixture(autouse=True)
def seen(everything: None) -> None:
    """Tests here look at all of the database."""


@pytest.fixture
def tickets(world: World) -> list[Ticket]:
    """Two open ones and one that is closed already."""
    made = [world.ask(f"n{n}", at=timezone.now()) for n in range(3)]
    close(made[2], by=world.by_ann, at=timezone.now(), reason="spam")
    return made


def sent(tickets: list[Ticket], act: str, **fields: object) -> dict[str, object]:
    return {"t": [ticket.number for ticket in tickets], "act": act, **fields}


def test_the_preview_says_what_would_be_refused_and_changes_nothing(
    world: World, visit: Visit, tickets: list[Ticket]
) -> None:
    events = Event.objects.count()
    page = visit(world.ann).post(
        "/bulk", sent(tickets, "assign", to=world.bob.pk, team="", stage="preview")
    )
    assert page.content.count(b"would be done") == 2
    assert b"closed already" in page.content
    assert b"Do it to 2 tickets" in page.content
    assert Event.objects.count() == events
    assert not Ticket.objects.exclude(assignee=None).exists()
    assert not Bulk.objects.exists()


def test_it_is_done_when_its_time_has_come(
    world: World, visit: Visit, tickets: list[Ticket]
) -> None:
    browser = visit(world.ann)
    begun = browser.post("/bulk", sent(tickets, "assign", to=world.bob.pk, team="", stage="do"))
    assert begun.status_code == 302
    assert b"It is done in" in browser.get(begun["Location"]).content
    assert not do_due(timezone.now())  # not yet
    assert not Ticket.objects.exclude(assignee=None).exists()
    assert do_due(timezone.now() + HELD)
    assert not do_due(timezone.now() + HELD)  # once
    for ticket in tickets[:2]:
        ticket.refresh_from_db()
        assert ticket.assignee == world.bob
    assert b"Done to 2 tickets." in browser.get(begun["Location"]).content
    assert browser.post(f"{begun['Location']}/undo").status_code == 409


def test_it_is_taken_back_in_time(world: World, visit: Visit, tickets: list[Ticket]) -> None:
    browser = visit(world.ann)
    begun = browser.post("/bulk", sent(tickets[:1], "note", text="Look.", stage="do"))
    assert visit(world.bob).post(f"{begun['Location']}/undo").status_code == 404  # not his
    assert browser.post(f"{begun['Location']}/undo").status_code == 302
    assert not do_due(timezone.now() + HELD)
    assert b"nothing was done" in browser.get(begun["Location"]).content
    assert not Note.objects.exists()


def test_one_ticket_that_changed_meanwhile_is_refused_alone(
    world: World, visit: Visit, tickets: list[Ticket]
) -> None:
    browser = visit(world.ann)
    begun = browser.post("/bulk", sent(tickets[:2], "resolve", summary="Fixed.", stage="do"))
    close(tickets[0], by=world.by_ann, at=timezone.now(), reason="spam")
    do_due(timezone.now() + HELD)
    page = browser.get(begun["Location"]).content
    assert b"Done to 1 ticket." in page
    assert page.count(b">refused<") == 1
    tickets[1].refresh_from_db()
    assert tickets[1].status == Ticket.Status.RESOLVED


def test_what_is_left_empty_stays_as_it_is(
    world: World, visit: Visit, tickets: list[Ticket]
) -> None:
    ticket = tickets[0]
    Ticket.objects.filter(pk=ticket.pk).update(assignee=world.ann, level="l2")
    browser = visit(world.ann)
    browser.post("/bulk", sent([ticket], "assign", to="", team=world.back.pk, stage="do"))
    browser.post("/bulk", sent([ticket], "classify", priority="high", stage="do"))
    while do_due(timezone.now() + HELD):
        pass
    ticket.refresh_from_db()
    assert (ticket.assignee, ticket.team, ticket.priority) == (world.ann, world.back, "high")
    assert (
        browser.post("/bulk", sent([ticket], "classify", priority="", stage="preview")).status_code
        == 422
    )


class TestRights:
    def test_a_right_that_went_meanwhile_is_gone(
        self, world: World, visit: Visit, tickets: list[Ticket]
    ) -> None:
        visit(world.ann).post("/bulk", sent(tickets[:1], "note", text="Look.", stage="do"))
        Member.objects.filter(user=world.ann).update(role="reader")
        do_due(timezone.now() + HELD)
        assert not Note.objects.exists()
        assert Bulk.objects.get().outcomes[str(tickets[0].number)]

    def test_others_tickets_are_not_found(
        self, world: World, visit: Visit, tickets: list[Ticket]
    ) -> None:
        stranger = visit(world.stranger)
        assert stranger.post("/bulk", sent(tickets, "note")).status_code == 404
        assert visit(world.contact).post("/bulk", sent(tickets, "note")).status_code == 403

    def test_only_tickets_of_one_desk_at_once(
        self, world: World, visit: Visit, tickets: list[Ticket]
    ) -> None:
        Member.objects.create(user=world.ann, desk=world.other_desk, role="agent")
        other = world.ask("there", at=timezone.now(), desk=world.other_desk)
        assert visit(world.ann).post("/bulk", sent([tickets[0], other], "note")).status_code == 422

    def test_nothing_chosen_and_nonsense(self, world: World, visit: Visit) -> None:
        browser = visit(world.ann)
        assert browser.post("/bulk", {"act": "note"}).status_code == 422
        assert browser.post("/bulk", {"act": "explode", "t": "1"}).status_code == 400
        assert browser.get("/bulk/1").status_code == 404


class TestPlay:
    def test_it_walks_the_queue_whatever_is_done_on_the_way(
        self, world: World, visit: Visit
    ) -> None:
        now = timezone.now()
        made = [world.ask(f"n{n}", at=now - timedelta(minutes=9 - n)) for n in range(3)]
        browser, address, walked = visit(world.ann), "/q/due/play", []
        for _ in range(4):
            answer = browser.get(address)
            if answer.status_code == 200:
                assert b"through the whole queue" in answer.content
                break
            walked.append(int(answer["Location"].split("/")[2].split("?")[0]))
            ticket = Ticket.objects.get(number=walked[-1])
            page = browser.get(answer["Location"]).content
            close(ticket, by=world.by_ann, at=timezone.now(), reason="done")
            address = page.split(b'data-key="."')[0].rsplit(b'href="', 1)[1].split(b'"')[0].decode()
            address = address.replace("&amp;", "&")
        assert walked == [ticket.number for ticket in made]

    def test_a_ticket_reached_otherwise_has_no_bar(self, world: World, visit: Visit) -> None:
        ticket = world.ask(at=timezone.now())
        page = visit(world.ann).get(f"/t/{ticket.number}?play=<script>&at=1").content
        assert b'class="play"' not in page
