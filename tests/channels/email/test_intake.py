"""Whatever comes in ends in exactly one visible place."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import translation

from prazo.accounts.models import Desk
from prazo.agreements.models import Version
from prazo.channels.email import intake, placing
from prazo.channels.email.intake import read_mails
from prazo.channels.email.models import NO_RETURN, RawMail
from prazo.channels.email.reading.pool import ReaderPool
from prazo.channels.email.reading.unreadable import REASONS
from prazo.channels.email.take_in import raw_bytes, take_in
from prazo.channels.email.unreadable_words import WORDS
from prazo.desk.actions import receive as receiving
from prazo.desk.intake.opening import Arrival
from prazo.desk.models import Message, Outgoing, Ticket
from prazo.engine.errors import NeverOpens
from prazo.lib.child import Unreadable
from tests.channels.email.conftest import NOW, Deliver
from tests.channels.email.world import mail, make_desk

pytestmark = pytest.mark.usefixtures("system")


def test_a_mail_becomes_a_ticket(deliver: Deliver) -> None:
    desk = make_desk()
    row = deliver(mail(subject="Telefone mudo"), envelope_to=["help+x@desk.example"])
    ticket = Ticket.objects.get()
    assert (row.state, row.ticket, row.desk, row.try_at) == ("read", ticket, desk, None)
    assert row.message == ticket.messages.get(kind="request")
    assert row.message.external_id == "<one@client.example>"
    assert (ticket.subject, ticket.opened_at) == ("Telefone mudo", NOW)
    assert ticket.requester.address == "ana@client.example"
    assert ticket.clocks.exists()
    assert Outgoing.objects.get().key == f"receipt:{ticket.pk}"


@pytest.mark.parametrize(
    ("sender", "name"),
    [
        ("Ana <ana@client.example>", "Ana"),
        ('"ana@client.example" <Ana@client.example>', ""),
        ('"Ana @ home" <ana@client.example>', "Ana @ home"),
        ('"boss@bank.example" <ana@client.example>', ""),
        ('"Boss (boss@bank.example)" <ana@client.example>', ""),
        ("=?utf-8?q?boss=EF=BC=A0bank=2Eexample?= <ana@client.example>", ""),
        ('"ana@client.example, boss@bank.example" <ana@client.example>', ""),
    ],
)
def test_nobody_is_called_by_an_address_that_is_not_his(
    deliver: Deliver, sender: str, name: str
) -> None:
    """Pages show the name alone, and the answer goes to the address (T09)."""
    make_desk()
    deliver(mail(sender=sender))
    ticket = Ticket.objects.get()
    assert ticket.requester is not None
    assert str(ticket.requester) == (name or "ana@client.example")
    assert ticket.messages.get(kind="request").sender == f"{name} <{ticket.requester.address}>"


def test_the_time_is_when_it_came_not_when_it_was_read(system: None, pool: ReaderPool) -> None:
    make_desk()
    take_in(mail(), source="lmtp", envelope_to=["help@desk.example"], received_at=NOW)
    read_mails(NOW + timedelta(hours=3), pool)
    ticket = Ticket.objects.get()
    assert ticket.opened_at == NOW
    assert min(clock.started_at for clock in ticket.clocks.all()) == NOW


def test_q18_the_date_of_the_header_is_not_believed(deliver: Deliver) -> None:
    make_desk()
    deliver(mail(Date="Fri, 31 Dec 99999 29:24:05 +0000"))
    assert Ticket.objects.get().opened_at == NOW


def test_a_desk_is_found_by_the_envelope_before_the_header(deliver: Deliver) -> None:
    make_desk("help")
    other = make_desk("other")
    row = deliver(mail(to="help@desk.example"), envelope_to=["other@desk.example"])
    assert row.desk == other


def test_without_an_envelope_the_header_names_the_desk(deliver: Deliver) -> None:
    make_desk("help")
    other = make_desk("other")
    row = deliver(mail(to="x@y.example", Cc="Other <other@desk.example>"), envelope_to=[])
    assert row.desk == other


def test_a_mail_to_nobody_we_know_is_seen_all_the_same(deliver: Deliver) -> None:
    first = make_desk("help")
    make_desk("other")
    row = deliver(mail(to="x@y.example"), envelope_to=[], source="file")
    assert row.desk == first
    assert row.ticket.marks[0] == "misdirected"


def test_a_mail_without_sender_makes_a_ticket_of_nobody(deliver: Deliver) -> None:
    make_desk()
    first = deliver(mail(sender=""))
    second = deliver(mail(sender="", message_id="<two@x.example>"))
    assert "sender_unknown" in first.ticket.marks
    assert first.ticket.requester != second.ticket.requester
    assert not Outgoing.objects.exists()


def test_a_desk_without_agreement_keeps_its_mail_waiting(deliver: Deliver) -> None:
    desk = make_desk()
    adoption = desk.adoptions.get()
    desk.adoptions.all().delete()
    row = deliver(mail())
    assert (row.state, row.tries) == ("new", 0)
    assert row.try_at == NOW + intake.NO_AGREEMENT_YET
    adoption.save(force_insert=True)
    row = deliver(mail(message_id="<two@x.example>"), at=NOW + timedelta(minutes=2))
    assert set(RawMail.objects.values_list("state", flat=True)) == {"read"}


class Poisoned(ReaderPool):
    """A child that dies of every mail with `poison` in it."""

    def submit(self, raw: bytes):  # type: ignore[no-untyped-def]
        future = super().submit(raw)
        if b"poison" not in raw:
            return future
        failing = type(future)()
        failing.set_exception(Unreadable("crashed"))
        return failing


def test_why_it_could_not_be_read_is_said_in_the_desks_language(system: None) -> None:
    desk = make_desk()
    Desk.objects.filter(pk=desk.pk).update(language="pt-br")
    with Poisoned() as pool:
        row = take_in(
            mail(body="poison"), source="lmtp", envelope_to=["help@desk.example"], received_at=NOW
        )
        for seconds in range(0, 60, 5):
            read_mails(NOW + timedelta(seconds=seconds), pool)
    row.refresh_from_db()
    assert "O e-mail encerrou o processo que o lia." in row.message.text
    assert row.error == REASONS["crashed"]  # the operator's, as in the log
    assert WORDS.keys() == REASONS.keys()
    with translation.override("en"):
        assert {code: str(said) for code, said in WORDS.items()} == REASONS


def test_du04_a_poisonous_mail_is_a_ticket_within_a_minute_and_harms_no_other(
    system: None,
) -> None:
    desk = make_desk()
    with Poisoned() as pool:
        bad = mail(body="poison", message_id="<bad@x.example>")
        given = {"source": "lmtp", "envelope_to": ["help@desk.example"], "received_at": NOW}
        parked = take_in(bad, envelope_from="eve@evil.example", **given)
        good = [take_in(mail(message_id=f"<{i}@x.example>"), **given) for i in range(3)]
        read_mails(NOW, pool)
        assert {RawMail.objects.get(pk=row.pk).state for row in good} == {"read"}
        assert RawMail.objects.get(pk=parked.pk).state == "new"
        for seconds in range(1, 60):
            read_mails(NOW + timedelta(seconds=seconds), pool)
    parked.refresh_from_db()
    assert (parked.state, parked.tries, parked.desk) == ("unreadable", 3, desk)
    assert parked.ticket.marks[0] == "unreadable"
    assert "eve@evil.example" in parked.message.text
    assert raw_bytes(parked) == bad
    assert not Outgoing.objects.filter(ticket=parked.ticket).exists()


def test_who_sent_an_unreadable_report_is_nobody(system: None) -> None:
    """An empty return path is no name."""
    make_desk()
    with Poisoned() as pool:
        given = {"source": "lmtp", "envelope_to": ["help@desk.example"], "received_at": NOW}
        row = take_in(mail(body="poison"), envelope_from=NO_RETURN, **given)
        for seconds in range(60):
            read_mails(NOW + timedelta(seconds=seconds), pool)
    row.refresh_from_db()
    assert row.state == "unreadable"
    assert "Sent by: ?" in row.message.text
    assert (row.message.requester.name, row.message.requester.address) == ("", "")


def test_a_desk_that_can_open_no_ticket_stops_no_other(
    monkeypatch: pytest.MonkeyPatch, pool: ReaderPool
) -> None:
    """Not even one to look at: its mail waits as unread until the desk can."""
    broken = make_desk("broken")
    make_desk("help")
    real = receiving.open_all

    def open_all(arrivals: Sequence[tuple[Arrival, Version]]) -> list[Message]:
        if any(arrival.desk == broken for arrival, _ in arrivals):
            raise NeverOpens("office")
        return real(arrivals)

    monkeypatch.setattr(receiving, "open_all", open_all)
    stuck = take_in(mail(), source="lmtp", envelope_to=["broken@desk.example"], received_at=NOW)
    for minute in range(30):
        at = NOW + timedelta(minutes=minute)
        other = mail(message_id=f"<{minute}@x.example>")
        fine = take_in(other, source="lmtp", envelope_to=["help@desk.example"], received_at=at)
        read_mails(at, pool)
        assert RawMail.objects.get(pk=fine.pk).state == "read"
    stuck.refresh_from_db()
    assert (stuck.state, stuck.tries, stuck.error) == ("new", 3, "no ticket: NeverOpens")
    monkeypatch.setattr(receiving, "open_all", real)
    read_mails(NOW + timedelta(hours=1), pool)
    stuck.refresh_from_db()
    assert stuck.ticket is not None


def test_our_own_fault_with_a_mail_ends_as_a_visible_ticket_too(
    deliver: Deliver, monkeypatch: pytest.MonkeyPatch, pool: ReaderPool
) -> None:
    make_desk()

    def broken(*_: object) -> None:
        raise ValueError("a secret of the mail")

    monkeypatch.setattr(intake, "place", broken)
    monkeypatch.setattr(intake, "place_or_hand_on", broken)
    deliver(mail())
    for seconds in (5, 20):
        read_mails(NOW + timedelta(seconds=seconds), pool)
    row = RawMail.objects.get()
    assert (row.state, row.error) == ("unreadable", "ValueError")
    assert "secret" not in row.message.text


def test_one_mail_that_cannot_be_placed_does_not_hold_up_its_portion(
    system: None, monkeypatch: pytest.MonkeyPatch, pool: ReaderPool
) -> None:
    make_desk()
    decide = placing.place_or_hand_on

    def picky(mail, *rest):  # type: ignore[no-untyped-def]
        if mail.message_id == "<2@x.example>":
            raise ValueError("this one")
        return decide(mail, *rest)

    monkeypatch.setattr(intake, "place_or_hand_on", picky)
    monkeypatch.setattr(placing, "place_or_hand_on", picky)
    given = {"source": "lmtp", "envelope_to": ["help@desk.example"], "received_at": NOW}
    for number in range(5):
        take_in(mail(message_id=f"<{number}@x.example>"), **given)
    read_mails(NOW, pool)
    states = RawMail.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["read", "read", "new", "read", "read"]
    assert Ticket.objects.count() == 4


def test_trouble_with_the_database_counts_against_no_mail(
    deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_desk()

    def away(*_: object) -> None:
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(intake, "place_or_hand_on", away)
    with pytest.raises(OperationalError):
        deliver(mail())


def test_an_interrupted_portion_leaves_nothing_behind(
    deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ticket is made after the mail was placed, and the raw mail's row fails: neither stays."""
    make_desk()
    monkeypatch.setattr(intake, "_fill", lambda *_: (_ for _ in ()).throw(ValueError))
    row = deliver(mail())
    assert row.state == "new"
    assert not Ticket.objects.exists()
    assert not Message.objects.exists()


