"""Who may go on with a ticket besides its requester, and what becomes of others' words (D14)."""

from dataclasses import replace

import pytest

from prazo.customers.models import RequesterAddress
from prazo.desk.actions.close import close
from prazo.desk.actions.merge import merge
from prazo.desk.actions.receive import receive_all
from prazo.desk.actions.reply import reply
from prazo.desk.actions.resolve import resolve
from prazo.desk.files import content_of
from prazo.desk.inbound import Inbound, InboundFile
from prazo.desk.intake.received import Received
from prazo.desk.models import Clock, Event, Message, Note, Outgoing, Ticket
from tests.desk.in_line import assert_in_line
from tests.world import TEXT, World, at, make_world

BO, EVE = "bo@acme.example", "eve@else.example"
NOTING = TEXT.replace("other_address: new_ticket", "other_address: note")


@pytest.fixture(params=["new_ticket", "note"])
def either(system: None, request: pytest.FixtureRequest) -> World:
    return make_world(TEXT if request.param == "new_ticket" else NOTING)


@pytest.fixture
def noting(system: None) -> World:
    return make_world(NOTING)


def requests(ticket: Ticket) -> int:
    return Message.objects.filter(ticket=ticket, kind="request").count()


class TestWhomOneOfUsWroteTo:
    """Under either value: what an agent did on purpose is no stranger's doing (T02, T03)."""

    @pytest.mark.parametrize("where", ["to", "cc"])
    def test_takes_part(self, either: World, where: str) -> None:
        ticket = either.ask()
        sent = {"to": ["rita@acme.example", BO]} if where == "to" else {"cc": ["Bo@Acme.example"]}
        reply(ticket, by=either.by_ann, at=at("9:00"), text="Which?", then_wait=True, **sent)
        message = either.write(at=at("9:30"), sender=BO, answers=ticket, text="The red one.")
        assert message.ticket == ticket and message.kind == "request"
        assert message.requester is not None and message.requester.address == BO
        assert message.remarks[0] == "takes_part"
        ticket.refresh_from_db()
        assert (ticket.status, ticket.waiting_on, ticket.marks) == ("open", "", [])
        assert ticket.requester == either.requester
        assert_in_line(ticket)

    def test_takes_up_what_had_ended(self, either: World) -> None:
        ticket = either.ask()
        resolve(ticket, by=either.by_ann, at=at("9:00"), summary="Done.", cc=[BO])
        assert either.ask(at=at("9:30"), sender=BO, answers=ticket) == ticket
        ticket.refresh_from_db()
        assert ticket.status == "open"
        assert_in_line(ticket)

    def test_is_nobody_whom_only_the_customer_wrote_to(self, either: World) -> None:
        inbound = Inbound(
            channel="email", reference="<1>", sender="rita@acme.example", subject="Fax", text="x",
            received_at=at("8:00"), recipients=(("cc", "", BO),),
        )  # fmt: skip
        (done,) = receive_all([(either.desk, inbound)])
        assert isinstance(done, Received)
        either.write(at=at("9:30"), sender=BO, answers=done.message.ticket)
        assert requests(done.message.ticket) == 1

    def test_proves_nothing_of_the_requester(self, either: World) -> None:
        """L06: it was not by his own address that somebody answered."""
        ticket = either.ask()
        reply(ticket, by=either.by_ann, at=at("9:00"), text="Hello.", cc=[BO])
        either.ask(at=at("9:30"), sender=BO, answers=ticket)
        other = either.ask("Secret words", at=at("12:00", days=1))
        assert "Secret" not in Outgoing.objects.get(key=f"receipt:{other.pk}").subject

    def test_nor_on_another_ticket(self, either: World) -> None:
        first, second = either.ask(), either.ask()
        reply(first, by=either.by_ann, at=at("9:00"), text="Hello.", cc=[BO])
        either.write(at=at("9:30"), sender=BO, answers=second)
        assert requests(second) == 1


