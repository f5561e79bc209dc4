"""What goes out: handed over once, tried again over days, never lost in silence."""

import socket
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings

from prazo.accounts.models import Desk
from prazo.channels.email import send
from prazo.channels.email.carrier import Carrier, Later
from prazo.channels.email.identity import message_id, root_id
from prazo.channels.email.lease import LEASE, to_be_sent
from prazo.channels.email.models import MailAccount
from prazo.channels.email.route import PASSWORD, route_of
from prazo.channels.email.send import delay_after, letter_of, outbox, send_due
from prazo.desk import actor
from prazo.desk.actions.reply import reply
from prazo.desk.actions.spam import mark_spam, not_spam
from prazo.desk.models import Note, Outgoing, Ticket
from prazo.desk.post import post
from prazo.lib import scope
from tests.channels.email.conftest import NOW, Deliver
from tests.channels.email.fake_smtp import fake_server
from tests.channels.email.world import mail, make_agent, make_desk

MINUTE = timedelta(minutes=1)


@pytest.fixture
def carrier() -> Iterator[Carrier]:
    one = Carrier(step=2, last=1)
    yield one
    one.close()


@pytest.fixture
def ticket(deliver: Deliver) -> Ticket:
    """A ticket whose receipt has left already."""
    make_desk()
    ticket = deliver(mail(subject="Telefone mudo")).ticket
    Outgoing.objects.update(sent_at=NOW, try_at=None)
    return ticket


def account(desk: Desk, port: int, **given: object) -> MailAccount:
    values = {
        "smtp_host": "127.0.0.1",
        "smtp_port": port,
        "smtp_security": "none",
        "inside": True,
        **given,
    }
    return MailAccount.objects.create(desk=desk, address=f"{desk.slug}@desk.example", **values)


def write(ticket: Ticket, key: str, to: str = "ana@client.example") -> Outgoing:
    row = post(ticket, key=key, to=[to], subject="Re: Telefone mudo", text=key, at=NOW)
    assert row is not None
    return row


def drain(carrier: Carrier, at=NOW) -> None:  # type: ignore[no-untyped-def]
    for _ in range(2000):
        if not send_due(at, carrier):
            return
    raise AssertionError("it never ends")


def test_an_answer_is_handed_over_once_and_keeps_the_thread(
    ticket: Ticket, carrier: Carrier
) -> None:
    agent = make_agent(ticket.desk, "agent@desk.example")
    reply(ticket, by=actor.agent(agent), at=NOW + MINUTE, text="Já funciona.")
    row = Outgoing.objects.get(sent_at=None)
    with fake_server() as server:
        account(ticket.desk, server.port, display_name="Mesa")
        drain(carrier, NOW + MINUTE)
        drain(carrier, NOW + 9 * MINUTE)
    row.refresh_from_db()
    assert (row.sent_at, row.try_at, row.tries, row.error) == (NOW + MINUTE, None, 1, "")
    (found,) = server.mails()
    receipt = message_id(Outgoing.objects.get(key=f"receipt:{ticket.pk}").pk, ticket.pk)
    assert found["From"] == "Agent · Mesa <help@desk.example>"
    assert found["To"] == "ana@client.example"
    assert found["Subject"] == "Re: Telefone mudo"
    assert found["Message-ID"] == message_id(row.pk, ticket.pk)
    assert found["In-Reply-To"] == "<one@client.example>"
    assert found["References"] == f"{root_id(ticket.pk)} <one@client.example> {receipt}"
    assert found["Auto-Submitted"] is None
    assert found.get_content().strip() == "Já funciona."


def test_l08_the_receipt_says_that_nobody_wrote_it(deliver: Deliver, carrier: Carrier) -> None:
    desk = make_desk()
    row = deliver(mail())
    with fake_server() as server:
        account(desk, server.port)
        drain(carrier)
    (found,) = server.mails()
    assert found["Auto-Submitted"] == "auto-replied"
    assert found["In-Reply-To"] == "<one@client.example>"
    assert found["References"] == f"{root_id(row.ticket_id)} <one@client.example>"


