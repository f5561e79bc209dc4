"""What comes in: onto which ticket, under which contract, and what the sender is told."""

from datetime import timedelta

import pytest

from prazo.customers.models import Contract, Entrance, Requester, RequesterAddress
from prazo.desk.actions.close import close
from prazo.desk.actions.merge import merge
from prazo.desk.actions.move import settle_contract
from prazo.desk.actions.reply import reply
from prazo.desk.actions.resolve import resolve
from prazo.desk.models import Clock, Event, Message, Outgoing, Ticket
from prazo.lib.refusal import Refusal
from tests.desk.in_line import assert_in_line
from tests.world import MONDAY, TEXT, World, at, make_world, meet, sign


@pytest.fixture
def world(system: None) -> World:
    return make_world()


def test_a_mail_becomes_a_ticket_with_its_clocks_and_a_receipt(world: World) -> None:
    ticket = world.ask("No dial tone")
    assert (ticket.desk, ticket.customer, ticket.contract) == (
        world.desk,
        world.customer,
        world.contract,
    )
    assert (ticket.subject, ticket.priority, ticket.level, ticket.team, ticket.marks) == (
        "No dial tone",
        "low",
        "l1",
        world.front,
        [],
    )
    assert (ticket.next_metric, ticket.next_due_at) == ("first_response", at("12:00"))
    receipt = Outgoing.objects.get()
    assert receipt.to == ["rita@acme.example"]
    for words in (f"#{ticket.number}", "Small agreement", "2 Mar 2026, 13:00", "Low"):
        assert words in receipt.text
    assert_in_line(ticket)


def test_the_receipt_asks_for_what_a_report_must_carry(system: None) -> None:
    """N3: and what was asked is visible, on the ticket."""
    asks = """intake:
  asks:
    - {id: company, name: Company, required: true}
    - {id: when, name: Time, hint: with its zone, required: true}
    - {id: picture, name: Screenshot}
  other_address"""
    text = TEXT.replace("intake: {other_address", asks).replace(", masks_secrets: true}", "")
    ticket = make_world(text).ask()
    receipt = Message.objects.get(ticket=ticket, kind="receipt")
    assert Outgoing.objects.get(message=receipt).text == receipt.text
    assert "please add:\n  Company\n  Time: with its zone\n\n" in receipt.text
    assert "Screenshot" not in receipt.text


def test_delivered_twice_it_is_one_message(world: World) -> None:
    first = world.write(reference="<1@acme.example>")
    again = world.write(reference="<1@acme.example>")
    assert first == again
    assert (Ticket.objects.count(), Message.objects.filter(kind="request").count()) == (1, 1)
    assert Outgoing.objects.count() == 1


def test_an_answer_continues_its_ticket(world: World) -> None:
    ticket = world.ask()
    assert world.ask(at=at("09:00"), answers=ticket) == ticket
    assert Event.objects.filter(ticket=ticket, kind="message").count() == 1
    assert Outgoing.objects.count() == 1  # no second receipt


def test_another_address_is_another_ticket(world: World) -> None:
    """D14, T02: proof of the ticket is not enough, the sender must take part."""
    ticket = world.ask()
    other = world.ask(sender="eve@else.example", answers=ticket)
    assert other != ticket
    assert "other_address" in other.marks
    assert Message.objects.filter(ticket=ticket, kind="request").count() == 1


def test_another_desks_ticket_cannot_be_answered(world: World) -> None:
    """T01: the desk written to decides, whatever is proven about another one."""
    theirs = world.ask(desk=world.other_desk)
    mine = world.ask(answers=theirs)
    assert mine != theirs
    assert mine.desk == world.desk


def test_the_second_address_of_a_known_person_takes_part(world: World) -> None:
    ticket = world.ask()
    RequesterAddress.objects.create(
        desk=world.desk, requester=world.requester, address="rita@home.example"
    )
    assert world.ask(sender="Rita@Home.example", answers=ticket) == ticket


def test_the_marker_raises_the_priority(world: World) -> None:
    """N11 and T11: at the start of the subject, and no other command is understood."""
    assert world.ask("URGENT: nothing works").priority == "high"
    assert world.ask("urgent nothing works").priority == "high"
    assert world.ask("Not URGENT").priority == "low"


def test_an_automatic_answer_ends_no_wait_and_opens_nothing(world: World) -> None:
    """L05, T18: a vacation notice is neither an answer nor a reason to go on."""
    ticket = world.ask()
    reply(ticket, by=world.by_ann, at=at("09:00"), text="Which line?", then_wait=True)
    world.ask(at=at("09:01"), answers=ticket, automatic="auto_reply")
    ticket.refresh_from_db()
    assert (ticket.status, ticket.waiting_on) == ("waiting", "customer")
    resolve(ticket, by=world.by_ann, at=at("10:00"), summary="Cable replaced.")
    world.ask(at=at("10:01"), answers=ticket, automatic="auto_reply")
    ticket.refresh_from_db()
    assert ticket.status == "resolved"
    assert_in_line(ticket)


def test_no_receipt_to_a_machine_nor_again_and_again(world: World) -> None:
    world.ask(automatic="bulk")
    assert not Outgoing.objects.exists()
    for minute in range(12):
        world.ask(f"Question {minute}", at=MONDAY + timedelta(minutes=minute))
    assert Outgoing.objects.count() == 2  # one in ten minutes


def test_a_mail_that_crossed_our_question_ends_its_wait_at_once(world: World) -> None:
    ticket = world.ask()
    reply(ticket, by=world.by_ann, at=at("09:00"), text="Which line?", then_wait=True)
    world.ask(at=at("08:59"), answers=ticket, as_of=at("09:05"))
    ticket.refresh_from_db()
    assert (ticket.status, ticket.waiting_on) == ("open", "")
    solution = Clock.objects.get(ticket=ticket, metric="resolution")
    assert solution.due_at == at("08:00", days=2)  # as if we had not waited
    assert_in_line(ticket)


