"""The doors: nothing is acknowledged before it is on disk, nothing taken that is not ours."""

import smtplib
import socket
import threading
from collections.abc import Iterator

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError

from prazo.channels.email import committer, listener, reception, sessions
from prazo.channels.email.listener import Listeners
from prazo.channels.email.models import NO_RETURN, RawMail
from prazo.channels.email.sessions import LARGEST_MAIL
from prazo.channels.email.take_in import raw_bytes
from tests.channels.email.world import mail, make_desk

pytestmark = pytest.mark.usefixtures("committed_db")


@pytest.fixture
def doors(committed_db: None) -> Iterator[Listeners]:
    make_desk("help", "help@desk.example", "support@desk.example")
    make_desk("other", "other@desk.example")
    listeners = Listeners("127.0.0.1:0", "127.0.0.1:0")
    listeners.start()
    yield listeners
    listeners.stop()


def lmtp(doors: Listeners) -> smtplib.LMTP:
    return smtplib.LMTP("127.0.0.1", doors.port("lmtp"), timeout=10)


def smtp(doors: Listeners) -> smtplib.SMTP:
    return smtplib.SMTP("127.0.0.1", doors.port("smtp"), timeout=10)


def test_a_mail_is_on_disk_when_250_is_said(doors: Listeners) -> None:
    raw = mail(body=".a line that begins with a dot\nand one with ümlaut")
    with smtp(doors) as client:
        client.sendmail("ana@client.example", ["Help+x@desk.example"], raw)
        row = RawMail.objects.get()  # over another connection, before the session ends
    assert raw_bytes(row) == raw
    assert bytes(row.sealed) != raw
    assert row.state == "new"
    assert row.envelope_from == "ana@client.example"
    assert row.envelope_to == ["Help+x@desk.example"]
    assert row.source.startswith("smtp:127.0.0.1")
    assert row.desk.slug == "help"


def test_l02_an_envelope_without_a_sender_is_kept_as_such(doors: Listeners) -> None:
    with lmtp(doors) as client:
        client.sendmail("", ["help@desk.example"], mail())
    with smtp(doors) as client:
        client.sendmail("", ["help@desk.example"], mail(message_id="<2@x.example>"))
    assert {row.envelope_from for row in RawMail.objects.all()} == {NO_RETURN}


def test_lmtp_answers_for_each_recipient(doors: Listeners) -> None:
    with lmtp(doors) as client:
        client.ehlo()
        client.mail("ana@client.example")
        codes = [
            client.rcpt(f"{name}@desk.example")[0]
            for name in ("help", "nobody", "support", "other")
        ]
        assert codes == [250, 550, 250, 250]
        first, _ = client.data(mail())
        assert [first, client.getreply()[0], client.getreply()[0]] == [250, 250, 250]
    rows = {row.desk.slug: row.envelope_to for row in RawMail.objects.all()}
    assert rows == {
        "help": ["help@desk.example", "support@desk.example"],
        "other": ["other@desk.example"],
    }


def test_nothing_is_relayed(doors: Listeners) -> None:
    with smtp(doors) as client, pytest.raises(smtplib.SMTPRecipientsRefused):
        client.sendmail("ana@client.example", ["somebody@elsewhere.example"], mail())
    assert not RawMail.objects.exists()