def test_a_notice_does_not_show_the_requesters_thread(ticket: Ticket, carrier: Carrier) -> None:
    with fake_server() as server:
        account(ticket.desk, server.port)
        write(ticket, "escalation:1", "lead@desk.example")
        write(ticket, "escalation:2", "lead@desk.example")
        drain(carrier)
    first, second = server.mails()
    assert first["References"] == root_id(ticket.pk)
    assert second["References"] == f"{root_id(ticket.pk)} {first['Message-ID']}"
    assert first["Auto-Submitted"] == "auto-generated"


def test_a_strangers_message_id_cannot_break_our_headers(ticket: Ticket) -> None:
    ticket.messages.filter(kind="request").update(external_id="<a b>\r\nBcc: e@e.example")
    row = write(ticket, "x")
    assert letter_of(row, route_of(ticket.desk)).in_reply_to == ""


def test_a_temporary_refusal_is_tried_again_ever_later(ticket: Ticket, carrier: Carrier) -> None:
    row = write(ticket, "x")
    with fake_server("451 4.7.1 greylisted", "451 4.7.1 still") as server:
        account(ticket.desk, server.port)
        drain(carrier)
        row.refresh_from_db()
        assert (row.tries, row.try_at) == (1, NOW + MINUTE)
        assert "greylisted" in row.error
        drain(carrier, NOW + MINUTE)
        row.refresh_from_db()
        assert row.try_at == NOW + 3 * MINUTE
        drain(carrier, NOW + 3 * MINUTE)
    row.refresh_from_db()
    assert row.sent_at == NOW + 3 * MINUTE
    assert len(server.taken) == 1


def test_delays_grow_from_a_minute_to_four_hours() -> None:
    delays = [delay_after(tries) for tries in range(1, 60)]
    assert delays[0] == MINUTE
    assert delays == sorted(delays)
    assert delays[-1] == timedelta(hours=4)


def test_a_mail_is_given_up_after_five_days_and_its_ticket_shows_it(
    ticket: Ticket, carrier: Carrier
) -> None:
    row = write(ticket, "x")
    with fake_server(*["451 no"] * 200) as server:
        account(ticket.desk, server.port)
        at, tries = NOW, 0
        while True:
            drain(carrier, at)
            row.refresh_from_db()
            if row.try_at is None:
                break
            at, tries = row.try_at, tries + 1
    assert at - NOW >= timedelta(days=5)
    assert at - NOW < timedelta(days=5, hours=4)
    assert 20 < tries < 60
    assert row.failed_at == at
    ticket.refresh_from_db()
    assert ticket.marks.count("delivery_failed") == 1
    assert "given up after 5 days" in Note.objects.get().text


def test_a_refusal_for_good_is_shown_at_once(ticket: Ticket, carrier: Carrier) -> None:
    row = write(ticket, "x")
    with fake_server(refuse={"ana@client.example": "550 5.1.1 nobody here"}) as server:
        account(ticket.desk, server.port)
        drain(carrier)
        drain(carrier, NOW + timedelta(days=1))
    row.refresh_from_db()
    ticket.refresh_from_db()
    assert (row.failed_at, row.tries, row.sent_at) == (NOW, 1, None)
    assert "550 5.1.1 nobody here" in row.error
    assert "delivery_failed" in ticket.marks
    assert "nobody here" in Note.objects.get().text
    assert ticket.clocks.count() == ticket.clocks.filter(met_at=None).count()


