"""Deleted for good: nothing of it is anywhere, and a line says that it was."""

import pytest
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from prazo.accounts.models import Change, Role, SeenBy, User
from prazo.accounts.operator import Operator
from prazo.channels.email.actions.erase import erase, goes_along
from prazo.channels.email.models import RawMail
from prazo.channels.email.take_in import PURPOSE
from prazo.customers.models import Requester
from prazo.desk.actions.assign import assign
from prazo.desk.actions.merge import merge
from prazo.desk.actions.note import note
from prazo.desk.actions.open_side_thread import open_side_thread
from prazo.desk.actions.reply import reply
from prazo.desk.files import keep_all
from prazo.desk.inbound import InboundFile
from prazo.desk.models import Blob, Event, Message, Outgoing, Ticket
from prazo.desk.search import found_by
from prazo.desk.vocabulary import learn
from prazo.escalation.actions.climb import climb
from prazo.lib.refusal import Refusal
from prazo.lib.rows import select
from prazo.notices.actions.mail import mail
from prazo.notices.actions.tell import tell
from prazo.notices.models import Occasion
from tests.sight import as_person
from tests.world import MONDAY, World, at, hire, make_world

MARK = "quagga"
SENDER = f"{MARK}@elsewhere.example"


@pytest.fixture
def world(system: None) -> World:
    return make_world()


@pytest.fixture
def ticket(world: World) -> Ticket:
    """With the mark in everything that a ticket may hold, and a second one merged into it."""
    made = world.ask(f"No {MARK} tone", text=f"The {MARK} is silent.", sender=SENDER)
    other = world.ask(f"Still no {MARK}", at=at("08:05"), sender=SENDER)
    note(made, by=world.by_ann, at=at("08:10"), text=f"Ask the {MARK}. @lea")
    reply(made, by=world.by_ann, at=at("08:20"), text=f"Which {MARK}?")
    first = made.messages.get(kind=Message.Kind.REQUEST)
    file = InboundFile(name=f"{MARK}.txt", content_type="text/plain", content=MARK.encode())
    keep_all([(first, [file])])
    open_side_thread(
        made, by=world.by_ann, at=at("08:30"), party="third_party", subject=f"A {MARK}",
        text=f"Do you know a {MARK}?", to="zoo@zoo.example",
    )  # fmt: skip
    for sha, placed in (("1" * 64, made), ("1" * 64, None)):
        RawMail.objects.create(
            source="lmtp", received_at=MONDAY, sha256=sha, size=4, desk=world.desk, ticket=placed,
            sealed=settings.VAULT.seal(MARK.encode(), PURPOSE), envelope_from=SENDER,
        )  # fmt: skip
    merge(other, into=made, by=world.by_ann, at=at("08:40"))
    for source in ("ticket", "message", "note", "file"):
        learn(source)
    while tell(at("08:45")):
        pass
    climb(at("15:00", days=5))
    made.refresh_from_db()
    return made


def by_lea(world: World) -> Operator:
    return Operator(world.lea, MONDAY)


def holding(mark: str) -> list[str]:
    """The tables in which it stands, in any column, sealed ones left out."""
    found = []
    for model in apps.get_models():
        table = model._meta.db_table
        with connection.cursor() as cursor, transaction.atomic():
            cursor.execute(f"select count(*) from {table} x where x::text ilike %s", [f"%{mark}%"])
            if cursor.fetchone()[0]:
                found.append(table)
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from desk_searchword where word = %s", [mark])
        if cursor.fetchone()[0]:
            found.append("desk_searchword")
    return found


def test_nothing_of_it_is_anywhere(world: World, ticket: Ticket) -> None:
    assert {"desk_ticket", "desk_message", "desk_outgoing", "desk_searchword"} <= {*holding(MARK)}
    assert ticket.pk in found_by(MARK, [world.desk.pk])
    Outgoing.objects.update(try_at=None, sent_at=MONDAY)
    erase(ticket, by=by_lea(world), reason="Asked for erasure.")
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
    assert holding(MARK) == []
    assert not found_by(MARK, [world.desk.pk])
    assert not RawMail.objects.exists()
    assert not Blob.objects.exists()
    assert not Ticket.objects.exists()
    assert not Event.objects.exists()
    assert not Requester.objects.filter(addresses__address=SENDER).exists()
    lines = Change.objects.filter(what="ticket.erased").order_by("pk")
    assert [line.by for line in lines] == [world.lea, world.lea]
    assert f"#{ticket.number}" in {line.about for line in lines}
    assert {str(line.after) for line in lines} == {"{'reason': 'Asked for erasure.'}"}


def test_what_others_have_too_stays_theirs(world: World, ticket: Ticket) -> None:
    """Their words, their files, the person with another case; and other tickets as they were."""
    theirs = world.ask(f"A {MARK} of ours", sender=SENDER)
    file = InboundFile(name="a.txt", content_type="text/plain", content=MARK.encode())
    keep_all([(theirs.messages.get(kind=Message.Kind.REQUEST), [file])])
    Outgoing.objects.update(try_at=None, sent_at=MONDAY)
    erase(ticket, by=by_lea(world), reason="Asked for erasure.")
    assert Ticket.objects.get() == theirs
    assert Blob.objects.count() == 1
    assert Requester.objects.filter(addresses__address=SENDER).exists()
    assert select("select count(*) from desk_searchword where word = %s", MARK) == [(1,)]
    assert found_by(MARK, [world.desk.pk]) == [theirs.pk]


