"""What looks like one case and what does not (D16): pure values, then tickets of a desk."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from prazo.desk.actions.tell_apart import tell_apart
from prazo.desk.duplicates import duplicates
from prazo.desk.likeness import ENOUGH, WINDOW, Look, identifiers, likeness, suggest
from prazo.desk.models import Apart, Ticket
from prazo.lib import scope
from prazo.lib.refusal import Refusal
from tests.world import MONDAY, World, at, make_world, meet

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def look(number: int = 1, subject: str = "", text: str = "", **given: object) -> Look:
    values = {"requester": 7, "customer": 3, "at": NOON, **given}
    return Look(number=number, subject=subject, text=text, **values)  # type: ignore[arg-type]


FIRST = look(1, "No dial tone in the Lisbon office", "Since this morning nobody can call out.")


def test_the_reasons_are_told() -> None:
    again = look(
        2, "Re: No dial tone in Lisbon office", "Nobody can call out!", at=NOON + timedelta(hours=2)
    )
    why = likeness(FIRST, again)
    assert why is not None
    assert (why.number, why.same_person, why.apart) == (2, True, timedelta(hours=2))
    assert why.subject > 90 and why.named == ()


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(look(2, FIRST.subject, FIRST.text, requester=8, customer=4), id="strangers"),
        pytest.param(look(2, "An invoice please", "Could you send it again?"), id="another-thing"),
        pytest.param(look(2, FIRST.subject, FIRST.text, at=NOON + WINDOW * 2), id="long-after"),
        pytest.param(look(2, "", ""), id="nothing-said"),
    ],
)
def test_two_cases_stay_two(other: Look) -> None:
    assert likeness(FIRST, other) is None


def test_a_subject_of_one_word_says_little() -> None:
    days = timedelta(days=5)
    one, other = (
        look(1, "Invoice", "March is missing."),
        look(2, "Invoice", "Wrong tax", at=NOON + days),
    )
    assert likeness(one, other) is None


def test_a_number_counts_in_any_language_and_channel() -> None:
    mail = look(
        1, "Pedido parado", "O pedido PT-88213 não chegou.", channel="email", language="pt-br"
    )
    call = look(
        2, "Call of Ned", "Where is order PT-88213?", requester=9, channel="phone", language="en"
    )
    why = likeness(mail, call)
    assert why is not None
    assert why.named == ("PT-88213",) and not why.same_person
    assert why.channels == ("email", "phone") and why.languages == ("pt-br", "en")


def test_what_stands_under_every_mail_of_theirs_says_nothing() -> None:
    telephone = "Ned, Tel 30-555-0199-4"
    others = [
        look(n, f"Quite another thing {word}", f"{word}\n{telephone}")
        for n, word in enumerate(("apple", "copper", "window", "river"), start=2)
    ]
    assert suggest(look(1, "The lamp", f"It is dark.\n{telephone}"), others) == []


def test_identifiers() -> None:
    text = "Order #4711-22, error 0x80070005 at 192.0.2.77 on 2026-03-02, 10:30; 02.03.2026; v2"
    assert identifiers(text) == {"4711-22", "0X80070005", "192.0.2.77"}


words = st.text("abcdé 123-:./", max_size=60)
looks = st.builds(
    look,
    st.integers(1, 9),
    words,
    words,
    requester=st.sampled_from([None, 1, 2]),
    customer=st.sampled_from([None, 1, 2]),
    at=st.datetimes(datetime(2026, 1, 1), datetime(2026, 2, 1), timezones=st.just(UTC)),
)


@given(looks, looks)
def test_likeness_is_mutual_and_never_without_content(one: Look, other: Look) -> None:
    here, there = likeness(one, other), likeness(other, one)
    assert (here is None) == (there is None)
    if here is not None and there is not None:
        assert here.points == pytest.approx(there.points)
        assert ENOUGH <= here.points <= 145
        assert here.same_person or one.customer == other.customer
        assert one.names & other.names or one.title or one.words


@given(looks, st.lists(looks, max_size=8))
def test_suggestions_are_in_order(ticket: Look, others: list[Look]) -> None:
    found = suggest(ticket, others, most=3)
    assert len(found) <= 3
    assert [one.points for one in found] == sorted((one.points for one in found), reverse=True)
    assert ticket.number not in {one.number for one in found}


@pytest.fixture
def world(system: None) -> World:
    return make_world()


def found(ticket: Ticket, world: World) -> list[int]:
    return [one.ticket.pk for one in duplicates(ticket, Ticket.objects.visible_to(world.ann))]


def test_of_a_desk_those_it_could_be_merged_with(world: World) -> None:
    """T15: not another customer's, whose words are the same; by any address of the requester's."""
    ticket = world.ask("No dial tone in Lisbon", at=at("10:00"))
    again = world.ask("No dial tone in Lisbon", at=at("11:00"))
    colleague = world.ask("No dial tone in Lisbon", at=at("11:00"), sender="ned@acme.example")
    strangers = world.ask("No dial tone in Lisbon", at=at("11:00"), sender="eve@nowhere.example")
    world.ask("No dial tone in Lisbon", desk=world.other_desk, sender="rita@acme.example")
    assert found(ticket, world) == [again.pk, colleague.pk]
    assert found(strangers, world) == []
    with CaptureQueriesContext(connection) as asked:
        found(ticket, world)
    assert len(asked) <= 2


def test_what_was_told_apart_is_not_suggested_again(world: World) -> None:
    ticket, again = world.ask(at=at("10:00")), world.ask(at=at("11:00"))
    assert found(again, world) == [ticket.pk]
    for _ in range(2):  # twice is once
        tell_apart(again, other=ticket, by=world.by_ann, at=at("11:30"))
    assert found(again, world) == found(ticket, world) == []
    row = Apart.objects.get()
    assert (row.first, row.second, row.user) == (ticket, again, world.ann)


def test_nothing_is_told_apart_from_itself_or_another_desks(world: World) -> None:
    ticket = world.ask()
    other = world.ask(desk=world.other_desk, sender="x@else.example")
    for one in (ticket, other):
        with pytest.raises(Refusal):
            tell_apart(ticket, other=one, by=world.by_ann, at=MONDAY)
    assert not Apart.objects.exists()


def test_pairs_are_their_desks_and_no_customers(world: World) -> None:
    tell_apart(world.ask(), other=world.ask(), by=world.by_ann, at=MONDAY)
    for seen, there in (
        (scope.of([world.desk.pk]), True),
        (scope.of([world.other_desk.pk]), False),
        (scope.of([world.desk.pk], [world.customer.pk]), False),
    ):
        with scope.entered(seen):
            assert Apart.objects.exists() is there


def test_a_person_with_two_addresses_is_one(world: World) -> None:
    person = meet(world.desk, world.customer, "Ned Noe", "ned@acme.example")
    person.addresses.create(desk=world.desk, address="ned@home.example")
    one = world.ask("Faxes come twice here", at=at("10:00"), sender="ned@acme.example")
    other = world.ask("Faxes come twice here", at=at("10:30"), sender="ned@home.example")
    if one.customer_id == other.customer_id:
        assert found(other, world) == [one.pk]
    assert one.requester == other.requester
