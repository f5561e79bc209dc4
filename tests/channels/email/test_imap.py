"""Mailboxes on a real Dovecot: nothing lost, nothing twice, whatever becomes of the line (DU05)."""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from imap_tools import MailBoxUnencrypted

from prazo.channels.email import imap, mailboxes
from prazo.channels.email.imap import TROUBLE, hang_up, look, sign_in
from prazo.channels.email.intake import read_mails
from prazo.channels.email.mailboxes import Mailboxes
from prazo.channels.email.models import MailAccount, RawMail
from prazo.channels.email.reach import Inside
from prazo.channels.email.reading.pool import ReaderPool
from prazo.channels.email.route import PASSWORD as PURPOSE
from prazo.channels.email.take_in import raw_bytes
from prazo.desk.models import Ticket
from prazo.lib.duty import database_now
from tests.channels.email.cut_proxy import CutProxy, cut_proxy
from tests.channels.email.debian_servers import PASSWORD, USER, Dovecot, dovecot
from tests.channels.email.world import mail, make_desk

pytestmark = pytest.mark.postfix


@pytest.fixture(scope="module")
def running() -> Iterator[Dovecot]:
    with dovecot() as server:
        yield server


@pytest.fixture
def server(running: Dovecot) -> Iterator[Dovecot]:
    with box_of(running) as box:
        box.delete(box.uids())
        if not box.folder.exists("Done"):
            box.folder.create("Done")
    yield running


def box_of(server: Dovecot) -> MailBoxUnencrypted:
    return MailBoxUnencrypted("127.0.0.1", server.port, timeout=10).login(USER, PASSWORD)


def account_at(port: int, **given: object) -> MailAccount:
    values = {
        "imap_host": "127.0.0.1", "imap_port": port, "imap_security": "none", "user_name": USER,
        "sealed_password": settings.VAULT.seal(PASSWORD.encode(), PURPOSE), "inside": True,
        **given,
    }  # fmt: skip
    return MailAccount.objects.create(desk=make_desk(), address="help@desk.example", **values)


def put(server: Dovecot, *raws: bytes, flags: str = "", at: datetime | None = None) -> None:
    with box_of(server) as box:
        for raw in raws:
            box.append(raw, "INBOX", dt=at, flag_set=flags.split())


def letters(count: int) -> list[bytes]:
    return [mail(message_id=f"<{n}@client.example>", body=f"mail {n}\n" * 40) for n in range(count)]


def seen(server: Dovecot) -> list[bool]:
    with box_of(server) as box:
        return ["\\Seen" in one.flags for one in box.fetch(mark_seen=False, headers_only=True)]


def once(account: MailAccount) -> int:
    account.refresh_from_db()
    session = sign_in(account)
    try:
        return look(account, session, database_now)
    finally:
        hang_up(session.box)


def test_new_mails_are_taken_in_byte_for_byte_and_marked_seen(
    system: None, server: Dovecot
) -> None:
    raws = letters(25)
    account = account_at(server.port)
    put(server, *raws)
    assert once(account) == 25
    assert [raw_bytes(row) for row in RawMail.objects.order_by("pk")] == raws
    row = RawMail.objects.first()
    assert (row.account, row.desk) == (account, account.desk)
    assert row.source == f"imap:{USER}@127.0.0.1/INBOX"
    assert seen(server) == [True] * 25
    assert once(account) == 0
    account.refresh_from_db()
    assert account.error == "" and account.polled_at is not None


def test_f01_no_mailbox_inside_is_looked_into_unless_it_was_allowed(
    system: None, server: Dovecot
) -> None:
    put(server, *letters(1))
    with pytest.raises(Inside):
        once(account_at(server.port, inside=False))


def test_the_first_look_leaves_alone_what_was_read_before(system: None, server: Dovecot) -> None:
    put(server, mail(message_id="<old@x.example>"), flags="\\Seen")
    put(server, mail(message_id="<new@x.example>"))
    assert once(account_at(server.port)) == 1


def test_a_mail_that_somebody_else_read_first_is_taken_in_all_the_same(
    system: None, server: Dovecot
) -> None:
    account = account_at(server.port)
    once(account)
    put(server, mail(), flags="\\Seen")
    assert once(account) == 1