def test_of_several_readers_each_has_an_end_of_his_own(ticket: Ticket, carrier: Carrier) -> None:
    row = post(
        ticket, key="x", to=["ana@client.example"], cc=["bad@c.example", "busy@c.example"],
        subject="x", text="x", at=NOW,
    )  # fmt: skip
    refuse = {"bad@c.example": "550 no", "busy@c.example": "450 later"}
    with fake_server(refuse=refuse) as server:
        account(ticket.desk, server.port)
        drain(carrier)
        refuse.clear()
        drain(carrier, NOW + MINUTE)
        drain(carrier, NOW + 9 * MINUTE)
    assert server.recipients == [["ana@client.example"], ["busy@c.example"]]
    row.refresh_from_db()
    assert (row.sent_at, row.failed_at) == (NOW, NOW)
    assert "bad@c.example: 550 no" in row.error


def test_mails_to_one_reader_keep_their_order(ticket: Ticket, carrier: Carrier) -> None:
    for number in range(5):
        write(ticket, f"note {number}")
    with fake_server("451 later") as server:
        account(ticket.desk, server.port)
        drain(carrier)
        assert server.taken == []
        drain(carrier, NOW + MINUTE)
    texts = [found.get_content().strip() for found in server.mails()]
    assert texts == [f"note {number}" for number in range(5)]


def test_one_that_waits_does_not_hold_up_others(ticket: Ticket, carrier: Carrier) -> None:
    write(ticket, "late", "busy@c.example")
    write(ticket, "now", "lead@desk.example")
    with fake_server(refuse={"busy@c.example": "450 later"}) as server:
        account(ticket.desk, server.port)
        drain(carrier)
    assert server.recipients == [["lead@desk.example"]]


@pytest.mark.parametrize("deed", ["hang", "drop"])
def test_du06_lost_after_the_dot_it_comes_twice_under_one_message_id(
    ticket: Ticket, carrier: Carrier, deed: str, caplog: pytest.LogCaptureFixture
) -> None:
    row = write(ticket, "x")
    with fake_server(deed) as server:
        account(ticket.desk, server.port)
        drain(carrier)
        row.refresh_from_db()
        assert row.sent_at is None
        drain(carrier, NOW + MINUTE)
    row.refresh_from_db()
    assert row.sent_at is not None
    first, second = server.mails()
    assert first["Message-ID"] == second["Message-ID"]
    assert "may have been taken" in caplog.text


def closed_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def test_du06_a_server_that_was_away_gets_all_of_it_when_it_is_back(
    ticket: Ticket, carrier: Carrier
) -> None:
    for number in range(8):
        write(ticket, f"n{number}", f"r{number}@client.example")
    one = account(ticket.desk, closed_port())
    at = NOW
    while at < NOW + timedelta(hours=6):
        drain(carrier, at)
        at += 7 * MINUTE
    assert Outgoing.objects.filter(sent_at=None).count() == 8
    one.refresh_from_db()
    assert one.error.startswith("SMTP:")
    with fake_server() as server:
        # The server comes back where it was, as far as the waiting rows know.
        before, after = f":{one.smtp_port}:", f":{server.port}:"
        for row in Outgoing.objects.filter(sent_at=None):
            row.error = row.error.replace(before, after)
            row.save(update_fields=["error"])
        MailAccount.objects.update(smtp_port=server.port)
        for _ in range(16):  # minutes
            drain(carrier, at)
            at += MINUTE
            if server.taken:
                break
        drain(carrier, at)
    assert len(server.taken) == 8
    assert len({found["Message-ID"] for found in server.mails()}) == 8
    one.refresh_from_db()
    assert one.error == ""


def test_du06_a_server_that_takes_nothing_for_hours_gets_all_of_it_when_it_does(
    ticket: Ticket, carrier: Carrier
) -> None:
    """Its disk was full, say: what waited then came up to four hours after what was written later,
    and an answer to the same reader waited behind it."""
    rows = [write(ticket, f"n{number}", f"r{number}@client.example") for number in range(4)]
    at = NOW
    with fake_server(sender_reply="452 4.3.1 Insufficient system storage") as server:
        account(ticket.desk, server.port)
        while at < NOW + timedelta(hours=8):
            drain(carrier, at)
            at += 7 * MINUTE
        rows[0].refresh_from_db()
        assert "452 4.3.1 Insufficient system storage" in rows[0].error
        server.sender_reply = ""
        for _ in range(16):  # minutes
            drain(carrier, at)
            at += MINUTE
    assert len(server.taken) == 4


