"""Macros on their pages, on a ticket and in bulk."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from prazo.desk.actions.assign import assign
from prazo.desk.actions.close import close
from prazo.desk.actions.open_side_thread import open_side_thread
from prazo.desk.bulks import HELD
from prazo.desk.models import Event, Message, Note, SideThread, Ticket
from prazo.rules.models import Macro
from prazo.web.views.bulk.doing import do_due
from prazo.writing.actions.send_held import send_held
from prazo.writing.models import Draft
from tests.rules.made import deed, make_macro
from tests.web.conftest import Visit, undoable
from tests.world import World

TEN = timedelta(seconds=10)
STEPS = {
    "deed-0-do": "assign",
    "deed-0-person": "me",
    "deed-1-do": "reply",
    "deed-1-text": "Dear {requester}",
    "deed-1-then": "wait",
}

ASKED_OUTSIDE = {
    "deed-1-do": "beside",
    "deed-1-party": "carrier",
    "deed-1-to": "noc@carrier.example",
    "deed-1-subject": "Trunk 7",
    "deed-1-text": "Look at {number}.",
    "deed-1-waits": "wait",
    "deed-1-then": "",
}


@pytest.fixture(autouse=True)
def seen(everything: None) -> None:
    """Tests here look at all of the database."""


def sent(world: World, **more: object) -> dict[str, object]:
    own = {"name": "Ask", "desk": world.desk.pk, "shared": "nobody", "team": "", "save": "1"}
    return {**own, **STEPS, **more}


class TestMaking:
    def test_it_is_made_of_rows(self, world: World, visit: Visit) -> None:
        browser = visit(world.ann)
        assert browser.get("/macros/new").status_code == 200
        assert browser.post("/macros/new", sent(world)).status_code == 302
        macro = Macro.objects.get()
        assert macro.deeds == [
            {"do": "assign", "words": {"person": "me"}},
            {"do": "reply", "words": {"text": "Dear {requester}", "then": "wait"}},
        ]
        page = browser.get("/macros").content.decode()
        assert "Assign: me" in page
        assert "“Dear {requester}”, wait for the customer" in page

    def test_rows_come_and_go_without_scripts(self, world: World, visit: Visit) -> None:
        browser = visit(world.ann)
        given = {name: value for name, value in sent(world).items() if name != "save"}
        page = browser.post("/macros/new", {**given, "add_deed": "1"}).content.decode()
        assert 'id="deed-2-do"' in page
        page = browser.post("/macros/new", {**given, "remove_deed": "0"}).content.decode()
        assert 'id="deed-1-do"' not in page and "Dear {requester}" in page
        page = browser.post("/macros/new", {**given, "up_deed": "1"}).content.decode()
        assert page.index("deed-0-text") < page.index("deed-1-person")
        assert not Macro.objects.exists()

    def test_what_is_wrong_stands_beside_its_field(self, world: World, visit: Visit) -> None:
        browser = visit(world.ann)
        answer = browser.post("/macros/new", sent(world, **{"deed-1-text": "{requester.key}"}))
        assert answer.status_code == 422
        assert b"There is no variable {requester.key}" in answer.content
        answer = browser.post("/macros/new", sent(world, **{"deed-1-text": " "}))
        assert answer.status_code == 422
        assert b'id="deed-1-text-error"' in answer.content
        answer = browser.post("/macros/new", sent(world, shared="desk"))
        assert b"A lead shares" in answer.content
        nothing = {k: v for k, v in sent(world).items() if not k.startswith("deed")}
        assert b"Choose at least one deed" in browser.post("/macros/new", nothing).content
        assert browser.post("/macros/new", sent(world, evil="1")).status_code == 400
        assert not Macro.objects.exists()

    def test_it_is_changed_moved_and_dropped_by_who_may(self, world: World, visit: Visit) -> None:
        macro = make_macro(world, deed("close"), owner=world.lea, shared="desk")
        agent, lead = visit(world.ann), visit(world.lea)
        assert agent.get(f"/macros/{macro.pk}").status_code == 403
        assert agent.post(f"/macros/{macro.pk}/drop").status_code == 422
        assert visit(world.stranger).get(f"/macros/{macro.pk}").status_code == 404
        assert lead.get(f"/macros/{macro.pk}").status_code == 200
        assert lead.post(f"/macros/{macro.pk}/move", {"up": "1"}).status_code == 302
        assert lead.post(f"/macros/{macro.pk}", sent(world, shared="desk")).status_code == 302
        macro.refresh_from_db()
        assert macro.name == "Ask"
        assert lead.post(f"/macros/{macro.pk}/drop").status_code == 302
        assert not Macro.objects.exists()

    def test_a_reader_makes_none(self, world: World, visit: Visit) -> None:
        assert visit(world.contact).get("/macros").status_code == 200
        assert visit(world.contact).get("/macros/new").status_code == 403


class TestOnATicket:
    @pytest.fixture
    def ticket(self, world: World) -> Ticket:
        return world.ask(at=timezone.now())

    @pytest.fixture
    def macro(self, world: World) -> Macro:
        return make_macro(
            world, deed("assign", person="me"), deed("reply", text="Dear {requester}", then="wait")
        )

    def test_it_is_offered_looked_at_and_applied(
        self, world: World, visit: Visit, ticket: Ticket, macro: Macro
    ) -> None:
        browser, address = visit(world.ann), f"/t/{ticket.number}/macro"
        assert address in browser.get(f"/t/{ticket.number}").content.decode()
        assert b"The macro" in browser.get(address).content
        before = Event.objects.count()
        page = browser.post(address, {"macro": macro.pk, "stage": "preview"}).content.decode()
        assert "“Dear Rita Rey”" in page and "All of it would be done." in page
        assert Event.objects.count() == before
        assert browser.post(address, {"macro": macro.pk, "stage": "do"}).status_code == 302
        ticket.refresh_from_db()
        assert (ticket.assignee, ticket.waiting_on) == (world.ann, "customer")
        assert Message.objects.get(kind="question").user == world.ann

    def test_a_refusal_is_told_with_its_step_and_nothing_is_done(
        self, world: World, visit: Visit, ticket: Ticket
    ) -> None:
        macro = make_macro(
            world, deed("note", text="Look."), deed("wait", on="customer"), name="Too early"
        )
        browser, address = visit(world.ann), f"/t/{ticket.number}/macro"
        page = browser.post(address, {"macro": macro.pk, "stage": "preview"}).content.decode()
        assert "It would be refused, and nothing done. Step 2, Wait: Ask the customer" in page
        answer = browser.post(address, {"macro": macro.pk, "stage": "do"})
        assert answer.status_code == 422
        assert b"Step 2, Wait" in answer.content
        close(ticket, by=world.by_bob, at=timezone.now(), reason="spam")
        assert browser.post(address, {"macro": macro.pk}).status_code == 409
        assert not Note.objects.exists()

    def test_it_goes_on_to_the_next_ticket_in_play(
        self, world: World, visit: Visit, ticket: Ticket, macro: Macro
    ) -> None:
        other = world.ask("Second", at=timezone.now())
        browser = visit(world.ann)
        first = browser.get("/q/due/play")["Location"]
        number = first.partition("?")[0].rpartition("/")[2]
        page = browser.get(f"/t/{number}/macro", headers={"Referer": f"http://testserver{first}"})
        assert b"Apply it and go on" in page.content
        place = dict(one.split("=") for one in first.partition("?")[2].split("&"))
        gone = browser.post(f"/t/{number}/macro", {"macro": macro.pk, "stage": "onward", **place})
        assert gone["Location"].startswith("/q/due/play?order=due&after=")
        landed = browser.get(gone["Location"])["Location"]
        assert {number, landed.partition("?")[0].rpartition("/")[2]} == {
            str(ticket.number), str(other.number),
        }  # fmt: skip

    @pytest.mark.parametrize("play", ["//evil.example/x", "due?x=", "../settings"])
    def test_it_goes_nowhere_else(
        self, world: World, visit: Visit, ticket: Ticket, macro: Macro, play: str
    ) -> None:
        gone = visit(world.ann).post(
            f"/t/{ticket.number}/macro",
            {"macro": macro.pk, "stage": "onward", "play": play, "at": "-.1"},
        )
        assert gone["Location"] == f"/t/{ticket.number}"

    def test_what_answers_is_held_whole_and_counts_from_when_it_was_pressed(
        self, world: World, visit: Visit, ticket: Ticket, macro: Macro
    ) -> None:
        undoable(world.ann, 10)
        browser, before = visit(world.ann), (Event.objects.count(), Message.objects.count())
        assert browser.post(f"/t/{ticket.number}/macro", {"macro": macro.pk}).status_code == 302
        assert (Event.objects.count(), Message.objects.count()) == before
        page = browser.get(f"/t/{ticket.number}").content.decode()
        assert "the macro “The macro” · then it waits for the customer" in page
        assert "Dear Rita Rey" in page and 'hx-swap="none"' in page
        held = Draft.objects.get()
        assert held.pressed_at is not None and send_held(held.pressed_at + TEN)
        ticket.refresh_from_db()
        assert (ticket.assignee, ticket.waiting_on) == (world.ann, "customer")
        assert Message.objects.get(kind="question").at == held.pressed_at
        assert not Draft.objects.exists()

    def test_taken_back_nothing_of_it_was_done(
        self, world: World, visit: Visit, ticket: Ticket, macro: Macro
    ) -> None:
        undoable(world.ann, 10)
        browser, before = visit(world.ann), Event.objects.count()
        form = browser.get(f"/t/{ticket.number}/macro").content.decode()
        once = re.findall(r'name="once" value="([^"]+)"', form)[0]
        given = {"macro": macro.pk, "once": once}
        browser.post(f"/t/{ticket.number}/macro", given)
        answer = browser.post(f"/t/{ticket.number}/undo", headers={"HX-Request": "true"})
        assert "Taken back: nothing was done." in answer.content.decode()
        assert not Draft.objects.exists()
        browser.post(f"/t/{ticket.number}/macro", given)
        assert browser.post(f"/t/{ticket.number}/undo").status_code == 302, "it can be pressed anew"
        assert Event.objects.count() == before

    def test_over_what_a_colleague_did_meanwhile_nothing_is_done(
        self, world: World, visit: Visit, ticket: Ticket, macro: Macro
    ) -> None:
        undoable(world.ann, 10)
        visit(world.ann).post(f"/t/{ticket.number}/macro", {"macro": macro.pk})
        assign(ticket, by=world.by_bob, at=timezone.now(), to=world.bob)
        assert send_held(timezone.now() + TEN)
        ticket.refresh_from_db()
        assert ticket.assignee == world.bob and not Draft.objects.exists()
        assert Note.objects.get().text == (
            "@ann@desk.example, nothing of the macro “The macro” was done: Bob acted on the ticket"
            " meanwhile. Look at it, and apply it again."
        )

    def test_the_customers_words_end_the_wait_it_began(
        self, world: World, visit: Visit, ticket: Ticket, macro: Macro
    ) -> None:
        """R03."""
        undoable(world.ann, 10)
        visit(world.ann).post(f"/t/{ticket.number}/macro", {"macro": macro.pk})
        now = timezone.now()
        world.ask("More", at=now, answers=ticket)
        assert send_held(now + TEN)
        ticket.refresh_from_db()
        assert (ticket.assignee, ticket.status) == (world.ann, "open")

    def test_somebody_outside_is_asked_with_the_rest(
        self, world: World, visit: Visit, ticket: Ticket
    ) -> None:
        """B9, held whole; and not beside a colleague's fresh mail to them."""
        undoable(world.ann, 10)
        browser, steps = visit(world.ann), {**STEPS, **ASKED_OUTSIDE}
        wrong = {**steps, "deed-1-text": "It is {customer}'s."}
        page = browser.post("/macros/new", sent(world, **wrong)).content.decode()
        assert "no variable {customer}. There are: {number}, {agent}, {desk}." in page
        wrong = {**steps, "deed-1-to": "nobody"}
        page = browser.post("/macros/new", sent(world, **wrong)).content.decode()
        assert "“nobody” is no mail address" in page
        assert browser.post("/macros/new", sent(world, **steps)).status_code == 302
        macro, address = Macro.objects.get(), f"/t/{ticket.number}/macro"
        form = browser.get(address).content.decode()
        assert (
            "a carrier, “noc@carrier.example”, “Trunk 7”, “Look at {number}.”, wait for them"
            in (form)
        )
        seen = re.findall(r'name="seen" value="([^"]+)"', form)[-1]
        open_side_thread(
            ticket, party="carrier", to="noc@carrier.example", subject="x", text="I did.",
            by=world.by_bob, at=timezone.now(),
        )  # fmt: skip
        given = {"macro": macro.pk, "seen": seen}
        assert b"Bob wrote while you did" in browser.post(address, given).content
        assert browser.post(address, {"macro": macro.pk}).status_code == 302
        assert SideThread.objects.count() == 1
        assert send_held(timezone.now() + TEN)
        ticket.refresh_from_db()
        assert (ticket.assignee, ticket.waiting_on) == (world.ann, "carrier")
        assert SideThread.objects.last().messages.get().text == f"Look at #{ticket.number}."

    def test_what_answers_nobody_is_done_at_once(
        self, world: World, visit: Visit, ticket: Ticket
    ) -> None:
        undoable(world.ann, 10)
        macro = make_macro(world, deed("assign", person="me"))
        visit(world.ann).post(f"/t/{ticket.number}/macro", {"macro": macro.pk})
        ticket.refresh_from_db()
        assert ticket.assignee == world.ann and not Draft.objects.exists()

    def test_the_next_ticket_is_told_what_may_be_taken_back(
        self, world: World, visit: Visit, ticket: Ticket, macro: Macro
    ) -> None:
        undoable(world.ann, 10)
        given = {"macro": macro.pk, "stage": "onward", "play": "due", "at": "-.1"}
        gone = visit(world.ann).post(f"/t/{ticket.number}/macro", given)["Location"]
        assert re.fullmatch(rf"/q/due/play\?after=-.1#held-{ticket.number}-[0-9]+", gone)

    def test_only_those_one_sees(self, world: World, visit: Visit, ticket: Ticket) -> None:
        hers = make_macro(world, deed("note", text="a"), owner=world.lea)
        browser, address = visit(world.ann), f"/t/{ticket.number}/macro"
        assert b"There is no macro for this desk yet." in browser.get(address).content
        assert browser.post(address, {"macro": hers.pk}).status_code == 422
        assert not Note.objects.exists()


def test_in_bulk_each_ticket_is_all_or_nothing(world: World, visit: Visit) -> None:
    tickets = [world.ask(f"n{n}", at=timezone.now()) for n in range(3)]
    close(tickets[2], by=world.by_ann, at=timezone.now(), reason="spam")
    macro = make_macro(world, deed("note", text="Seen by {agent}."), deed("assign", person="me"))
    hers = make_macro(world, deed("note", text="b"), owner=world.lea)
    browser = visit(world.ann)
    chosen = {"t": [ticket.number for ticket in tickets], "act": "macro", "once": "o" * 24}
    page = browser.post("/bulk", chosen).content.decode()
    assert f'value="{macro.pk}"' in page and f'value="{hers.pk}">' not in page
    page = browser.post("/bulk", {**chosen, "macro": macro.pk, "stage": "preview"})
    assert page.content.count(b"would be done") == 2
    assert b"Step 2, Assign" in page.content
    assert not Note.objects.exists()
    browser.post("/bulk", {**chosen, "macro": macro.pk, "stage": "do"})
    assert do_due(timezone.now() + HELD)
    assert Note.objects.filter(text="Seen by Ann.").count() == 2
    assert Ticket.objects.filter(assignee=world.ann).count() == 2
