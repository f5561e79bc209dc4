"""Notices of steps that fall due together are one mail for each person, and each is kept."""

import os
import re
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta

import pytest

from prazo.channels.email.carrier import Carrier
from prazo.channels.email.failure import MARK, fail
from prazo.channels.email.lease import LEASE
from prazo.channels.email.models import Joined
from prazo.channels.email.send import send_due
from prazo.desk.models import Note, Outgoing, Ticket
from prazo.desk.together import GATHER, IN_FULL
from prazo.escalation.actions.climb import climb
from prazo.escalation.models import Escalation
from tests.channels.email.fake_smtp import FakeServer, fake_server
from tests.channels.email.test_kills_of_sending import ROOT, SENDER
from tests.channels.email.test_send import account, drain
from tests.soak.crowd import crowd
from tests.world import World, at, make_world

STORM = 500
DUE = at("11:00")
LATER = DUE + GATHER
ANN, LEA = "ann@desk.example", "lea@desk.example"


@pytest.fixture
def world(system: None) -> World:
    return make_world()


@pytest.fixture
def server(world: World) -> Iterator[FakeServer]:
    with fake_server() as fake:
        account(world.desk, fake.port)
        yield fake


@pytest.fixture
def carrier() -> Iterator[Carrier]:
    one = Carrier(step=2, last=1)
    yield one
    one.close()


def opened(world: World, count: int) -> list[int]:
    return crowd(world, count, opened_at=lambda _: at("08:00"), as_of=at("08:00"))


def lapse(world: World, tickets: int) -> list[Outgoing]:
    """The first step of so many tickets is due, and its notices are written."""
    opened(world, tickets)
    while climb(DUE):
        pass
    return list(Outgoing.objects.filter(key__startswith="step:").order_by("pk"))


def notice(world: World, key: str, to: Sequence[str]) -> Outgoing:
    return Outgoing.objects.create(
        desk=world.desk,
        ticket=world.ask(key),
        key=f"step:{key}",
        to=list(to),
        subject=f"[#1] {key} lapsed",
        text=f"{key} lapsed.\n",
        created_at=DUE,
        try_at=LATER,
    )


def test_a_storm_makes_one_mail_and_each_step_is_kept(
    world: World, server: FakeServer, carrier: Carrier
) -> None:
    notices = lapse(world, STORM)
    assert len(notices) == Escalation.objects.count() == STORM
    assert not send_due(DUE, carrier)  # others may come yet
    drain(carrier, LATER)
    (mail,) = server.mails()
    assert server.recipients == [[ANN, LEA]]
    text = mail.get_content()
    assert f"{STORM} notices" in mail["Subject"]
    found = [int(number) for number in re.findall(r"/t/(\d+)\s", text)]
    assert found == [one.ticket.number for one in notices if one.ticket]  # in their order
    assert text.count("Due: ") == IN_FULL
    assert not Outgoing.objects.filter(key__startswith="step", sent_at=None).exists()
    assert len({one.created_at for one in notices}) == 1


def test_one_alone_goes_as_it_is_within_seconds(
    world: World, server: FakeServer, carrier: Carrier
) -> None:
    (only,) = lapse(world, 1)
    assert timedelta(seconds=5) >= GATHER
    drain(carrier, LATER)
    (mail,) = server.mails()
    assert mail["Subject"] == only.subject
    assert not Joined.objects.exists()


def test_each_person_gets_one_mail_of_what_he_is_told(
    world: World, server: FakeServer, carrier: Carrier
) -> None:
    told = {"a": ["ann@x.example", "lea@x.example"], "b": ["bob@x.example", "lea@x.example"]}
    rows = [notice(world, f"{who}{n}", told[who]) for n, who in enumerate("aba")]
    rows.append(notice(world, "c3", ["cy@x.example"]))
    Outgoing.objects.exclude(key__startswith="step:").delete()
    drain(carrier, LATER)
    got = {
        to: [part for part in ("a0", "b1", "a2", "c3") if f"{part} lapsed." in mail.get_content()]
        for mail, all_to in zip(server.mails(), server.recipients, strict=True)
        for to in all_to
    }
    assert got == {
        "ann@x.example": ["a0", "a2"],
        "bob@x.example": ["b1"],
        "cy@x.example": ["c3"],
        "lea@x.example": ["a0", "b1", "a2"],
    }
    assert len(server.mails()) == len(got)
    assert not Outgoing.objects.filter(sent_at=None).exists()


def test_what_the_server_will_not_take_yet_comes_as_one_mail_too(
    world: World, server: FakeServer, carrier: Carrier
) -> None:
    lapse(world, 3)
    server.refuse = {LEA: "450 later"}
    drain(carrier, LATER)
    server.refuse = {}
    drain(carrier, LATER + timedelta(minutes=2))
    assert server.recipients == [[ANN], [LEA]]
    rest = Outgoing.objects.latest("pk")
    assert rest.parts.count() == 3


def test_one_that_does_not_arrive_is_shown_on_every_ticket(world: World, carrier: Carrier) -> None:
    notices = lapse(world, 3)
    with fake_server(refuse={ANN: "550 no", LEA: "550 no"}) as fake:
        account(world.desk, fake.port)
        drain(carrier, LATER)
    letter = Outgoing.objects.get(key__startswith="steps:")
    assert letter.failed_at
    tickets = Ticket.objects.filter(pk__in=[one.ticket_id for one in notices])
    assert all(MARK in ticket.marks for ticket in tickets)
    assert Note.objects.filter(ticket__in=tickets, text__contains=LEA).count() == 3
    assert not fail(letter, "again", at=LATER)


def test_none_passes_one_that_was_put_off(
    world: World, server: FakeServer, carrier: Carrier
) -> None:
    """Mails to one reader about one ticket go in their order, joined or not."""
    first, second, other = (notice(world, key, [LEA]) for key in "xyz")
    Outgoing.objects.exclude(key__startswith="step:").delete()
    Outgoing.objects.filter(pk=second.pk).update(ticket=first.ticket)
    Outgoing.objects.filter(pk=first.pk).update(tries=1, try_at=LATER + timedelta(hours=1))
    drain(carrier, LATER)
    assert [mail["Subject"] for mail in server.mails()] == [other.subject]


@pytest.mark.parametrize(
    "label", ["joining.before_commit", "send.after_claim", "send.after_hand_over"]
)
def test_tr3_killed_while_joining_none_is_lost_or_told_twice(
    committed_db: None, label: str
) -> None:
    world = make_world()
    lapse(world, 20)
    with fake_server() as server:
        account(world.desk, server.port)
        assert send(LATER, label) == -signal.SIGKILL
        assert send(LATER + 2 * LEASE) == 0
    found = Counter(one["Message-ID"] for one in server.mails())
    assert len(found) == 1  # the server may have it twice, under the same id
    assert sum(found.values()) == 1 + (label == "send.after_hand_over")
    assert Outgoing.objects.filter(key__startswith="steps:").count() == 1
    assert Joined.objects.count() == 20
    assert not Outgoing.objects.filter(sent_at=None).exists()


def send(as_of: object, crash_at: str = "") -> int:
    return subprocess.run(
        [sys.executable, "-c", SENDER, str(as_of)],
        cwd=ROOT,
        env={**os.environ, "PRAZO_CRASH_AT": crash_at, "PYTHONPATH": str(ROOT)},
        timeout=120,
        check=False,
    ).returncode