@pytest.mark.parametrize("end", ["resolve", "close"])
def test_a_mail_that_lay_in_a_queue_takes_the_case_up_from_its_end(world: World, end: str) -> None:
    ticket = world.ask()
    if end == "resolve":
        resolve(ticket, by=world.by_ann, at=at("09:00"), summary="Cable replaced.")
    else:
        close(ticket, by=world.by_ann, at=at("09:00"), reason="no_answer")
    world.ask(at=at("08:59"), answers=ticket, as_of=at("09:05"))
    ticket.refresh_from_db()
    assert ticket.status == "open"
    solution = Clock.objects.get(ticket=ticket, metric="resolution")
    assert (solution.state, solution.due_at) == ("running", at("08:00", days=2))
    assert_in_line(ticket)


def test_an_answer_to_a_merged_ticket_goes_to_the_case(world: World) -> None:
    ticket, case, last = world.ask(), world.ask(), world.ask()
    merge(ticket, into=case, by=world.by_ann, at=at("09:00"))
    merge(case, into=last, by=world.by_ann, at=at("09:01"))
    assert world.ask(at=at("09:05"), answers=ticket) == last


def test_secrets_are_masked_before_anything_is_stored(world: World) -> None:
    """D17, S16: in subject and body."""
    ticket = world.ask("Key AKIAIOSFODNN7EXAMPLE fails", text="My password: Sunflower!2291")
    message = Message.objects.get(ticket=ticket, kind="request")
    assert "AKIAIOSFODNN7EXAMPLE" not in ticket.subject
    assert "Sunflower" not in message.text
    assert message.remarks


# Whose contract it is (B14) -----------------------------------------------------------------


def test_the_address_written_to_decides_first(world: World) -> None:
    _, other = sign(world.desk, "Bolt", "bolt.example", plan="premium")
    Entrance.objects.filter(desk=world.desk).update(contract=other, facts={"component": "phone"})
    ticket = world.ask()  # from Acme's Rita
    assert (ticket.contract, ticket.plan, ticket.component) == (other, "premium", "phone")
    assert Clock.objects.get(ticket=ticket, metric="first_response").due_at == at("10:00")


def test_then_whom_the_sender_belongs_to(world: World) -> None:
    bolt, contract = sign(world.desk, "Bolt", "bolt.example")
    meet(world.desk, bolt, "Ned", "ned@acme.example")  # at Acme's domain, works for Bolt
    assert world.ask(sender="ned@acme.example").contract == contract


def test_then_the_senders_domain(world: World) -> None:
    ticket = world.ask(sender="new@acme.example")
    assert ticket.contract == world.contract
    assert Event.objects.get(ticket=ticket, kind="opened").data["contract_by"] == "domain"


def test_two_that_fit_are_none_and_the_ticket_says_so(world: World) -> None:
    bolt, _ = sign(world.desk, "Bolt", "bolt.example")
    world.requester.customers.add(bolt)
    ticket = world.ask()
    assert ticket.contract is None
    assert ticket.marks == ["contract_unclear"]
    assert Clock.objects.get(ticket=ticket, metric="first_response").due_at == at("12:00")


def test_a_stranger_has_no_contract(world: World) -> None:
    assert world.ask(sender="eve@else.example").marks == ["no_contract"]


def test_another_desks_customers_are_not_looked_at(world: World) -> None:
    assert world.ask(desk=world.other_desk).marks == ["no_contract"]


def test_the_contract_can_be_settled_later(world: World) -> None:
    ticket = world.ask(sender="eve@else.example")
    _, premium = sign(world.desk, "Bolt", "bolt.example", plan="premium")
    settle_contract(ticket, contract=premium, by=world.by_lea, at=at("08:30"))
    ticket.refresh_from_db()
    assert (ticket.contract, ticket.customer, ticket.marks) == (premium, premium.customer, [])
    assert Clock.objects.get(ticket=ticket, metric="first_response").due_at == at("10:00")
    assert_in_line(ticket)


def test_a_contract_of_another_desk_is_refused(world: World) -> None:
    _, theirs = sign(world.other_desk, "Bolt", "bolt.example")
    with pytest.raises(Refusal) as refusal:
        settle_contract(world.ask(), contract=theirs, by=world.by_lea, at=MONDAY)
    assert refusal.value.field == "contract"


@pytest.mark.parametrize("state", ["suspended", "unpaid"])
def test_what_is_not_paid_is_not_covered(world: World, state: str) -> None:
    """E10: the contract's state is a cause of its own, found by the desk itself."""
    Contract.objects.update(state=state)
    ticket = world.ask()
    assert ticket.cause == "unpaid"
    assert {row.state for row in Clock.objects.filter(ticket=ticket)} == {"excluded"}
    assert_in_line(ticket)


def test_under_a_contract_that_is_paid_it_is_covered_again(world: World) -> None:
    Contract.objects.update(state="suspended")
    ticket = world.ask()
    _, active = sign(world.desk, "Bolt", "bolt.example")
    settle_contract(ticket, contract=active, by=world.by_lea, at=at("08:30"))
    ticket.refresh_from_db()
    assert ticket.cause == ""
    assert Clock.objects.get(ticket=ticket, metric="first_response").due_at == at("12:00")
    assert_in_line(ticket)


def test_who_comes_twice_at_once_is_one_person(world: World) -> None:
    world.ask(sender="new@else.example")
    world.ask(sender="new@else.example")
    assert Requester.objects.filter(addresses__address="new@else.example").count() == 1
