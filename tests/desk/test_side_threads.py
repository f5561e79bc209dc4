"""Side threads (B9): never the customer, no clock but the wait's and the carrier's own."""

import pytest

from prazo.desk.actions.hear_beside import hear_beside
from prazo.desk.actions.open_side_thread import open_side_thread
from prazo.desk.actions.take_side_answer import take_side_answer
from prazo.desk.actions.wait import wait
from prazo.desk.actions.write_beside import write_beside
from prazo.desk.inbound import Inbound, InboundFile
from prazo.desk.models import Clock, Event, Outgoing, SideFile, SideMessage, SideThread, Ticket
from prazo.desk.outsiders import apart, takes_part
from prazo.lib import scope
from prazo.lib.refusal import Refusal
from tests.desk.in_line import assert_in_line
from tests.world import TEXT, World, at, make_world

CARRIER = "noc@carrier.example"


@pytest.fixture
def world(system: None) -> World:
    return make_world()


@pytest.fixture
def ticket(world: World) -> Ticket:
    return world.ask(at=at("8:30"))


def opened(world: World, ticket: Ticket, **given: object) -> SideThread:
    values = {
        "party": "carrier",
        "to": CARRIER,
        "subject": "Trunk 7",
        "text": "It is dead.",
        "by": world.by_ann,
        "at": at("9:00"),
        **given,
    }
    return open_side_thread(ticket, **values)  # type: ignore[arg-type]


def answered(thread: SideThread, when: str = "11:00", automatic: str = "") -> SideMessage | None:
    said = Inbound(
        channel="email",
        reference=f"ref-{when}",
        sender=CARRIER,
        subject="Re: Trunk 7",
        text="It is repaired.",
        received_at=at(when),
        automatic=automatic,
        files=(InboundFile(name="a.txt", content_type="text/plain", content=b"trace"),),
    )
    return hear_beside(thread, said, as_of=at(when))


def clock(ticket: Ticket, metric: str) -> Clock:
    return Clock.objects.get(ticket=ticket, metric=metric)


def test_addresses() -> None:
    two = ["a@x.example", "b@y.example"]
    assert apart("A@x.example, b@y.example;a@X.example\n", "B@y.example") == (two, [])
    for wrong in ("", "x", "a@b", "a@b.example\nBcc: c", "a@@b.example", "é@b.example"):
        with pytest.raises(Refusal) as refusal:
            apart(wrong, "")
        assert refusal.value.field == "to"
    with pytest.raises(Refusal) as refusal:
        apart("a@b.example", "x")
    assert refusal.value.field == "cc"
    with pytest.raises(Refusal):
        apart("a@c.example", " ".join(f"a{n}@b.example" for n in range(10)))


def test_takes_part() -> None:
    assert takes_part(["noc@carrier.example"], "NOC+4711@carrier.example")
    assert not takes_part(["noc@carrier.example"], "sales@carrier.example")
    assert not takes_part(["noc@carrier.example"], "")


@pytest.mark.parametrize(
    ("to", "code"),
    [
        ("rita@acme.example", "customers_own"),
        ("noc@carrier.example, RITA@acme.example", "customers_own"),
        ("rita+x@acme.example", "customers_own"),
        ("somebody@acme.example", "customers_own"),  # by the domain
        ("ned@home.example", "customers_own"),  # a colleague's private address
        ("acme-desk@desk.example", "our_own"),
        ("acme-desk+a@desk.example", "our_own"),
    ],
)
def test_the_customer_is_never_written_to(world: World, ticket: Ticket, to: str, code: str) -> None:
    ned = world.customer.requesters.create(desk=world.desk, name="Ned")
    ned.addresses.create(desk=world.desk, address="ned@home.example")
    before = Outgoing.objects.count()
    with pytest.raises(Refusal) as refusal:
        opened(world, ticket, to=to)
    assert refusal.value.code == code
    assert (SideThread.objects.count(), Outgoing.objects.count()) == (0, before)