def test_mails_may_be_moved_when_they_are_taken_in(system: None, server: Dovecot) -> None:
    account = account_at(server.port, imap_move_to="Done")
    put(server, *letters(3))
    assert once(account) == 3
    with box_of(server) as box:
        assert box.uids() == []
        assert box.folder.status("Done", ["MESSAGES"])["MESSAGES"] == 3
    assert once(account) == 0


def test_moving_takes_nothing_away_that_somebody_else_marked(system: None, server: Dovecot) -> None:
    """Dovecot says that it knows MOVE only to who has signed in."""
    put(server, mail(message_id="<struck@client.example>"), flags="\\Seen \\Deleted")
    put(server, *letters(2))
    assert once(account_at(server.port, imap_move_to="Done")) == 2
    with box_of(server) as box:
        assert [one.uid for one in box.fetch(mark_seen=False)] == box.uids("DELETED")
        assert len(box.uids()) == 1


def test_a_folder_that_is_gone_holds_up_no_mail(system: None, server: Dovecot) -> None:
    put(server, *letters(imap.AT_ONCE + 5))
    account = account_at(server.port, imap_move_to="Gone")
    for _ in range(2):
        with pytest.raises(TROUBLE):
            once(account)
        assert RawMail.objects.count() == imap.AT_ONCE + 5


def test_it_came_when_the_server_got_it_but_not_before_we_last_looked(
    system: None, server: Dovecot
) -> None:
    account = account_at(server.port)
    put(server, mail(), at=database_now() - timedelta(days=300))
    once(account)
    first = RawMail.objects.get()
    assert database_now() - first.received_at < timedelta(minutes=1)
    looked = database_now() - timedelta(hours=3)
    MailAccount.objects.update(polled_at=looked)
    put(server, mail(message_id="<2@x.example>"), at=database_now() - timedelta(hours=1))
    put(server, mail(message_id="<3@x.example>"), at=database_now() - timedelta(days=1))
    put(server, mail(message_id="<4@x.example>"), at=database_now() + timedelta(days=1))
    once(account)
    _, two, three, four = RawMail.objects.order_by("pk")
    assert timedelta(minutes=59) < database_now() - two.received_at < timedelta(minutes=61)
    assert three.received_at == looked
    assert four.received_at <= database_now()


def test_du05_flags_that_were_lost_bring_nothing_twice(system: None, server: Dovecot) -> None:
    account = account_at(server.port)
    put(server, *letters(5))
    once(account)
    with box_of(server) as box:
        box.flag(box.uids(), "\\Seen", False)
    assert once(account) == 0
    assert seen(server) == [True] * 5
    assert RawMail.objects.count() == 5


def test_du05_mails_numbered_anew_make_no_second_ticket(
    system: None, server: Dovecot, pool: ReaderPool
) -> None:
    account = account_at(server.port)
    put(server, *letters(5))
    once(account)
    read_mails(database_now(), pool)
    assert Ticket.objects.count() == 5
    with box_of(server) as box:
        box.flag(box.uids(), "\\Seen", False)
    server.number_anew()
    put(server, mail(message_id="<later@client.example>"), flags="\\Seen")
    assert once(account) == 6
    read_mails(database_now(), pool)
    assert Ticket.objects.count() == 6
    assert RawMail.objects.filter(state="duplicate").count() == 5


@pytest.fixture
def line(server: Dovecot) -> Iterator[CutProxy]:
    with cut_proxy(server.port) as proxy:
        yield proxy


def test_du05_a_line_cut_anywhere_loses_nothing_and_doubles_nothing(
    system: None, server: Dovecot, line: CutProxy, pool: ReaderPool
) -> None:
    """The short form: more than fifty places, from the greeting to the last answer."""
    raws = letters(8)
    account = account_at(line.port)
    put(server, *raws)
    cut = 1
    cuts = 0
    while True:
        line.cut_after = cut
        try:
            once(account)
            break
        except TROUBLE:
            cuts += 1
        cut += 31
    read_mails(database_now(), pool)
    print(f"cut {cuts} times, the last time after {cut} bytes")
    assert cuts > 50
    assert sorted(raw_bytes(row) for row in RawMail.objects.all()) == sorted(raws)
    assert Ticket.objects.count() == 8
    assert seen(server) == [True] * 8


