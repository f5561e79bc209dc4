"""Links, calls and split passages, as pages post them."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from prazo.agreements.take import adopt, take
from prazo.desk.models import Link, Message, Outgoing, Ticket
from prazo.writing.actions.send_held import send_held
from prazo.writing.models import Habit
from tests.web.conftest import HTMX, Visit
from tests.world import SINCE, TEXT, World


@pytest.fixture(autouse=True)
def seen(everything: None) -> None:
    """Tests here look at all of the database."""


@pytest.fixture
def ticket(world: World) -> Ticket:
    return world.ask(at=timezone.now() - timedelta(hours=1))


@pytest.fixture
def ann(world: World, visit: Visit) -> Client:
    return visit(world.ann)


def head(browser: Client, ticket: Ticket) -> str:
    page = browser.get(f"/t/{ticket.number}").content.decode()
    return page[page.index('id="head"') : page.index("</header>", page.index('id="head"'))]


class TestLinks:
    def test_shown_both_ways_and_removed(self, ann: Client, ticket: Ticket, world: World) -> None:
        other = world.ask("The trunk itself")
        sent = {"how": "caused", "other": f"#{other.number}"}
        assert ann.post(f"/t/{ticket.number}/link", sent).status_code == 302
        made = Link.objects.get()
        assert (made.first, made.second, made.kind) == (other, ticket, "causes")
        assert f"Caused by #{other.number}" in head(ann, ticket)
        assert f"Causes #{ticket.number}" in head(ann, other)
        form = ann.get(f"/t/{other.number}/unlink").content.decode()
        assert f"Causes #{ticket.number} No dial tone" in form
        assert ann.post(f"/t/{other.number}/unlink", {"link": made.pk}).status_code == 302
        assert "Causes" not in head(ann, other)

    def test_another_desks_ticket_is_no_ticket(
        self, ann: Client, ticket: Ticket, world: World
    ) -> None:
        other = world.ask("Secret", desk=world.other_desk, sender="x@else.example")
        answer = ann.post(f"/t/{ticket.number}/link", {"how": "related", "other": other.number})
        assert answer.status_code == 422
        assert "no such ticket at this desk" in answer.content.decode()
        assert "Secret" not in answer.content.decode()

    def test_a_link_is_removed_from_its_ends_alone(
        self, ann: Client, ticket: Ticket, world: World
    ) -> None:
        one, other = world.ask("a"), world.ask("b")
        ann.post(f"/t/{one.number}/link", {"how": "related", "other": other.number})
        answer = ann.post(f"/t/{ticket.number}/unlink", {"link": Link.objects.get().pk})
        assert answer.status_code == 422 and Link.objects.exists()

    def test_resolving_a_cause_offers_and_forces_nothing(
        self, ann: Client, ticket: Ticket, world: World
    ) -> None:
        assert "what it caused" not in ann.get(f"/t/{ticket.number}/resolution").content.decode()
        one, two = world.ask("Lisbon"), world.ask("Porto")
        for child in (one, two):
            ann.post(f"/t/{ticket.number}/link", {"how": "causes", "other": child.number})
        form = ann.get(f"/t/{ticket.number}/resolution", headers=HTMX).content.decode()
        assert f"#{one.number} Lisbon" in form and "checked" not in form
        sent = {"summary": "New trunk.", "children": [two.pk]}
        assert ann.post(f"/t/{ticket.number}/resolution", sent).status_code == 302
        states = {t.subject: t.status for t in Ticket.objects.all()}
        assert states == {"No dial tone": "resolved", "Lisbon": "open", "Porto": "resolved"}

    def test_with_what_it_caused_it_may_be_taken_back(
        self, ann: Client, ticket: Ticket, world: World
    ) -> None:
        Habit.objects.filter(user=world.ann).update(undo_seconds=10)
        child = world.ask("Lisbon")
        ann.post(f"/t/{ticket.number}/link", {"how": "causes", "other": child.number})
        before = Outgoing.objects.count()
        for undone in (True, False):
            sent = {"summary": "New trunk.", "children": [child.pk]}
            assert ann.post(f"/t/{ticket.number}/resolution", sent).status_code == 302
            page = ann.get(f"/t/{ticket.number}").content.decode()
            assert "then it is resolved · with 1 other ticket" in page
            assert Outgoing.objects.count() == before
            if undone:
                ann.post(f"/t/{ticket.number}/undo")
        assert send_held(timezone.now() + timedelta(seconds=10))
        assert {t.status for t in Ticket.objects.all()} == {"resolved"}
        assert Outgoing.objects.count() == before + 2

    def test_fresh_words_on_what_it_caused_are_said_first(
        self, ann: Client, ticket: Ticket, world: World
    ) -> None:
        """R03."""
        child, other = world.ask("Lisbon"), world.ask("Porto")
        for one in (child, other):
            ann.post(f"/t/{ticket.number}/link", {"how": "causes", "other": one.number})
        address = f"/t/{ticket.number}/resolution"
        form = ann.get(address, headers=HTMX).content.decode()
        seen = re.findall(r'name="seen" value="([^"]+)"', form)[0]
        world.ask("More", at=timezone.now(), answers=child, text="Still dead here.")
        sent = {"summary": "New trunk.", "seen": seen}
        answer = ann.post(address, {**sent, "children": [child.pk, other.pk]})
        assert answer.status_code == 409
        page = answer.content.decode()
        assert f"wrote on #{child.number} while you did: “Still dead here.”" in page
        seen = re.findall(r'name="seen" value="([^"]+)"', page)[0]
        sent = {"summary": "New trunk.", "seen": seen, "children": [child.pk]}
        assert ann.post(address, sent).status_code == 302
        assert Ticket.objects.get(pk=child.pk).status == "resolved"


class TestCalls:
    @pytest.fixture(autouse=True)
    def required(self, world: World) -> None:
        text = TEXT.replace('version: "1"', 'version: "2"')
        strict = text.replace("default_level: l1\n", "default_level: l1\ncall_notes: required\n")
        adopt(world.desk, take(strict), since=SINCE + timedelta(days=1))

    def test_the_ticket_does_not_go_on_before_it_is_written(
        self, ann: Client, ticket: Ticket
    ) -> None:
        address = f"/t/{ticket.number}"
        assert "The agreement asks for it" in ann.get(address).content.decode()
        ann.post(f"{address}/call", {"direction": "outgoing", "said": "The red one."})
        page = ann.get(address).content.decode()
        assert "What was agreed in a call is not written down yet." in page
        assert f'href="/t/{ticket.number}/agreed"' in page and "we called" in page
        held = ann.post(f"{address}/reply", {"text": "Hello."})
        assert held.status_code == 422
        assert "Choose “Write down what was agreed”" in held.content.decode()
        empty = ann.post(f"{address}/agreed", {"agreed": " "})
        assert empty.status_code == 422
        assert ann.post(f"{address}/agreed", {"agreed": "A new one."}).status_code == 302
        assert ann.post(f"{address}/reply", {"text": "Hello."}).status_code == 302
        said = Message.objects.filter(ticket=ticket, kind="reply").values_list("text", flat=True)
        assert list(said) == ["A new one.", "Hello."]

    def test_nothing_was_agreed(self, ann: Client, ticket: Ticket) -> None:
        sent = {"said": "Just asking.", "nothing": "on"}
        assert ann.post(f"/t/{ticket.number}/call", sent).status_code == 302
        assert Ticket.objects.get(pk=ticket.pk).marks == []
        both = {**sent, "agreed": "A new one."}
        assert ann.post(f"/t/{ticket.number}/call", both).status_code == 422


class TestSplit:
    def test_several_at_once(self, ann: Client, ticket: Ticket) -> None:
        message = ticket.messages.get(kind="request")
        before = Outgoing.objects.count()
        sent = {
            "message_1": message.pk,
            "subject_1": "Fax",
            "text_1": "The fax is dead.",
            "message_2": message.pk,
            "subject_2": "",
            "text_2": "",
            "message_3": message.pk,
            "subject_3": "Invoice",
            "text_3": "March is missing.",
            "tell": "on",
        }
        answer = ann.post(f"/t/{ticket.number}/split", sent)
        assert answer["Location"] == f"/t/{ticket.number}"
        made = Ticket.objects.filter(split_from=ticket).order_by("pk")
        assert [one.subject for one in made] == ["Fax", "Invoice"]
        assert Outgoing.objects.count() == before + 1

    def test_what_is_missing_is_said_where_it_is(self, ann: Client, ticket: Ticket) -> None:
        message = ticket.messages.get(kind="request")
        sent = {
            "message_1": message.pk,
            "subject_1": "Fax",
            "text_1": "The fax is dead.",
            "message_2": message.pk,
            "subject_2": "",
            "text_2": "March.",
        }
        answer = ann.post(f"/t/{ticket.number}/split", sent)
        assert answer.status_code == 422
        assert answer.content.decode().count("Give the new ticket a subject.") == 1
        assert not Ticket.objects.filter(split_from=ticket).exists()

    def test_a_whole_message_is_taken_to_be_cut_down(self, ann: Client, world: World) -> None:
        """For who marks nothing with a mouse."""
        ticket = world.ask(at=timezone.now(), text="Dead.\n\nAnd a fax?")
        message = ticket.messages.get(kind="request")
        sent = {"message_1": message.pk, "subject_1": "Fax", "text_1": "", "take_1": "1"}
        answer = ann.post(f"/t/{ticket.number}/split", sent)
        assert answer.status_code == 422
        assert "Dead.\n\nAnd a fax?</textarea>" in answer.content.decode()
        assert "Leave of it what is the new ticket." in answer.content.decode()
        assert not Ticket.objects.filter(split_from=ticket).exists()
        foreign = {**sent, "message_1": message.pk + 1}
        assert ann.post(f"/t/{ticket.number}/split", foreign).status_code == 422

    def test_one_more_passage_without_scripts(self, ann: Client, ticket: Ticket) -> None:
        message = ticket.messages.get(kind="request")
        sent = {"message_1": message.pk, "subject_1": "Fax", "text_1": "Dead.", "more": "1"}
        page = ann.post(f"/t/{ticket.number}/split", sent).content.decode()
        assert 'name="text_2"' in page and ">Dead.</textarea>" in page.replace("\n", "")
        assert not Ticket.objects.filter(split_from=ticket).exists()

    def test_the_customer_is_told_only_if_that_is_ticked(self, ann: Client, ticket: Ticket) -> None:
        message = ticket.messages.get(kind="request")
        before = Outgoing.objects.count()
        sent = {"message_1": message.pk, "subject_1": "Fax", "text_1": "Dead."}
        ann.post(f"/t/{ticket.number}/split", sent)
        assert Outgoing.objects.count() == before

    def test_a_strangers_message_is_refused(
        self, ann: Client, ticket: Ticket, world: World
    ) -> None:
        other = world.write("Another").pk
        sent = {"message_1": other, "subject_1": "Fax", "text_1": "Dead."}
        assert ann.post(f"/t/{ticket.number}/split", sent).status_code == 422
        sent = {"message_x": 1}
        assert ann.post(f"/t/{ticket.number}/split", sent).status_code == 400