def test_who_the_customer_is_may_be_settled_later(world: World, ticket: Ticket) -> None:
    """Asked again with every mail."""
    thread = opened(world, ticket)
    world.requester.addresses.create(desk=world.desk, address=CARRIER)
    with pytest.raises(Refusal):
        write_beside(ticket, thread=thread, text="Well?", by=world.by_ann, at=at("10:00"))
    assert SideMessage.objects.count() == 1


def test_it_meets_nothing_and_stands_in_no_conversation(world: World, ticket: Ticket) -> None:
    before = Event.objects.count(), ticket.messages.count()
    opened(world, ticket, party="third_party")
    assert (Event.objects.count(), ticket.messages.count()) == before
    assert clock(ticket, "first_response").state == "running"
    post = Outgoing.objects.get(side__isnull=False)
    assert (post.to, post.cc, post.message, post.text) == ([CARRIER], [], None, "It is dead.")


def test_secrets_are_masked(world: World, ticket: Ticket) -> None:
    """D17."""
    thread = opened(world, ticket, text="Use password: Tr0ub4dor&3xyz")
    assert "Tr0ub4dor" not in thread.messages.get().text
    assert "Tr0ub4dor" not in Outgoing.objects.get(side__thread=thread).text


def test_it_may_begin_the_wait_and_the_carriers_clock(world: World, ticket: Ticket) -> None:
    opened(world, ticket, wait=True)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.waiting_on) == ("waiting", "carrier")
    assert clock(ticket, "resolution").state == "paused"
    assert clock(ticket, "carrier_response").state == "running"
    assert_in_line(ticket)


def test_on_a_colleague_nothing_waits(world: World, ticket: Ticket) -> None:
    with pytest.raises(Refusal) as refusal:
        opened(world, ticket, party="colleague", wait=True)
    assert refusal.value.code == "unknown_party"
    assert not SideThread.objects.exists()


def test_their_answer_ends_the_wait_when_it_came(world: World, ticket: Ticket) -> None:
    """What lies between the mail and our looking at it was our time."""
    thread = opened(world, ticket, wait=True, reference="BA-7")
    answered(thread, "11:00")
    ticket.refresh_from_db()
    assert (ticket.waiting_on, ticket.marks) == ("carrier", ["side_answer"])
    take_side_answer(ticket, thread=thread, goes_on=True, by=world.by_ann, at=at("13:00"))
    ticket.refresh_from_db()
    assert (ticket.status, ticket.waiting_on, ticket.marks) == ("open", "", [])
    carrier = clock(ticket, "carrier_response")
    assert (carrier.state, carrier.met_at) == ("met", at("11:00"))
    assert ticket.events.get(kind="resumed").at == at("11:00")
    assert ticket.events.get(kind="carrier_answer").data["text"] == "BA-7"
    assert_in_line(ticket)


def test_a_wait_begun_after_the_answer_lasts_no_time(world: World, ticket: Ticket) -> None:
    thread = opened(world, ticket)
    answered(thread, "9:30")
    wait(ticket, on="carrier", by=world.by_ann, at=at("10:00"), reference="BA-7")
    take_side_answer(ticket, thread=thread, goes_on=True, by=world.by_ann, at=at("10:30"))
    assert ticket.events.get(kind="resumed").at == at("10:00")
    assert_in_line(ticket)


def test_seen_is_not_answered(world: World, ticket: Ticket) -> None:
    thread = opened(world, ticket, wait=True)
    answered(thread)
    take_side_answer(ticket, thread=thread, goes_on=False, by=world.by_ann, at=at("12:00"))
    ticket.refresh_from_db()
    assert (ticket.waiting_on, ticket.marks) == ("carrier", [])
    assert not ticket.events.filter(kind="carrier_answer").exists()
    with pytest.raises(Refusal) as refusal:
        take_side_answer(ticket, thread=thread, goes_on=True, by=world.by_bob, at=at("12:01"))
    assert refusal.value.conflict