def test_a_server_that_cannot_be_reached_is_not_asked_for_each_mail(
    monkeypatch: pytest.MonkeyPatch, carrier: Carrier
) -> None:
    from prazo.channels.email.route import Server

    asked = []

    def connect(_: object) -> None:
        asked.append(1)
        raise TimeoutError("timed out")

    monkeypatch.setattr(carrier, "_connect", connect)
    for _ in range(5):
        with pytest.raises(Later, match="timed out"):
            carrier.carry(Server("mx.example", 25, "none"), "a@b.example", ["c@d.example"], b"")
    assert len(asked) == 1


def test_j08_a_wrong_password_is_told_without_the_password(
    ticket: Ticket, carrier: Carrier, caplog: pytest.LogCaptureFixture
) -> None:
    row = write(ticket, "x")
    with fake_server() as server:  # offers no AUTH
        sealed = settings.VAULT.seal(b"hunter2hunter2", PASSWORD)
        one = account(ticket.desk, server.port, user_name="me", sealed_password=sealed)
        drain(carrier)
    row.refresh_from_db()
    one.refresh_from_db()
    assert (row.failed_at, row.tries) == (None, 1)
    assert one.error.startswith("SMTP:") and one.error_at is not None
    assert "hunter2" not in row.error + one.error + caplog.text + repr(route_of(ticket.desk))


def test_starttls_that_is_not_offered_is_no_reason_to_go_without(
    ticket: Ticket, carrier: Carrier
) -> None:
    write(ticket, "x")
    with fake_server() as server:
        account(ticket.desk, server.port, smtp_security="starttls")
        drain(carrier)
    assert server.taken == []


def test_without_any_server_mails_are_kept_in_a_folder(
    ticket: Ticket,
    carrier: Carrier,
    tmp_path,
    monkeypatch: pytest.MonkeyPatch,  # type: ignore[no-untyped-def]
) -> None:
    monkeypatch.setattr(settings, "HOME", tmp_path)
    row = write(ticket, "x")
    drain(carrier)
    row.refresh_from_db()
    assert row.sent_at == NOW
    (path,) = outbox().glob("*")
    assert path.name == f"{row.pk:08}.eml"
    assert path.stat().st_mode & 0o777 == 0o600
    assert message_id(row.pk, ticket.pk).encode() in path.read_bytes()