@pytest.fixture
def boxes(committed_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailboxes]:
    monkeypatch.setattr(mailboxes, "FIRST_PAUSE", 0.2)
    monkeypatch.setattr(mailboxes, "LONGEST_PAUSE", 0.5)
    monkeypatch.setattr(mailboxes, "TAKEN_SECONDS", 0.3)
    monkeypatch.setattr(mailboxes, "IDLE_SECONDS", 3.0)
    monkeypatch.setattr(imap, "READ_SECONDS", 2.0)
    watching = Mailboxes()
    yield watching
    watching.stop()


def until(check, seconds: float = 20) -> float:  # type: ignore[no-untyped-def]
    began = time.monotonic()
    while not check():
        assert time.monotonic() - began < seconds, "it did not happen in time"
        time.sleep(0.05)
    return time.monotonic() - began


def test_idle_wakes_us_within_a_second(boxes: Mailboxes, server: Dovecot) -> None:
    account_at(server.port)
    boxes.keep_up()
    until(lambda: MailAccount.objects.get().polled_at is not None)
    time.sleep(0.3)
    put(server, mail())
    assert until(RawMail.objects.exists) < 2.5


def test_du05_a_dead_line_is_noticed_and_the_mailbox_looked_into_again(
    boxes: Mailboxes, server: Dovecot, line: CutProxy
) -> None:
    """Half open: nothing comes, nothing fails. In life: 20 s of IDLE and 30 s of waiting."""
    account_at(line.port)
    boxes.keep_up()
    until(lambda: MailAccount.objects.get().polled_at is not None)
    line.silent = True
    put(server, mail())
    time.sleep(0.5)
    line.silent = False  # for new lines; the old one has swallowed what came
    assert until(RawMail.objects.exists) < mailboxes.IDLE_SECONDS + imap.READ_SECONDS + 3
    until(lambda: MailAccount.objects.get().error == "")


def test_du05_a_server_that_was_down_is_found_again(boxes: Mailboxes, server: Dovecot) -> None:
    account_at(server.port)
    boxes.keep_up()
    until(lambda: MailAccount.objects.get().polled_at is not None)
    server.stop()
    until(lambda: MailAccount.objects.get().error != "")
    assert PASSWORD not in MailAccount.objects.get().error
    server.start()
    put(server, mail())
    assert until(RawMail.objects.exists) < 5
    until(lambda: MailAccount.objects.get().error == "")


def test_j08_a_wrong_password_is_shown_without_it(
    boxes: Mailboxes, server: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap, "READ_SECONDS", 10.0)  # Dovecot takes its time to refuse
    account_at(server.port, sealed_password=settings.VAULT.seal(b"wrong-one", PURPOSE))
    boxes.keep_up()
    until(lambda: "MailboxLoginError" in MailAccount.objects.get().error, 40)
    assert "wrong-one" not in MailAccount.objects.get().error


def test_two_workers_look_into_one_mailbox_in_turn(boxes: Mailboxes, server: Dovecot) -> None:
    account_at(server.port)
    second = Mailboxes()
    boxes.keep_up()
    until(lambda: MailAccount.objects.get().polled_at is not None)
    second.keep_up()
    put(server, *letters(3))
    until(lambda: RawMail.objects.count() == 3)
    boxes.stop()  # the first one ends; the second takes over
    put(server, mail(message_id="<later@client.example>"))
    until(lambda: RawMail.objects.count() == 4)
    second.stop()


def test_a_changed_account_is_looked_into_with_its_new_settings(
    boxes: Mailboxes, server: Dovecot
) -> None:
    account = account_at(1)  # nobody there
    boxes.keep_up()
    until(lambda: MailAccount.objects.get().error != "")
    MailAccount.objects.filter(pk=account.pk).update(imap_port=server.port)
    boxes.keep_up()
    until(lambda: MailAccount.objects.get().polled_at is not None)
    MailAccount.objects.filter(pk=account.pk).update(active=False)
    boxes.keep_up()
    assert not boxes._watches