def test_their_number_starts_the_carriers_clock_once(world: World, ticket: Ticket) -> None:
    thread = opened(world, ticket)
    assert not ticket.events.filter(kind="carrier_ticket").exists()
    for when in ("10:00", "10:30"):
        write_beside(
            ticket, thread=thread, text="Ok", reference="BA-7", by=world.by_ann, at=at(when)
        )
    assert ticket.events.get(kind="carrier_ticket").data["number"] == "BA-7"


def test_more_words_to_a_carrier_that_answered_start_nothing(world: World, ticket: Ticket) -> None:
    thread = opened(world, ticket, reference="BA-1", wait=True)
    answered(thread)
    take_side_answer(ticket, thread=thread, goes_on=True, by=world.by_ann, at=at("11:10"))
    for reference in (None, "BA-1", "BA-1 "):
        write_beside(
            ticket, thread=thread, text="Thanks, works.", reference=reference,
            by=world.by_ann, at=at("11:20"),
        )  # fmt: skip
    assert ticket.events.filter(kind="carrier_ticket").count() == 1
    write_beside(
        ticket, thread=thread, text="Again.", reference="BA-2", by=world.by_ann, at=at("12:00")
    )
    assert ticket.events.filter(kind="carrier_ticket").count() == 2


def test_heard_once_with_its_file(world: World, ticket: Ticket) -> None:
    thread = opened(world, ticket)
    assert answered(thread) is not None
    assert answered(thread) is None
    assert SideFile.objects.get().name == "a.txt"


def test_no_other_desk_and_no_customer_sees_any_of_it(world: World, ticket: Ticket) -> None:
    answered(opened(world, ticket))
    models = (SideThread, SideMessage, SideFile)
    for seen, there in (
        (scope.of([world.desk.pk]), True),
        (scope.of([world.other_desk.pk]), False),
        (scope.of([world.desk.pk], [world.customer.pk]), False),
        (scope.NOTHING, False),
    ):
        with scope.entered(seen):
            assert [model.objects.exists() for model in models] == [there] * 3


