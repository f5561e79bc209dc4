"""The watchdog's tickets escalate like any other, and nobody sees them (B20)."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from prazo.agreements.take import adopt, take
from prazo.desk.actions.receive import receive
from prazo.desk.inbound import Inbound
from prazo.desk.models import Clock, Event, Message, Outgoing, Ticket
from prazo.desk.search import found_by
from prazo.desk.terms import terms_of
from prazo.escalation.actions.climb import climb
from prazo.escalation.models import Escalation
from prazo.watch.health import PROBE_LIMIT, readings
from prazo.watch.lapse import lapsing
from prazo.watch.models import Probe
from prazo.watch.probe import KEPT, make_due_probes, read_probes
from tests.world import World, at, make_world, open_desk

AGREEMENTS = sorted((Path(__file__).resolve().parents[2] / "agreements").glob("*.yaml"))
NOON = at("12:00")


@pytest.fixture
def world(system: None) -> World:
    return make_world()


def watch(as_of: datetime) -> None:
    make_due_probes(as_of)
    while climb(as_of):
        pass
    read_probes(as_of)


def test_each_desk_has_one_an_hour_and_it_escalates(world: World) -> None:
    watch(NOON)
    assert {p.desk for p in Probe.objects.all()} == {world.desk, world.other_desk}
    assert {p.escalated_at for p in Probe.objects.all()} == {NOON}
    assert {t.status for t in Ticket.objects.all()} == {"closed"}
    watch(NOON + timedelta(minutes=59))
    assert Probe.objects.count() == 2
    watch(NOON + timedelta(minutes=60))
    assert Probe.objects.count() == 4


def test_nobody_sees_it(world: World) -> None:
    real = world.ask("watchdog", at=at("10:00"))
    Outgoing.objects.all().delete()
    make_due_probes(NOON)
    assert Ticket.objects.filter(synthetic=True).count() == 2
    while climb(NOON):
        pass
    for user in (world.ann, world.lea, world.stranger):
        assert set(Ticket.objects.visible_to(user)) <= {real}
    assert found_by("watchdog", [world.desk.pk, world.other_desk.pk]) == [real.pk]
    assert not Outgoing.objects.exists()
    assert not Message.objects.filter(ticket__synthetic=True).exists()
    assert {str(e.told) for e in Escalation.objects.filter(ticket__synthetic=True)} == {"[]"}
    after = world.ask(at=at("12:30"))
    assert after.number == real.number + 1  # it leaves no gap in the numbers


def test_a_dead_escalation_is_noticed(world: World) -> None:
    watch(NOON)
    later = NOON + timedelta(hours=1)
    make_due_probes(later)  # and nobody sweeps
    read_probes(later)
    assert {r.ok for r in readings(later) if r.name == "watchdog"} == {True}
    found = readings(NOON + PROBE_LIMIT + timedelta(seconds=1))
    assert {(r.of, r.ok) for r in found if r.name == "watchdog"} == {
        ("acme-desk", False),
        ("other-desk", False),
    }
    overdue = next(r for r in found if r.name == "overdue step")
    assert not overdue.ok


def test_old_ones_are_cleared_away_and_nothing_else(world: World) -> None:
    real = world.ask(at=at("10:00"))
    watch(NOON)
    old = set(Ticket.objects.filter(synthetic=True).values_list("pk", flat=True))
    later = NOON + KEPT + timedelta(minutes=1)
    watch(later)
    for model in (Event, Clock, Escalation):
        assert not model.objects.filter(ticket__in=old).exists()
    assert not Ticket.objects.filter(pk__in=old).exists()
    assert Probe.objects.count() == 2  # those of now
    assert Event.objects.filter(ticket=real).exists()


@pytest.mark.parametrize(
    "change", ["synthetic = true", "number = -1", "synthetic = true, number = -1"]
)
def test_a_real_ticket_cannot_be_made_one(world: World, change: str) -> None:
    """Else its facts, which nobody may delete, could be cleared away with it."""
    ticket = world.ask()
    with (
        pytest.raises(DatabaseError, match="a ticket keeps its number"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"update desk_ticket set {change} where id = %s", [ticket.pk])


@pytest.mark.parametrize("file", AGREEMENTS, ids=lambda path: path.stem)
@pytest.mark.parametrize("days", [0, 3, 5])
def test_every_agreement_can_be_watched(world: World, file: Path, days: int) -> None:
    """Also one whose figures are all left to the contract, and on a day it is closed."""
    version = take(file.read_text())
    desk = open_desk(file.stem, version)
    as_of = at("03:00", days=days)
    watch(as_of)
    probe = Probe.objects.get(desk=desk)
    assert probe.escalated_at == as_of
    assert Escalation.objects.filter(ticket=probe.ticket).exists()


def test_where_usual_tickets_are_promised_nothing_others_are_tried(world: World) -> None:
    text = world.version.text.replace('version: "1"', 'version: "3"')
    text = text.replace("      - {in: 4h}\n", "      - {in: no target}\n")
    text = text.replace("      - {in: 2d}\n", "      - {in: no target}\n")
    agreement = terms_of(take(text)).agreement
    found = lapsing(agreement, {"priority": "low", "channel": "email"}, NOON)
    assert found is not None
    assert found[0]["priority"] == "high"


def test_an_agreement_without_steps_cannot_lapse(world: World) -> None:
    text = world.version.text.replace('version: "1"', 'version: "4"')
    version = take(text[: text.index("escalation:")] + text[text.index("intake:") :])
    assert lapsing(terms_of(version).agreement, {"priority": "low"}, NOON) is None
    desk = open_desk("still", version)
    watch(NOON)
    assert not Probe.objects.filter(desk=desk).exists()
    reading = next(r for r in readings(NOON) if r.of == "still")
    assert reading.says


def test_a_new_version_is_watched_from_its_first_hour(world: World) -> None:
    watch(NOON)
    version = take(world.version.text.replace('version: "1"', 'version: "5"'))
    adopt(world.desk, version, since=at("12:30"))
    watch(at("13:00"))
    assert Probe.objects.filter(desk=world.desk).order_by("-made_at")[0].version == version


def test_a_mail_to_it_is_a_ticket_of_its_own(world: World) -> None:
    make_due_probes(NOON)
    probe = Ticket.objects.filter(synthetic=True, desk=world.desk).get()
    inbound = Inbound(
        channel="email",
        reference="<x@acme.example>",
        sender="rita@acme.example",
        subject="watchdog",
        text="hello",
        received_at=NOON,
        answers=probe.pk,
    )
    assert receive(world.desk, inbound).ticket != probe