def test_a_relay_serves_desks_without_an_account(
    ticket: Ticket, carrier: Carrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(ticket, "x")
    with fake_server() as server:
        monkeypatch.setattr(settings, "SMTP_RELAY", f"127.0.0.1:{server.port}")
        drain(carrier)
    assert server.mails()[0]["From"] == "Help <help@desk.example>"
    monkeypatch.setattr(settings, "SMTP_RELAY", "mx.desk.example:587")
    assert route_of(ticket.desk).server.security == "starttls"


def test_a_mail_that_cannot_be_written_is_shown_and_holds_up_nothing(
    ticket: Ticket, carrier: Carrier
) -> None:
    bad = write(ticket, "bad", "no address at all")
    write(ticket, "good")
    with fake_server() as server:
        account(ticket.desk, server.port)
        drain(carrier)
    bad.refresh_from_db()
    assert "no address" in bad.error and bad.failed_at == NOW
    assert len(server.taken) == 1


def test_our_own_fault_with_a_mail_is_tried_again_and_holds_up_nothing(
    ticket: Ticket, carrier: Carrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, _ = write(ticket, "bad", "x@c.example"), write(ticket, "good")
    compose = send.compose
    monkeypatch.setattr(send, "compose", lambda one: 1 / 0 if one.text == "bad" else compose(one))
    with fake_server() as server:
        account(ticket.desk, server.port)
        drain(carrier)
    bad.refresh_from_db()
    assert (bad.error, bad.try_at) == ("ZeroDivisionError", NOW + MINUTE)
    assert len(server.taken) == 1


def test_a_synthetic_ticket_sends_nothing(ticket: Ticket, carrier: Carrier) -> None:
    ticket.synthetic = True  # only the watchdog makes one; the database lets none become so
    post(ticket, key="x", to=["ana@client.example"], subject="x", text="x", at=NOW)
    with fake_server() as server:
        account(ticket.desk, server.port)
        drain(carrier)
    assert server.taken == []


def test_two_workers_send_each_mail_once(committed_db: None, pool) -> None:  # type: ignore[no-untyped-def]
    from prazo.channels.email.intake import read_mails
    from prazo.channels.email.take_in import take_in

    make_desk()
    take_in(mail(), source="lmtp", envelope_to=["help@desk.example"], received_at=NOW)
    read_mails(NOW, pool)
    ticket = Ticket.objects.get()
    for number in range(40):
        write(ticket, f"n{number}", f"r{number % 7}@client.example")
    with fake_server() as server:
        account(ticket.desk, server.port)

        def work() -> None:
            from django.db import connection

            with scope.entered(scope.SYSTEM):
                mine = Carrier()
                drain(mine)
                mine.close()
            connection.close()

        threads = [threading.Thread(target=work) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
    assert len(server.taken) == 41
    assert len({found["Message-ID"] for found in server.mails()}) == 41


def test_a_claim_lasts_as_long_as_its_holder_lives(
    committed_db: None,
    pool,
    monkeypatch: pytest.MonkeyPatch,  # type: ignore[no-untyped-def]
) -> None:
    from prazo.channels.email import lease
    from prazo.lib.duty import database_now

    desk = make_desk()
    row = Outgoing.objects.create(
        desk=desk, key="x", to=["a@b.example"], subject="x", text="x",
        created_at=NOW, try_at=NOW, tries=1,
    )  # fmt: skip
    monkeypatch.setattr(lease, "PROLONGED_EVERY", 0.05)
    with lease.Lease(row):
        for _ in range(100):
            row.refresh_from_db()
            if row.try_at != NOW:
                break
            threading.Event().wait(0.05)
    assert abs(row.try_at - database_now() - lease.LEASE) < timedelta(seconds=10)


@pytest.mark.parametrize("age", [timedelta(0), timedelta(days=6)])
def test_what_is_called_spam_while_it_is_handed_over_is_not_tried_again(
    ticket: Ticket, monkeypatch: pytest.MonkeyPatch, age: timedelta
) -> None:
    """Nor prolonged by its holder; no spam, it goes on as it stood."""
    agent = actor.agent(make_agent(ticket.desk, "agent@desk.example"))
    row = write(ticket, "key")
    Outgoing.objects.filter(pk=row.pk).update(created_at=NOW - age)

    def away(claimed: Outgoing, _: Carrier) -> None:
        mark_spam(ticket, by=agent, at=NOW)
        assert not to_be_sent(claimed).exists()
        raise Later("451 later")

    monkeypatch.setattr(send, "_hand_over", away)
    assert send_due(NOW, Carrier())
    row.refresh_from_db()
    assert (row.try_at, row.error, row.sent_at, row.failed_at) == (None, "spam", None, None)
    not_spam(ticket, by=agent, at=NOW + MINUTE)
    row.refresh_from_db()
    assert (row.try_at, row.error) == (NOW + MINUTE + LEASE, "")


def test_f01_no_mail_leaves_by_a_server_inside_unless_it_was_allowed(
    ticket: Ticket, carrier: Carrier
) -> None:
    row = write(ticket, "x")
    with fake_server() as server:
        one = account(ticket.desk, server.port, inside=False)
        drain(carrier)
    row.refresh_from_db()
    one.refresh_from_db()
    assert (server.sessions, row.sent_at) == (0, None)
    assert "Inside" in one.error