class TestWhereTheAgreementSaysSo:
    """`outside_answer: ends_wait`: their answer ends the wait by itself, and it is looked at."""

    @pytest.fixture
    def world(self, system: None) -> World:
        strict = "default_level: l1\noutside_answer: ends_wait\n"
        return make_world(TEXT.replace("default_level: l1\n", strict))

    def test_it_ends_with_their_answer(self, world: World, ticket: Ticket) -> None:
        thread = opened(world, ticket, wait=True, reference="BA-7")
        answered(thread, "10:00", automatic="auto-replied")
        ticket.refresh_from_db()
        assert ticket.waiting_on == "carrier", "a machine's receipt is no answer"
        answered(thread, "11:00")
        ticket.refresh_from_db()
        assert (ticket.status, ticket.waiting_on, ticket.marks) == ("open", "", ["side_answer"])
        carrier = clock(ticket, "carrier_response")
        assert (carrier.state, carrier.met_at) == ("met", at("11:00"))
        assert clock(ticket, "resolution").state == "running"
        assert ticket.events.get(kind="resumed").by == "system"
        take_side_answer(ticket, thread=thread, goes_on=True, by=world.by_ann, at=at("12:00"))
        assert ticket.events.filter(kind="carrier_answer").count() == 1
        assert_in_line(ticket)

    def test_anothers_answer_ends_nothing(self, world: World, ticket: Ticket) -> None:
        thread = opened(world, ticket, party="third_party")
        wait(ticket, on="carrier", by=world.by_ann, at=at("10:00"), reference="BA-7")
        answered(thread)
        ticket.refresh_from_db()
        assert ticket.waiting_on == "carrier"

    @pytest.mark.parametrize("party", ["third_party", "carrier"])
    def test_nor_does_that_of_another_of_them(
        self, world: World, ticket: Ticket, party: str
    ) -> None:
        """It waits on whoever was asked, and is marked whoever answers."""
        asked = opened(world, ticket, party=party, wait=True, reference="BA-7")
        other = opened(world, ticket, party=party, subject="Trunk 8", at=at("9:30"))
        answered(other, "10:00")
        ticket.refresh_from_db()
        assert (ticket.waiting_on, ticket.marks) == (party, ["side_answer"])
        assert not ticket.events.filter(kind__in=("carrier_answer", "resumed")).exists()
        answered(asked, "11:00")
        ticket.refresh_from_db()
        assert ticket.waiting_on == ""
        assert_in_line(ticket)

    def test_a_person_may_say_that_it_is_the_answer(self, world: World, ticket: Ticket) -> None:
        opened(world, ticket, party="third_party", wait=True)
        other = opened(world, ticket, party="third_party", at=at("9:30"))
        answered(other, "10:00")
        take_side_answer(ticket, thread=other, goes_on=True, by=world.by_ann, at=at("10:10"))
        ticket.refresh_from_db()
        assert ticket.waiting_on == ""

    def test_it_waits_on_whom_was_asked_last(self, world: World, ticket: Ticket) -> None:
        first = opened(world, ticket, party="third_party", wait=True)
        second = opened(world, ticket, party="third_party", wait=True, at=at("9:30"))
        write_beside(ticket, thread=second, text="Well?", wait=True, by=world.by_ann, at=at("9:40"))
        assert ticket.events.filter(kind="waiting").count() == 2
        answered(first, "10:00")
        ticket.refresh_from_db()
        assert ticket.waiting_on == "third_party"
        answered(second, "11:00")
        ticket.refresh_from_db()
        assert ticket.waiting_on == ""
        assert_in_line(ticket)

    def test_a_wait_begun_by_hand_is_on_any_of_that_party(
        self, world: World, ticket: Ticket
    ) -> None:
        """In doubt the customer's time runs."""
        thread = opened(world, ticket, party="third_party")
        wait(ticket, on="third_party", by=world.by_ann, at=at("10:00"))
        answered(thread, "11:00")
        ticket.refresh_from_db()
        assert ticket.waiting_on == ""
        assert_in_line(ticket)


def test_each_ends_when_it_was_answered(world: World, ticket: Ticket) -> None:
    """The carrier's case was told of later than the wait on somebody else began."""
    supplier = opened(world, ticket, party="third_party", to="x@supplier.example", wait=True)
    said = Inbound(
        channel="email", reference="x", sender="x@supplier.example", subject="Re: Trunk 7",
        text="Done.", received_at=at("10:00"),
    )  # fmt: skip
    hear_beside(supplier, said, as_of=at("10:00"))
    opened(world, ticket, reference="BA-7", at=at("11:00"))
    take_side_answer(ticket, thread=supplier, goes_on=True, by=world.by_ann, at=at("12:00"))
    assert ticket.events.get(kind="resumed").at == at("10:00")
    assert_in_line(ticket)


def test_written_on_it_may_begin_the_wait_once_more(world: World, ticket: Ticket) -> None:
    thread = opened(world, ticket, wait=True)
    answered(thread)
    take_side_answer(ticket, thread=thread, goes_on=True, by=world.by_ann, at=at("11:10"))
    write_beside(
        ticket, thread=thread, text="It is dead again.", wait=True, by=world.by_ann, at=at("11:30")
    )
    ticket.refresh_from_db()
    assert (ticket.status, ticket.waiting_on) == ("waiting", "carrier")
    assert ticket.events.filter(kind="carrier_ticket").count() == 2
    assert_in_line(ticket)


def test_who_wrote_in_it_is_told_of_their_answer(world: World, ticket: Ticket) -> None:
    """And whoever has the ticket, by the note."""
    thread = opened(world, ticket)
    write_beside(ticket, thread=thread, text="Well?", by=world.by_bob, at=at("10:00"))
    answered(thread)
    told = ticket.events.get(kind="note").data["tells"]
    assert told == sorted([world.ann.pk, world.bob.pk])
