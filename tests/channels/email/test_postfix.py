"""The whole way with a real Postfix: in by LMTP, out through it, and back as a bounce."""

import smtplib
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import OperationalError

from prazo.channels.email import committer
from prazo.channels.email.carrier import Carrier
from prazo.channels.email.intake import read_mails
from prazo.channels.email.listener import Listeners
from prazo.channels.email.models import NO_RETURN, RawMail
from prazo.channels.email.reading.pool import ReaderPool
from prazo.channels.email.send import send_due
from prazo.desk import actor
from prazo.desk.actions.reply import reply
from prazo.desk.models import Outgoing, Ticket
from prazo.lib.duty import database_now
from tests.channels.email.debian_servers import Postfix, free_port, postfix
from tests.channels.email.fake_smtp import FakeServer, fake_server
from tests.channels.email.world import mail, make_agent, make_desk

pytestmark = [pytest.mark.postfix, pytest.mark.usefixtures("committed_db")]


LMTP_PORT, OUTSIDE_PORT = free_port(), free_port()


@pytest.fixture(scope="module")
def running() -> Iterator[Postfix]:
    with postfix(lmtp_port=LMTP_PORT, relay_port=OUTSIDE_PORT) as server:
        yield server


@pytest.fixture
def world_outside() -> Iterator[FakeServer]:
    with fake_server(port=OUTSIDE_PORT) as server:
        yield server


@pytest.fixture
def mta(
    committed_db: None,
    running: Postfix,
    world_outside: FakeServer,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Postfix]:
    """Postfix with our door open behind it and a world outside."""
    make_desk("help", "help@desk.example", "support@desk.example")
    make_desk("other", "other@desk.example")
    doors = Listeners(f"127.0.0.1:{LMTP_PORT}", "")
    doors.start()
    monkeypatch.setattr(settings, "SMTP_RELAY", f"127.0.0.1:{running.port}")
    yield running
    doors.stop()
    running.run("postsuper", "-d", "ALL")


def bring(mta: Postfix, *raws: bytes, to: tuple[str, ...] = ("help@desk.example",)) -> None:
    with smtplib.SMTP("127.0.0.1", mta.port, timeout=20) as client:
        for raw in raws:
            client.sendmail("ana@client.example", to, raw)


def until(check, mta: Postfix, seconds: float = 30) -> None:  # type: ignore[no-untyped-def]
    end = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < end, f"it did not happen in time: {mta.log()[-2000:]}"
        time.sleep(0.05)


def read_all(pool: ReaderPool) -> None:
    while read_mails(database_now(), pool):
        pass


def send_all() -> None:
    carrier = Carrier()
    while send_due(database_now(), carrier):
        pass
    carrier.close()


def test_postfix_hands_its_mails_over_and_keeps_none(mta: Postfix, pool: ReaderPool) -> None:
    bring(
        mta,
        *(
            mail(sender=f"ana{n % 3}@client.example", message_id=f"<{n}@client.example>")
            for n in range(60)
        ),
    )
    until(lambda: RawMail.objects.count() == 60, mta)
    until(lambda: not mta.queue(), mta)
    read_all(pool)
    assert Ticket.objects.count() == 60
    row = RawMail.objects.first()
    assert (row.source, row.envelope_from, row.envelope_to) == (
        "lmtp", "ana@client.example", ["help@desk.example"],
    )  # fmt: skip


def test_one_mail_for_two_desks_is_a_ticket_at_each_and_for_two_aliases_at_one(
    mta: Postfix, pool: ReaderPool
) -> None:
    addresses = ("help@desk.example", "support@desk.example", "other@desk.example")
    bring(mta, mail(), to=addresses)
    until(lambda: RawMail.objects.count() >= 2 and not mta.queue(), mta)
    read_all(pool)
    assert sorted(Ticket.objects.values_list("desk__slug", flat=True)) == ["help", "other"]


def test_while_the_database_is_away_postfix_keeps_the_mail(
    mta: Postfix, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(rows: object) -> None:
        raise OperationalError("the server closed the connection")

    with monkeypatch.context() as patch:
        patch.setattr(committer, "store", away)
        bring(mta, mail())
        until(lambda: "451 4.3.0" in mta.log(), mta)
        assert len(mta.queue()) == 1
    mta.flush()
    until(RawMail.objects.exists, mta)
    until(lambda: not mta.queue(), mta)


def test_an_unknown_address_comes_back_to_its_sender(
    mta: Postfix, world_outside: FakeServer
) -> None:
    bring(mta, mail(), to=("nobody@desk.example",))
    until(lambda: world_outside.taken, mta)
    assert world_outside.recipients == [["ana@client.example"]]
    assert "5.1.1" in world_outside.taken[0].decode()
    assert not RawMail.objects.exists()


def test_an_answer_leaves_through_postfix_as_it_was_written(
    mta: Postfix, world_outside: FakeServer, pool: ReaderPool
) -> None:
    bring(mta, mail(subject="Telefone mudo"))
    until(RawMail.objects.exists, mta)
    read_all(pool)
    send_all()
    ticket = Ticket.objects.get()
    by = actor.agent(make_agent(ticket.desk, "agent@desk.example"))
    reply(ticket, by=by, at=database_now(), text="Já funciona. — São Paulo")
    send_all()
    until(lambda: len(world_outside.taken) == 2, mta)
    answer = next(found for found in world_outside.mails() if found["Auto-Submitted"] is None)
    assert answer["In-Reply-To"] == "<one@client.example>"
    assert answer.get_content().strip() == "Já funciona. — São Paulo"
    assert answer["From"].addresses[0].addr_spec == "help@desk.example"


def test_l02_what_the_world_refuses_comes_back_and_is_shown_on_its_ticket(
    mta: Postfix, world_outside: FakeServer, pool: ReaderPool
) -> None:
    world_outside.refuse["ana@client.example"] = "550 5.1.1 no such user"
    bring(mta, mail())
    until(RawMail.objects.exists, mta)
    read_all(pool)
    send_all()
    sent = Outgoing.objects.get()
    assert sent.sent_at is not None and sent.failed_at is None
    until(lambda: RawMail.objects.count() == 2, mta)  # Postfix's report
    read_all(pool)
    sent.refresh_from_db()
    ticket = Ticket.objects.get()  # no second one
    assert sent.failed_at is not None and "no such user" in sent.error
    assert "delivery_failed" in ticket.marks
    assert RawMail.objects.latest("pk").envelope_from == NO_RETURN
    assert database_now() - sent.failed_at < timedelta(minutes=1)
