"""What the health page says, to whom, and when it fails."""

import json
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.test import Client
from typer.testing import CliRunner

from prazo.channels.email.models import MailAccount, RawMail
from prazo.cli import app
from prazo.desk.actions.assign import assign
from prazo.desk.models import Event, Outgoing
from prazo.escalation.actions.climb import climb
from prazo.escalation.models import Stumble
from prazo.lib import duty as duties
from prazo.lib.duty import database_now
from prazo.notices.actions.tell import AGAIN, tell
from prazo.rules.following import follow
from prazo.rules.models import On
from prazo.watch.duties import heartbeat
from prazo.watch.health import DUTY_LIMIT, WORKER_LIMIT, Reading, readings
from prazo.watch.models import Heartbeat
from prazo.watch.presence import say_open, say_shut
from prazo.web.views import health as page
from tests.rules.made import deed, make_rule
from tests.world import World, at, make_world

NOON = at("12:00")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def world(system: None) -> World:
    return make_world()


def reading(name: str, as_of=NOON) -> Reading:  # type: ignore[no-untyped-def]
    return next(one for one in readings(as_of) if one.name == name)


def test_a_worker_must_have_been_seen(world: World) -> None:
    assert (reading("worker").ok, reading("worker").says) == (False, "never")
    Heartbeat.objects.create(process="one", at=NOON - timedelta(hours=1))
    assert not reading("worker").ok
    Heartbeat.objects.create(process="other", at=NOON - WORKER_LIMIT)
    assert reading("worker").ok


def test_the_doors_must_be_seen_where_they_are_a_process_of_their_own(world: World) -> None:
    """P01; and that they are open does not say that anybody works."""
    assert not any(one.name == "doors" for one in readings(NOON))
    say_open(NOON)
    assert reading("doors").ok
    assert not reading("worker").ok
    assert not reading("doors", NOON + WORKER_LIMIT + MINUTE).ok
    say_shut()
    assert not any(one.name == "doors" for one in readings(NOON))


def test_each_duty_must_have_passed_somewhere(world: World) -> None:
    old, young = NOON - DUTY_LIMIT - MINUTE, NOON - MINUTE
    Heartbeat.objects.create(
        process="one", at=NOON, passes={"mail": old.isoformat(), "escalation": old.isoformat()}
    )
    Heartbeat.objects.create(process="other", at=NOON, passes={"mail": young.isoformat()})
    assert reading("duty mail").ok
    assert not reading("duty escalation").ok


def test_a_clock_that_is_wrong_is_said(world: World) -> None:
    """ES05: due times go by the database, so this harms nobody yet."""
    Heartbeat.objects.create(process="one", at=NOON, ahead=timedelta(seconds=-4))
    assert reading("clock").ok
    Heartbeat.objects.create(process="other", at=NOON, ahead=timedelta(hours=-1))
    assert reading("clock") == Reading("clock", False, timedelta(hours=1), timedelta(seconds=5))


