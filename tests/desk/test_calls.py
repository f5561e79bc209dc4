"""A6: what was agreed in a call is written down before the ticket goes on."""

from collections.abc import Callable

import pytest

from prazo.desk.actions.close import close
from prazo.desk.actions.log_call import log_call
from prazo.desk.actions.merge import merge
from prazo.desk.actions.note import note
from prazo.desk.actions.open_side_thread import open_side_thread
from prazo.desk.actions.receive import receive
from prazo.desk.actions.reply import reply
from prazo.desk.actions.resolve import resolve
from prazo.desk.actions.wait import wait
from prazo.desk.actions.write_down import write_down
from prazo.desk.inbound import Inbound
from prazo.desk.models import Message, Note, Outgoing, Ticket
from prazo.lib.refusal import Refusal
from tests.desk.in_line import assert_in_line
from tests.world import TEXT, World, at, make_world

REQUIRED = TEXT.replace("default_level: l1\n", "default_level: l1\ncall_notes: required\n")


@pytest.fixture
def world(system: None) -> World:
    return make_world(REQUIRED)


@pytest.fixture
def ticket(world: World) -> Ticket:
    ticket = world.ask(at=at("8:30"))
    log_call(ticket, by=world.by_ann, at=at("9:00"), said="It is the red one.")
    return ticket


HELD: dict[str, Callable[[World, Ticket], object]] = {
    "reply": lambda w, t: reply(t, by=w.by_ann, at=at("9:10"), text="Hello."),
    "ask": lambda w, t: reply(t, by=w.by_ann, at=at("9:10"), text="Which?", then_wait=True),
    "resolve": lambda w, t: resolve(t, by=w.by_ann, at=at("9:10"), summary="Done."),
    "close": lambda w, t: close(t, by=w.by_ann, at=at("9:10"), reason="Spam."),
    "wait": lambda w, t: wait(t, on="carrier", by=w.by_ann, at=at("9:10"), reference="BA-1"),
    "side": lambda w, t: open_side_thread(
        t,
        party="carrier",
        to="noc@carrier.example",
        subject="Trunk",
        text="Dead.",
        by=w.by_ann,
        at=at("9:10"),
        wait=True,
    ),
}


@pytest.mark.parametrize("act", HELD)
def test_what_makes_a_ticket_go_on_is_held(world: World, ticket: Ticket, act: str) -> None:
    before = Outgoing.objects.count(), ticket.events.count()
    with pytest.raises(Refusal) as refusal:
        HELD[act](world, ticket)
    assert refusal.value.code == "call_unwritten"
    assert "Write down what was agreed" in str(refusal.value), "the remedy is named"
    assert (Outgoing.objects.count(), ticket.events.count()) == before
    write_down(ticket, agreed="We send a new one.", by=world.by_ann, at=at("9:05"))
    HELD[act](world, ticket)


def test_what_stays_inside_the_desk_is_not_held(world: World, ticket: Ticket) -> None:
    note(ticket, by=world.by_bob, at=at("9:10"), text="She sounded tired.")
    assert Note.objects.count() == 1


def test_what_was_agreed_goes_to_the_customer(world: World, ticket: Ticket) -> None:
    write_down(ticket, agreed="We send a new one.", by=world.by_ann, at=at("9:30"))
    said = ticket.messages.get(kind="reply")
    assert said.text == "We send a new one."
    assert Outgoing.objects.get(message=said).to == ["rita@acme.example"]
    ticket.refresh_from_db()
    assert ticket.marks == []
    assert ticket.clocks.get(metric="first_response").met_at == at("9:30")
    assert_in_line(ticket)


def test_nothing_is_an_answer_too(world: World, ticket: Ticket) -> None:
    write_down(ticket, agreed=" ", by=world.by_ann, at=at("9:30"))
    assert ticket.notes.get().text == "In the call nothing was agreed."
    assert not ticket.messages.filter(kind="reply").exists()
    assert ticket.clocks.get(metric="first_response").state == "running"
    reply(ticket, by=world.by_ann, at=at("9:40"), text="Hello.")


def test_written_in_the_same_breath_nothing_is_held(world: World) -> None:
    ticket = world.ask()
    log_call(ticket, by=world.by_ann, at=at("9:00"), said="Hm.", written=True, outgoing=True)
    assert "call_outgoing" in Message.objects.get(channel="phone").remarks
    reply(ticket, by=world.by_ann, at=at("9:40"), text="Hello.")


def test_where_the_agreement_does_not_ask_nothing_is_held(system: None) -> None:
    world = make_world()
    ticket = world.ask()
    log_call(ticket, by=world.by_ann, at=at("9:00"), said="Hm.")
    ticket.refresh_from_db()
    assert ticket.marks == []
    reply(ticket, by=world.by_ann, at=at("9:40"), text="Hello.")


def test_what_was_merged_is_written_down_where_it_is_now(world: World, ticket: Ticket) -> None:
    case = world.ask("Another", at=at("8:35"))
    merge(ticket, into=case, by=world.by_ann, at=at("9:05"))
    for agreed in ("A new phone tomorrow.", ""):
        with pytest.raises(Refusal, match=f"merged into #{case.number}"):
            write_down(ticket, agreed=agreed, by=world.by_ann, at=at("9:10"))
    assert not ticket.messages.filter(kind=Message.Kind.REPLY).exists()
    write_down(case, agreed="A new phone tomorrow.", by=world.by_ann, at=at("9:10"))
    reply(case, by=world.by_ann, at=at("9:20"), text="Is it there?")


def test_a_merge_is_no_way_round(world: World, ticket: Ticket) -> None:
    case = world.ask()
    merge(ticket, into=case, by=world.by_ann, at=at("9:10"))
    with pytest.raises(Refusal):
        resolve(case, by=world.by_ann, at=at("9:20"), summary="Done.")


@pytest.mark.parametrize("channel", ["phone", "form"])
@pytest.mark.parametrize("required", [True, False])
def test_so_is_a_call_that_opens_a_ticket(system: None, required: bool, channel: str) -> None:
    world = make_world(REQUIRED if required else TEXT)
    inbound = Inbound(
        channel=channel, reference="desk:1", sender="rita@acme.example", subject="Fax",
        text="It is dead.", received_at=at("8:30"), entered_by=world.ann.pk,
    )  # fmt: skip
    ticket = receive(world.desk, inbound).ticket
    if required and channel == "phone":
        assert ticket.marks == ["call_unwritten"]
        with pytest.raises(Refusal) as refusal:
            reply(ticket, by=world.by_ann, at=at("9:00"), text="Hello.")
        assert refusal.value.code == "call_unwritten"
        write_down(ticket, agreed="We send a new one.", by=world.by_ann, at=at("9:05"))
    reply(ticket, by=world.by_ann, at=at("9:10"), text="Hello.")
    ticket.refresh_from_db()
    assert ticket.marks == []
