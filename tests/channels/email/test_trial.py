"""Trying a mail account: each thing that can fail is said as what it is, and no secret is."""

import logging
import ssl
import time
from ipaddress import ip_address
from pathlib import Path

import pytest
from django.conf import settings

from prazo.channels.email import reach, trial
from prazo.channels.email.models import MailAccount
from prazo.channels.email.reach import Inside, connect, may_reach
from prazo.channels.email.route import PASSWORD as PURPOSE
from prazo.channels.email.trial import Found, try_account
from tests.channels.email.mail_servers import (
    PASSWORD,
    USER,
    MailServer,
    certificate_for,
    dead_port,
)


def account(
    kind: str = "smtp",
    port: int = 1,
    security: str = "none",
    password: str = PASSWORD,
    **more: object,
) -> MailAccount:
    server = {f"{kind}_host": "localhost", f"{kind}_port": port, f"{kind}_security": security}
    sealed = settings.VAULT.seal(password.encode(), PURPOSE) if password else b""
    facts = {"address": USER, "user_name": USER, "sealed_password": sealed}
    return MailAccount(**{**facts, **server, **more})


def found(tried: MailAccount, *, inside: bool = True, seconds: float = 5) -> Found:
    (only,) = try_account(tried, inside=inside, seconds=seconds)
    return only