def test_a_process_says_what_it_does(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("prazo.watch.duties.PASSES", {"mail": NOON})
    heartbeat(now := database_now())
    beat = Heartbeat.objects.get()
    assert beat.passes["mail"] == NOON.isoformat()
    assert beat.passes.keys() == {*duties.REGISTER, "mail"}
    assert beat.passes["watchdog"] == now.isoformat()  # one that never passed is as old as we
    assert abs(beat.ahead) < timedelta(seconds=5)


def test_what_waits_too_long_is_said(world: World) -> None:
    world.ask(at=at("08:00"))
    names = ("unread mail", "unsent notice", "overdue step", "failing step")
    assert [reading(name, at("08:01")).ok for name in names] == [True] * 4
    assert not reading("unsent notice", at("08:11")).ok  # the receipt
    assert reading("overdue step", at("11:02")).ok
    assert not reading("overdue step", at("11:03")).ok
    RawMail.objects.create(
        source="lmtp", received_at=NOON - 6 * MINUTE, sha256="", size=1, sealed=b"x"
    )
    assert reading("unread mail") == Reading("unread mail", False, 6 * MINUTE, 5 * MINUTE)
    RawMail.objects.update(state="read")
    assert reading("unread mail").ok


def test_mail_that_was_tried_in_vain_for_too_long_is_said(world: World) -> None:
    """DU06: nothing leaves while the server is away, however often it is tried."""
    world.ask(at=at("08:00"))
    Outgoing.objects.update(tries=3, error="smtp.example:587: refused")
    assert reading("unsent notice", NOON).ok
    assert reading("delayed mail", at("08:30")).ok
    assert reading("delayed mail", NOON) == Reading(
        "delayed mail",
        False,
        timedelta(hours=4),
        timedelta(minutes=30),
        "acme-desk",
        "smtp.example:587: refused",
    )


def test_a_mail_that_stays_while_others_leave_is_its_own_trouble(world: World) -> None:
    """A recipient who is refused for days makes nobody look for a server that is away."""
    world.ask(at=at("08:00"))
    Outgoing.objects.update(tries=3, error="450 no such domain")
    world.ask(at=at("08:40"))
    Outgoing.objects.filter(tries=0).update(sent_at=at("08:41"), try_at=None)
    assert not any(one.name == "delayed mail" for one in readings(NOON))
    world.ask(at=at("09:00"))
    Outgoing.objects.filter(tries=0).update(tries=1)
    assert reading("delayed mail", NOON).age == timedelta(hours=3)
    Outgoing.objects.update(try_at=None)  # given up, with a mark on the ticket
    assert not any(one.name == "delayed mail" for one in readings(NOON))


def test_one_reader_put_off_on_a_silent_desk_is_no_trouble_of_ours(world: World) -> None:
    world.ask(at=at("08:00"))
    Outgoing.objects.update(tries=3, error="451 4.7.1 Greylisted", to=["ana@client.example"])
    assert not any(one.name == "delayed mail" for one in readings(NOON))
    world.ask(at=at("08:10"))
    Outgoing.objects.filter(tries=0).update(
        tries=2, error="451 4.7.1 Greylisted", to=["bo@other.example"]
    )
    assert not reading("delayed mail", NOON).ok  # two at once: that may well be our server
    Outgoing.objects.filter(to=["bo@other.example"]).delete()
    Outgoing.objects.update(error="smtp.example:587: refused")
    assert not reading("delayed mail", NOON).ok


def test_a_failing_step_is_said_though_it_is_put_off(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object) -> None:
        raise ValueError("no such word")

    world.ask(at=at("08:00"))
    monkeypatch.setattr("prazo.escalation.actions.take.notice", fail)
    climb(at("11:00"))
    assert Stumble.objects.get().tries == 1
    assert reading("failing step", at("11:01")).ok
    climb(at("11:02"))
    assert not reading("failing step", at("11:03")).ok


def test_an_event_nobody_deals_with_is_said(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    make_rule(world, On.ASSIGNED, deed("note", text="x"))
    assign(world.ask(), by=world.by_lea, at=at("8:05"), to=world.ann)
    now = Event.objects.latest("pk").recorded_at
    names = ("untold event", "unheard event")
    assert [reading(name, now + 9 * MINUTE).ok for name in names] == [True, True]
    assert [reading(name, now + 11 * MINUTE).ok for name in names] == [False, False]
    follow(now)
    assert reading("unheard event", now + 11 * MINUTE).age is None
    with monkeypatch.context() as broken:
        broken.setattr("prazo.notices.actions.tell.told", None)
        tell(now)
    assert not reading("untold event", now + 11 * MINUTE).ok  # though it was put aside
    tell(now + 2 * AGAIN)
    assert reading("untold event", now + 3 * AGAIN).age is None


def test_a_mailbox_must_have_been_looked_into(world: World) -> None:
    MailAccount.objects.create(
        desk=world.desk, address="acme-desk@desk.example", imap_host="imap.example"
    )
    assert not reading("mailbox").ok
    MailAccount.objects.update(polled_at=NOON - MINUTE)
    assert reading("mailbox").ok
    MailAccount.objects.update(polled_at=NOON - 6 * MINUTE)
    assert not reading("mailbox").ok
    MailAccount.objects.update(active=False)
    assert "mailbox" not in {one.name for one in readings(NOON)}


def test_the_page_shows_names_and_ages_to_anybody_and_nothing_else(
    world: World, client: Client
) -> None:
    """AC14: no address, no desk, no host, no error text."""
    MailAccount.objects.create(
        desk=world.desk, address="secret@desk.example", imap_host="imap.example"
    )
    Heartbeat.objects.create(process="host7:123", at=database_now())
    answer = client.get("/health")
    assert answer.status_code == 503  # the mailbox was never looked into
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    said = answer.json()
    assert said.keys() == {"ok", "readings"}
    for one in said["readings"]:
        assert one.keys() == {"name", "ok", "age_seconds", "limit_seconds"}
    for word in ("secret", "acme", "host7", "imap"):
        assert word not in answer.content.decode()


def test_the_page_is_200_when_all_is_well(world: World, client: Client) -> None:
    Heartbeat.objects.create(process="one", at=database_now())
    answer = client.get("/health")
    assert (answer.status_code, answer.json()["ok"]) == (200, True)
    assert client.head("/health").status_code == 200


def test_the_page_changes_nothing_and_takes_no_other_method(world: World, client: Client) -> None:
    for method in ("post", "put", "delete"):
        assert getattr(client, method)("/health").status_code in (403, 405)


def test_without_the_database_it_says_so(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise OperationalError("could not connect to server at secret.example")

    monkeypatch.setattr(page, "database_now", away)
    answer = client.get("/health")
    assert answer.status_code == 503
    assert answer.json() == {
        "ok": False,
        "readings": [{"name": "database", "ok": False, "age_seconds": None, "limit_seconds": None}],
    }


def test_the_command_fails_when_something_is_too_old(world: World) -> None:
    bad = CliRunner().invoke(app, ["health"])
    assert bad.exit_code == 1
    assert "BAD  worker" in bad.output
    Heartbeat.objects.create(process="one", at=database_now())
    good = CliRunner().invoke(app, ["health", "--json"])
    assert good.exit_code == 0, good.output
    said = {one["name"]: one for one in json.loads(good.output)}
    assert said["watchdog"]["of"] in ("acme-desk", "other-desk")
    assert said["worker"]["limit"] == 60