class TestNote:
    def test_it_stands_beside_the_ticket_and_counts_for_nothing(self, noting: World) -> None:
        ticket = noting.ask()
        reply(ticket, by=noting.by_ann, at=at("9:00"), text="Which?", then_wait=True)
        mails, tickets = Outgoing.objects.count(), Ticket.objects.count()
        noting.write("Re: No dial tone", at=at("9:30"), sender=EVE, answers=ticket, text="PILLS")
        assert (Ticket.objects.count(), requests(ticket)) == (tickets, 1)
        note = Note.objects.get()
        assert (note.ticket, note.user) == (ticket, None)
        assert all(words in note.text for words in (EVE, "Re: No dial tone", "PILLS"))
        ticket.refresh_from_db()
        assert (ticket.status, ticket.waiting_on) == ("waiting", "customer")
        assert ticket.marks == ["written_beside"]
        assert Clock.objects.get(ticket=ticket, metric="customer_answer").state == "running"
        assert Outgoing.objects.count() == mails, (
            "neither is told: not the sender, nor the customer"
        )
        assert_in_line(ticket)

    def test_an_answer_takes_the_mark_away_and_who_is_in_cc_takes_part(self, noting: World) -> None:
        ticket = noting.ask()
        noting.ask(at=at("9:00"), sender=EVE, answers=ticket)
        reply(ticket, by=noting.by_ann, at=at("9:30"), text="Both of you: yes.", cc=[EVE])
        ticket.refresh_from_db()
        assert ticket.marks == []
        noting.write(at=at("10:00"), sender=EVE, answers=ticket)
        assert (requests(ticket), Note.objects.count()) == (2, 1)

    @pytest.mark.parametrize("end", ["resolved", "closed"])
    def test_of_a_case_that_ended_it_is_a_new_one(self, noting: World, end: str) -> None:
        """A note there nobody would see."""
        ticket = noting.ask()
        if end == "resolved":
            resolve(ticket, by=noting.by_ann, at=at("9:00"), summary="Done.")
        else:
            close(ticket, by=noting.by_ann, at=at("9:00"), reason="Spam.")
        other = noting.ask(at=at("9:30"), sender=EVE, answers=ticket)
        assert other != ticket and "other_address" in other.marks
        assert not Note.objects.exists()

    def test_a_machine_asks_for_nobodys_attention(self, noting: World) -> None:
        ticket = noting.ask()
        noting.ask(at=at("9:00"), sender=EVE, answers=ticket, automatic="auto_reply")
        ticket.refresh_from_db()
        assert ticket.marks == []
        assert Note.objects.get().text.startswith("Automatic answer from Eve <eve@else.example>")

    def test_delivered_twice_it_is_one_note(self, noting: World) -> None:
        ticket = noting.ask()
        for _ in range(2):
            noting.write(at=at("9:00"), sender=EVE, answers=ticket, reference="<7@else.example>")
        assert Note.objects.count() == 1
        assert Event.objects.filter(ticket=ticket, kind="note").count() == 1

    def test_files_come_along_and_secrets_do_not(self, noting: World) -> None:
        ticket = noting.ask()
        inbound = Inbound(
            channel="email", reference="<8>", sender=EVE, subject="Re: x", answers=ticket.pk,
            text="My password: Sunflower!2291", received_at=at("9:00"),
            files=(InboundFile(name="log.txt", content_type="text/plain", content=b"all well"),),
        )  # fmt: skip
        receive_all([(noting.desk, inbound)])
        note = Note.objects.get()
        assert "Sunflower" not in note.text
        assert content_of(note.files.get()) == b"all well"

    def test_it_follows_a_ticket_that_was_merged(self, noting: World) -> None:
        ticket, case = noting.ask(), noting.ask()
        noting.ask(at=at("9:00"), sender=EVE, answers=ticket)
        merge(ticket, into=case, by=noting.by_ann, at=at("9:10"))
        noting.ask(at=at("9:20"), sender=EVE, answers=ticket)
        assert {note.ticket for note in Note.objects.all()} == {case}
        case.refresh_from_db()
        assert case.marks == ["no_receipt", "written_beside"]

    def test_many_at_once_are_as_one_after_the_other(self, noting: World) -> None:
        ticket = noting.ask()
        RequesterAddress.objects.create(
            desk=noting.desk, requester=noting.requester, address="rita@home.example"
        )
        one = Inbound(
            channel="email", reference="<a>", sender=EVE, subject="a", text="a",
            received_at=at("9:00"), answers=ticket.pk,
        )  # fmt: skip
        came = [
            one,
            replace(one, reference="<b>", sender="rita@home.example"),
            replace(one, reference="<c>", sender="ian@else.example"),
        ]
        done = receive_all([(noting.desk, inbound) for inbound in came])
        assert [type(one.message) for one in done if isinstance(one, Received)] == [
            Note, Message, Note,
        ]  # fmt: skip
        assert (requests(ticket), Note.objects.count()) == (2, 2)
        assert_in_line(ticket)
