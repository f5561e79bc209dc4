"""No notice is lost and none is told twice, whatever order transactions end in."""

import threading
from datetime import timedelta

from django.db import connection, connections, transaction

from prazo.desk.actions.assign import assign
from prazo.desk.models import Event, Outgoing, Ticket
from prazo.lib import scope
from prazo.notices.actions.mail import mail
from prazo.notices.actions.read import opened, read_all
from prazo.notices.actions.tell import tell
from prazo.notices.models import Happening, Notice, Occasion
from tests.at_once import at_once
from tests.world import World, at, make_world


def test_an_event_that_commits_after_later_ones_is_told(committed_db: None) -> None:
    """Its number is lower than of those told meanwhile: a mark “told up to here” would pass it."""
    world = make_world()
    early, late = world.ask(), world.ask()
    written, told = threading.Event(), threading.Event()

    def slow() -> None:
        with scope.entered(scope.SYSTEM), transaction.atomic():
            assign(early, by=world.by_lea, at=at("9:00"), to=world.ann)
            written.set()
            assert told.wait(20)
        connections.close_all()

    thread = threading.Thread(target=slow)
    thread.start()
    assert written.wait(20)
    assign(late, by=world.by_lea, at=at("9:00"), to=world.ann)
    assert tell(at("9:00")) == 1
    told.set()
    thread.join(20)
    assert tell(at("9:00")) == 1
    events = Event.objects.filter(kind="assigned").order_by("pk")
    assert [event.ticket for event in events] == [early, late]
    assert [one.ticket for one in Occasion.objects.order_by("pk")] == [late, early]


def test_many_at_once(committed_db: None) -> None:
    """Acts, two tellers, two mailers and a reader at the same moment; then what is left."""
    world = make_world()
    tickets = [world.ask() for _ in range(12)]

    def give(ticket: Ticket) -> None:
        for person in (world.ann, world.bob, world.ann):
            assign(ticket, by=world.by_lea, at=at("9:00"), to=person)

    def tells() -> None:
        for _ in range(15):
            tell(at("9:00"), limit=3)

    def mails() -> None:
        for _ in range(15):
            mail(at("9:01"))

    def reads() -> None:
        for _ in range(15):
            read_all(world.bob, at=at("9:00"), shown_at=at("9:00"))

    acts = [lambda t=ticket: give(t) for ticket in tickets]

    def opens() -> None:
        for ticket in tickets:
            opened(world.bob, ticket, at=at("9:00"))

    outcomes = at_once([*acts, tells, tells, mails, mails, reads, opens])
    assert not [one for one in outcomes if isinstance(one, Exception)], outcomes
    while tell(at("9:00")):
        pass
    while mail(at("9:00") + timedelta(hours=1)):
        pass
    events = Event.objects.filter(kind="assigned").count()
    assert events == 36 and not Happening.objects.exists()
    # The first of a ticket tells one person, the others him who gets it and him who had it.
    assert Occasion.objects.count() == 12 * (1 + 2 + 2)
    assert not Occasion.objects.filter(notice=None).exists()
    unseen = Occasion.objects.filter(notice__seen_at__isnull=False, seen_at=None)
    assert not unseen.exists()
    mailed = Occasion.objects.exclude(mailed_at=None)
    assert not mailed.filter(kind="moved").exists()
    assert set(mailed.filter(user=world.ann).values_list("event")) == set(
        Occasion.objects.filter(user=world.ann, kind="assigned").values_list("event")
    )
    keys = Outgoing.objects.filter(key__startswith="notices:").values_list("key", flat=True)
    assert len(keys) == len(set(keys)) >= 1


def test_what_is_undone_is_told_to_nobody(committed_db: None) -> None:
    world = make_world()
    ticket = world.ask()
    with transaction.atomic():
        assign(ticket, by=world.by_lea, at=at("9:00"), to=world.ann)
        transaction.set_rollback(True)
    assert tell(at("9:00")) == 0 and not Notice.objects.exists()


def test_whoever_writes_the_event(committed_db: None) -> None:
    """The list is kept by the database: also of an event no code of ours wrote."""
    world: World = make_world()
    ticket = world.ask()
    Ticket.objects.filter(pk=ticket.pk).update(assignee=world.ann)
    with scope.entered(scope.of([world.desk.pk])), connection.cursor() as cursor:
        cursor.execute(
            "insert into desk_event (desk_id, ticket_id, at, kind, by, data)"
            " values (%s, %s, %s, 'resolved', 'system', '{}'), (%s, %s, %s, 'classified',"
            " 'system', '{}')",
            [ticket.desk_id, ticket.pk, at("9:00")] * 2,
        )
    assert tell(at("9:00")) == 1
    assert Notice.objects.get().user == world.ann