@pytest.mark.parametrize("kind", ["imap", "smtp"])
class TestBoth:
    def test_what_works_is_said_to(self, kind: str) -> None:
        with MailServer(kind) as server:
            told = found(account(kind, server.port))
        assert told.ok, told
        assert "Connected to localhost" in told.sentence

    def test_a_wrong_password(self, kind: str) -> None:
        with MailServer(kind) as server:
            told = found(account(kind, server.port, password="wrong-cat-7"))
        assert not told.ok
        assert "refused the user name or the password" in told.sentence
        assert "wrong" in told.answer

    def test_no_secret_is_in_the_answer_or_the_log(
        self, kind: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        """J08: though the server throws it back at us, in clear or encoded."""
        caplog.set_level(logging.DEBUG)
        with MailServer(kind, echo=True) as server:
            told = found(account(kind, server.port, password="wrong-cat-7"))
            assert server.heard
        assert told.answer == ""
        assert "wrong-cat-7" not in repr(told) + caplog.text

    def test_nobody_listens(self, kind: str) -> None:
        with dead_port() as port:
            assert found(account(kind, port)).sentence == (
                f"Nothing answers at port {port} of localhost. Check the port."
            )

    def test_a_name_that_is_none(self, kind: str) -> None:
        told = found(account(kind, 25, **{f"{kind}_host": "no-such-server.invalid"}))
        assert told.sentence.startswith("There is no server no-such-server.invalid.")

    def test_something_else_answers(self, kind: str) -> None:
        with MailServer(kind, greeting=b"HTTP/1.1 400 Bad Request\r\n\r\n") as server:
            told = found(account(kind, server.port))
        assert not told.ok
        assert "no mail server of this kind" in told.sentence

    def test_tls_where_none_is_spoken(self, kind: str) -> None:
        with MailServer(kind) as server:
            told = found(account(kind, server.port, "tls"))
        assert "does not speak TLS" in told.sentence

    def test_starttls_that_is_not_offered_is_not_done_without(self, kind: str) -> None:
        """The password never travels in clear because a server asks for that."""
        with MailServer(kind) as server:
            told = found(account(kind, server.port, "starttls"))
            assert PASSWORD.encode() not in server.heard
            assert b"AUTH" not in server.heard.upper().replace(b"AUTHENTICATION", b"")
        assert "offers no STARTTLS" in told.sentence

    @pytest.mark.parametrize("security", ["tls", "starttls"])
    def test_a_certificate_of_its_own_making(
        self, kind: str, security: str, tmp_path: Path
    ) -> None:
        pem = certificate_for("localhost", tmp_path)
        with MailServer(kind, certificate=pem, starttls=security == "starttls") as server:
            told = found(account(kind, server.port, security))
            assert PASSWORD.encode() not in server.heard
        assert "certificate that is not valid" in told.sentence
        assert "self" in told.answer

    @pytest.mark.parametrize("security", ["tls", "starttls"])
    def test_with_a_good_certificate(
        self, kind: str, security: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pem = certificate_for("localhost", tmp_path)
        trusting = ssl.create_default_context(cafile=str(pem))
        monkeypatch.setattr(ssl, "create_default_context", lambda *a, **k: trusting)
        with MailServer(kind, certificate=pem, starttls=security == "starttls") as server:
            told = found(account(kind, server.port, security))
        assert told.ok, told

    def test_a_server_that_drips_is_hung_up_on(self, kind: str) -> None:
        """F03: a byte now and then keeps every single wait short, and still it ends."""
        with MailServer(kind, slow=True) as server:
            began = time.monotonic()
            told = found(account(kind, server.port), seconds=1)
            took = time.monotonic() - began
        assert "did not answer" in told.sentence
        assert took < 3.5  # of 4 s that it would drip

    def test_inside_the_network_only_for_who_administers_it(self, kind: str) -> None:
        """F01, decided where it is connected to: localhost is a name."""
        with MailServer(kind) as server:
            told = found(account(kind, server.port), inside=False)
            assert not server.heard
        assert "inside the network Prazo runs in" in told.sentence

    def test_a_password_whose_key_is_lost(self, kind: str) -> None:
        lost = account(kind, 25)
        sealed = bytes(lost.sealed_password)
        lost.sealed_password = sealed[:-1] + bytes([sealed[-1] ^ 1])
        assert "the key it was sealed with is missing" in found(lost).sentence

    def test_letters_no_server_takes(self, kind: str) -> None:
        with MailServer(kind) as server:
            told = found(account(kind, server.port, password="пароль"))
        assert "letters that mail servers do not take" in told.sentence


def test_folders_are_looked_for() -> None:
    with MailServer("imap", folders=("INBOX", "Read &AOk-")) as server:
        good = account("imap", server.port, imap_folder="INBOX", imap_move_to="Read é")
        assert found(good).ok
        gone = account("imap", server.port, imap_folder="Inbocks")
        assert "There is no folder Inbocks." in found(gone).sentence
        nowhere = account("imap", server.port, imap_move_to="Done")
        assert "no folder Done to move mails to" in found(nowhere).sentence
        assert b"EXAMINE" in server.heard
        assert b"SELECT" not in server.heard


def test_a_folder_cannot_be_a_command() -> None:
    """J02: what an admin types is one quoted word."""
    with MailServer("imap") as server:
        found(account("imap", server.port, imap_folder='x" NOOP "'))
    assert b'EXAMINE "x\\" NOOP \\""' in server.heard


def test_a_sender_that_is_not_taken() -> None:
    with MailServer("smtp", takes_sender=False) as server:
        told = found(account("smtp", server.port))
    assert "takes no mail from the address" in told.sentence
    assert told.answer == "553 not your address"


def test_both_servers_of_an_account_are_tried() -> None:
    with MailServer("imap") as inbound, MailServer("smtp") as outbound:
        both = account(
            "smtp",
            outbound.port,
            imap_host="localhost",
            imap_port=inbound.port,
            imap_security="none",
        )
        told = try_account(both, inside=True)
    assert [(one.kind, one.ok) for one in told] == [("imap", True), ("smtp", True)]
    assert try_account(account("smtp", 1, smtp_host=""), inside=True) == []


@pytest.mark.parametrize(
    ("address", "anybody", "inside"),
    [
        ("8.8.8.8", True, True),
        ("2001:4860:4860::8888", True, True),
        ("127.0.0.1", False, True),
        ("127.8.8.8", False, True),
        ("10.1.2.3", False, True),
        ("192.168.1.1", False, True),
        ("172.20.0.2", False, True),
        ("100.64.0.1", False, True),
        ("::1", False, True),
        ("fd00:ec2::254", False, True),
        ("::ffff:127.0.0.1", False, True),
        ("::ffff:8.8.8.8", True, True),
        ("169.254.169.254", False, False),
        ("::ffff:169.254.169.254", False, False),
        ("fe80::1", False, False),
        ("0.0.0.0", False, False),
        ("::", False, False),
        ("224.0.0.1", False, False),
        ("ff02::1", False, False),
    ],
)
def test_which_addresses_may_be_reached(address: str, anybody: bool, inside: bool) -> None:
    """F01."""
    assert may_reach(ip_address(address), inside=False) is anybody
    assert may_reach(ip_address(address), inside=True) is inside


@pytest.mark.parametrize("spelling", ["127.1", "0", "2130706433", "0x7f.1", "localhost", "::1"])
def test_no_spelling_of_this_machine_gets_through(spelling: str) -> None:
    """F01: it is the resolved address that counts."""
    with pytest.raises((Inside, OSError)):
        connect(spelling, 1, 1, inside=False)


def test_a_name_that_changes_its_mind_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """F01: what was judged is what is connected to."""
    asked: list[str] = []

    def changing(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        asked.append(host)
        place = "127.0.0.1" if len(asked) > 1 else "169.254.169.254"
        return [(2, 1, 6, "", (place, port))]

    monkeypatch.setattr(reach.socket, "getaddrinfo", changing)
    with pytest.raises(Inside):
        connect("rebinding.example", 25, 1, inside=True)
    assert asked == ["rebinding.example"]


def test_seconds_are_few() -> None:
    assert trial.SECONDS <= 10