def test_t20_one_mail_to_two_aliases_or_fetched_again_is_one_ticket(deliver: Deliver) -> None:
    make_desk("help", "help@desk.example", "support@desk.example")
    first = deliver(mail(), envelope_to=["help@desk.example"])
    again = [
        deliver(mail(), envelope_to=["support@desk.example"]),
        deliver(b"Received: from mx by mx; today\r\n" + mail()),
        deliver(mail(), source="imap:host/INBOX", uid="1.1"),
        deliver(mail(), source="imap:host/INBOX", uid="2.7"),
    ]
    assert {row.state for row in again} == {"duplicate"}
    assert {row.message_id for row in again} == {first.message_id}
    assert Ticket.objects.count() == 1
    assert Outgoing.objects.count() == 1


def test_t20_a_uid_seen_before_is_not_even_stored_again(deliver: Deliver) -> None:
    make_desk()
    first = deliver(mail(), source="imap:host/INBOX", uid="1.1")
    assert deliver(mail(), source="imap:host/INBOX", uid="1.1") == first


def test_t19_the_same_message_id_with_another_text_is_another_mail(deliver: Deliver) -> None:
    make_desk()
    attacker = deliver(mail(sender="eve@evil.example", body="nothing"))
    copied = deliver(mail(sender="eve@evil.example"))
    real = deliver(mail())
    assert [row.state for row in (attacker, copied, real)] == ["read"] * 3
    assert real.ticket.requester.address == "ana@client.example"
    assert Ticket.objects.count() == 3


def test_mails_without_message_id_are_kept_apart(deliver: Deliver) -> None:
    make_desk()
    same = mail(message_id="", Date="")
    assert [deliver(same).state, deliver(same).state] == ["read", "read"]


def test_thread_12_a_mail_is_placed_even_if_the_desk_is_only_in_cc(deliver: Deliver) -> None:
    make_desk()
    row = deliver(mail(to="boss@client.example", Cc="help@desk.example"), envelope_to=[])
    assert row.ticket.desk.slug == "help"


def test_a_duplicate_points_at_what_it_repeats(deliver: Deliver) -> None:
    make_desk()
    first = deliver(mail())
    again = deliver(mail())
    assert (again.state, again.ticket, again.message) == ("duplicate", first.ticket, first.message)
    assert again.state == placing.State.DUPLICATE