def test_who_turned_out_to_be_the_same_person_goes_too(world: World, ticket: Ticket) -> None:
    twin = Requester.objects.create(desk=world.desk, name=MARK, joined_to=ticket.requester)
    Outgoing.objects.update(try_at=None, sent_at=MONDAY)
    erase(ticket, by=by_lea(world), reason="Asked for erasure.")
    assert not Requester.objects.filter(pk=twin.pk).exists()
    assert holding(MARK) == []


def test_it_needs_a_reason_and_the_case_itself(world: World, ticket: Ticket) -> None:
    merged = Ticket.objects.get(status=Ticket.Status.MERGED)
    for one, reason, code in ((ticket, " ", "no_reason"), (merged, "Asked.", "merged")):
        with pytest.raises(Refusal) as refused:
            erase(one, by=by_lea(world), reason=reason)
        assert refused.value.code == code
    assert Ticket.objects.count() == 2


def test_no_fact_goes_without_a_line_that_says_so(world: World, ticket: Ticket) -> None:
    for statement in (
        "select prazo_forget_events(array[%s]::bigint[])",
        "delete from desk_event where ticket_id = %s",
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            select(statement, ticket.pk)
    assert ticket.events.exists()


def closed_to(world: World, ticket: Ticket) -> User:
    """An admin of the desk, to whom another ticket of the same person and logo is closed."""
    Ticket.objects.update(team=world.back)
    world.front.seen_by = SeenBy.TEAM
    world.front.save()
    ada = hire(world.desk, "ada", Role.ADMIN)
    hidden = world.ask(f"A {MARK} of ours", sender=SENDER)
    file = InboundFile(name="logo.txt", content_type="text/plain", content=MARK.encode())
    keep_all([(hidden.messages.get(kind=Message.Kind.REQUEST), [file])])
    assert hidden.team == world.front
    Outgoing.objects.update(try_at=None, sent_at=MONDAY)
    return ada


def test_what_others_have_stays_theirs_whoever_sees_it(world: World, ticket: Ticket) -> None:
    ada = closed_to(world, ticket)
    with as_person(ada):
        assert Ticket.objects.filter(subject__contains="of ours").count() == 0
        erase(ticket, by=Operator(ada, MONDAY), reason="Asked for erasure.")
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
    assert Blob.objects.count() == 1
    assert Requester.objects.filter(addresses__address=SENDER).exists()
    assert select("select count(*) from desk_searchword where word = %s", MARK) == [(1,)]


def test_what_was_merged_into_it_goes_along_whoever_sees_it(world: World, ticket: Ticket) -> None:
    ada = closed_to(world, ticket)
    Ticket.objects.filter(status=Ticket.Status.MERGED).update(team=world.front)
    with as_person(ada):
        assert goes_along(ticket) != []
        erase(ticket, by=Operator(ada, MONDAY), reason="Asked for erasure.")
    assert not Ticket.objects.exclude(subject__contains="of ours").exists()


def test_what_one_does_not_see_one_does_not_erase(world: World, ticket: Ticket) -> None:
    ada = closed_to(world, ticket)
    hidden = Ticket.objects.get(subject__contains="of ours")
    with as_person(ada), pytest.raises(Refusal) as refused:
        erase(hidden, by=Operator(ada, MONDAY), reason="Asked for erasure.")
    assert refused.value.code == "gone"


def test_who_comes_second_finds_it_gone(world: World, ticket: Ticket) -> None:
    Outgoing.objects.update(try_at=None, sent_at=MONDAY)
    again = Ticket.objects.get(pk=ticket.pk)
    erase(ticket, by=by_lea(world), reason="Asked for erasure.")
    with pytest.raises(Refusal) as refused:
        erase(again, by=by_lea(world), reason="Asked for erasure.")
    assert (refused.value.code, refused.value.conflict) == ("gone", True)


def test_a_mail_that_tells_of_others_too_is_not_lost(world: World) -> None:
    """It is waited for: what it tells of the other is told by nothing else."""
    erased, other = world.ask("One"), world.ask("Two", at=at("08:05"))
    for one in (erased, other):
        assign(one, by=world.by_lea, at=at("08:10"), to=world.ann)
    while tell(at("08:10")):
        pass
    while mail(at("09:00")):
        pass
    assert not Occasion.objects.filter(mailed_at=None).exists()
    digest = Outgoing.objects.get(key__startswith="notices:")
    assert f"/t/{other.number}" in digest.text
    with pytest.raises(Refusal) as refused, transaction.atomic():
        erase(erased, by=by_lea(world), reason="Asked for erasure.")
    assert refused.value.code == "on_its_way"
    Outgoing.objects.filter(pk=digest.pk).update(try_at=None, sent_at=at("09:01"))
    erase(erased, by=by_lea(world), reason="Asked for erasure.")
    assert not Outgoing.objects.filter(pk=digest.pk).exists()