@pytest.mark.parametrize(
    "address", [b"help\0@desk.example", b"help\xff@desk.example", b"h" * 400 + b"@desk.example"]
)
def test_an_address_that_nobody_can_have_is_refused_for_good(
    doors: Listeners, address: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever were told to try again would do so for days."""
    with socket.create_connection(("127.0.0.1", doors.port("smtp")), timeout=5) as raw:
        said = raw.makefile("rb")
        sent = (b"EHLO evil.example\r\n", b"MAIL FROM:<a@evil.example>\r\n", b"RCPT TO:<%b>\r\n")
        for command in (b"", *sent):
            raw.sendall(command % address if b"%b" in command else command)
            while (line := said.readline())[3:4] == b"-":
                pass
    assert line.startswith(b"5")
    assert "session failed" not in caplog.text


def test_what_stands_behind_a_plus_is_not_remembered_for_ever(
    doors: Listeners, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever may write to us fills no memory by it."""
    monkeypatch.setattr(reception, "MOST_REMEMBERED", 3)
    for n in range(6):
        with smtp(doors) as client:
            client.sendmail("a@client.example", [f"help+{n}@desk.example"], mail(body=str(n)))
    assert len(doors._desk._known) == 3
    assert RawMail.objects.count() == 6


def test_what_was_said_to_be_ours_is_ours_when_the_mail_comes(
    doors: Listeners, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reception, "MOST_REMEMBERED", 1)
    with smtp(doors) as client:
        client.sendmail("a@client.example", [f"help+{n}@desk.example" for n in range(3)], mail())
    assert RawMail.objects.count() == 1


@pytest.mark.parametrize("ending", [b"\n.\r\n", b"\r.\r\n", b"\n.\n", b"\r\n.\n", b"\r.\r"])
def test_j06_a_bare_cr_or_lf_is_refused(doors: Listeners, ending: bytes) -> None:
    """SMTP smuggling: what looks like the end of one mail to us only, or to the other only."""
    with socket.create_connection(("127.0.0.1", doors.port("smtp")), timeout=5) as raw:
        said = raw.makefile("rb")
        for command in (
            b"",
            b"EHLO evil.example\r\n",
            b"MAIL FROM:<a@evil.example>\r\n",
            b"RCPT TO:<help@desk.example>\r\n",
            b"DATA\r\n",
        ):
            raw.sendall(command)
            while said.readline()[3:4] == b"-":
                pass
        raw.sendall(b"Subject: one\r\n\r\nfirst" + ending)
        raw.sendall(b"MAIL FROM:<b@evil.example>\r\nRCPT TO:<help@desk.example>\r\nDATA\r\n")
        raw.sendall(b"Subject: smuggled\r\n\r\nsecond\r\n.\r\n")
        assert said.readline().startswith(b"554 5.6.0")
    assert not RawMail.objects.exists()


def test_a_mail_over_the_limit_is_refused(doors: Listeners) -> None:
    with smtp(doors) as client:
        client.ehlo()
        assert client.esmtp_features["size"] == str(LARGEST_MAIL)
        with pytest.raises(smtplib.SMTPSenderRefused) as announced:
            client.sendmail("a@b.example", ["help@desk.example"], b"x" * (LARGEST_MAIL + 1))
        assert announced.value.smtp_code == 552
        client.rset()
        client.mail("a@b.example")  # without saying how long it will be
        client.rcpt("help@desk.example")
        line = b"x" * 998 + b"\r\n"
        code, _ = client.data(line * (LARGEST_MAIL // len(line) + 1))
        assert code == 552
    assert not RawMail.objects.exists()


@pytest.mark.parametrize(("sqlstate", "code"), [("53100", 452), ("08006", 451), (None, 451)])
def test_trouble_with_the_database_keeps_the_mail_with_its_sender(
    doors: Listeners, monkeypatch: pytest.MonkeyPatch, sqlstate: str | None, code: int
) -> None:
    class Cause(Exception):
        pass

    def fails(rows: object) -> None:
        cause = Cause()
        cause.sqlstate = sqlstate
        raise OperationalError("gone") from cause

    monkeypatch.setattr(committer, "store", fails)
    with lmtp(doors) as client, pytest.raises(smtplib.SMTPDataError) as refusal:
        client.sendmail("a@b.example", ["help@desk.example"], mail())
    assert refusal.value.smtp_code == code
    assert b"gone" not in refusal.value.smtp_error
    monkeypatch.undo()
    with lmtp(doors) as client:  # the same mail, when the sender tries again
        client.sendmail("a@b.example", ["help@desk.example"], mail())
    assert RawMail.objects.count() == 1


def test_a_row_that_fails_does_not_take_its_neighbours_along(
    doors: Listeners, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = committer.Handed(mail(), "lmtp", "a@b.example", {}, _now())
    bad = committer.Handed(mail(), "lmtp", "c@d.example", {}, _now())
    stored = []

    def picky(rows: list[RawMail]) -> None:
        if any(row.envelope_from == "c@d.example" for row in rows):
            raise OperationalError("no")
        stored.extend(rows)

    monkeypatch.setattr(committer, "store", picky)
    monkeypatch.setattr(
        committer, "_rows", lambda handed: [RawMail(envelope_from=handed.envelope_from)]
    )
    committer._commit([good, bad])
    assert good.done.result(1) is None
    assert isinstance(bad.done.exception(1), OperationalError)
    assert [row.envelope_from for row in stored] == ["a@b.example"]


def test_a_second_worker_waits_for_the_port(
    doors: Listeners, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listener, "AGAIN_SECONDS", 0.05)
    second = Listeners(f"127.0.0.1:{doors.port('lmtp')}", "")
    second.start()
    doors._servers["lmtp"].close()
    for _ in range(100):
        if "lmtp" in second._servers:
            break
        _sleep(0.05)
    with smtplib.LMTP("127.0.0.1", second.port("lmtp"), timeout=5) as client:
        client.sendmail("a@b.example", ["help@desk.example"], mail())
    second.stop()
    assert RawMail.objects.count() == 1


def test_too_many_sessions_are_told_to_come_back(
    doors: Listeners, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "MOST_CONNECTIONS", 1)
    with lmtp(doors), pytest.raises(smtplib.SMTPConnectError) as refusal:
        lmtp(doors)
    assert refusal.value.smtp_code == 421


def test_who_is_silent_makes_room_when_others_wait(
    doors: Listeners, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "MOST_CONNECTIONS", 2)
    monkeypatch.setattr(sessions, "GIVES_WAY_SECONDS", 0.5)
    with lmtp(doors) as silent, lmtp(doors) as talking:
        for _ in range(4):
            talking.noop()
            _sleep(0.2)
        with lmtp(doors) as late:
            late.sendmail("a@b.example", ["help@desk.example"], mail())
            assert talking.noop()[0] == 250
            assert silent.getreply()[0] == 421
    assert RawMail.objects.count() == 1


def _now():
    from datetime import UTC, datetime

    return datetime.now(UTC)


def _sleep(seconds: float) -> None:
    import time

    time.sleep(seconds)


def test_a_place_where_nobody_can_listen_is_named_and_nothing_stays_open() -> None:
    """The thread of a door that was left behind kept `prazo doors` from ending at all."""
    with pytest.raises(ImproperlyConfigured, match=r"PRAZO_SMTP is “192\.0\.2\.1:8025”"):
        Listeners("127.0.0.1:0", "192.0.2.1:8025").start()
    assert not [one for one in threading.enumerate() if one.name.startswith("mail-")]
