"""Loops, bounces, floods (trust.md 2.3): silence in time, nothing lost."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from django.conf import settings

from prazo.channels.email import placing
from prazo.channels.email.carrier import Carrier
from prazo.channels.email.identity import message_id
from prazo.channels.email.intake import FROM_ONE_SENDER, read_mails
from prazo.channels.email.models import NO_RETURN, RawMail
from prazo.channels.email.reading.pool import ReaderPool
from prazo.channels.email.send import outbox, send_due
from prazo.channels.email.take_in import take_in
from prazo.desk import actor
from prazo.desk.actions.merge import merge
from prazo.desk.actions.reply import reply
from prazo.desk.models import Note, Outgoing, Ticket
from tests.channels.email.conftest import NOW, Deliver
from tests.channels.email.world import mail, make_agent, make_desk

pytestmark = pytest.mark.usefixtures("system")
HOUR = timedelta(hours=1)
LATER = NOW + HOUR
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def test_l01_our_own_mail_come_back_is_counted_and_makes_nothing(deliver: Deliver) -> None:
    make_desk("help")
    make_desk("other")
    back = [
        deliver(mail(sender="Help <HELP@desk.example>")),
        deliver(mail(sender="other@desk.example", message_id="<2@x.example>")),
        deliver(mail(sender="help+x@desk.example", message_id="<3@x.example>")),
        deliver(mail(sender="list@client.example", message_id=message_id(7, 3))),
    ]
    assert {(row.state, row.error) for row in back} == {("ignored", "own_mail")}
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"sender": "Website <help@desk.example>"},
        {"sender": "'Ana' via Help <help@desk.example>", "Precedence": "list", "List_Id": "<h.x>"},
    ],
    ids=["a form on a website", "a group address"],
)
def test_l01_what_somebody_wrote_in_our_name_is_a_ticket_of_nobody(
    deliver: Deliver, headers: dict[str, str]
) -> None:
    make_desk("help")
    ticket = deliver(mail(Reply_To="Ana <ana@client.example>", **headers)).ticket
    assert "own_name" in ticket.marks
    assert ticket.requester.address == ""
    asked = {"field": "reply-to", "name": "Ana", "address": "ana@client.example"}
    assert asked in ticket.messages.get().recipients
    assert not Outgoing.objects.exists()


def test_l01_our_own_mail_that_comes_back_through_a_list_makes_nothing(deliver: Deliver) -> None:
    make_desk("help")
    back = [
        deliver(mail(sender="help@desk.example", Reply_To="help+list@desk.example")),
        deliver(
            mail(
                sender="help@desk.example",
                message_id="<2@x.example>",
                Reply_To="list@client.example",
                Auto_Submitted="auto-replied",
            )
        ),
    ]
    assert {(row.state, row.error) for row in back} == {("ignored", "own_mail")}


def report(
    original: str, *, action: str = "failed", recipient: str = "ana@client.example"
) -> bytes:
    status, said = ("5.1.1", "550 5.1.1 user unknown") if action == "failed" else ("4.0.0", "busy")
    return "\r\n".join(
        [
            "Return-Path: <>",
            "From: Mail Delivery <mailer-daemon@mx.client.example>",
            "To: help@desk.example",
            "Subject: Undelivered Mail Returned to Sender",
            f"Message-ID: <{action}@mx.client.example>",
            "MIME-Version: 1.0",
            'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
            "",
            "--b",
            "Content-Type: text/plain",
            "",
            "Your mail could not be delivered.",
            "--b",
            "Content-Type: message/delivery-status",
            "",
            "Reporting-MTA: dns; mx.client.example",
            "",
            f"Final-Recipient: rfc822; {recipient}",
            f"Action: {action}",
            f"Status: {status}",
            f"Diagnostic-Code: smtp; {said}",
            "",
            "--b",
            "Content-Type: message/rfc822",
            "",
            f"Message-ID: {original}",
            "Subject: Re: It does not work",
            "",
            "Your number is ...",
            "--b--",
            "",
        ]
    ).encode()


@pytest.fixture
def ticket(deliver: Deliver) -> Ticket:
    make_desk()
    ticket = deliver(mail()).ticket
    Outgoing.objects.update(sent_at=NOW, try_at=None)
    return ticket


def receipt(ticket: Ticket) -> Outgoing:
    return Outgoing.objects.get(key=f"receipt:{ticket.pk}")


def test_l02_a_bounce_is_shown_on_its_ticket_and_told_once(
    ticket: Ticket, deliver: Deliver
) -> None:
    original = message_id(receipt(ticket).pk, ticket.pk)
    row = deliver(report(original), at=LATER)
    again = deliver(report(original).replace(b"<failed@", b"<again@"), at=LATER)
    assert {(one.state, one.error, one.ticket) for one in (row, again)} == {
        ("ignored", "bounce", ticket)
    }
    ticket.refresh_from_db()
    assert ticket.marks.count("delivery_failed") == 1
    (note,) = Note.objects.all()
    assert "ana@client.example" in note.text and "user unknown" in note.text
    assert receipt(ticket).failed_at == LATER
    assert Ticket.objects.count() == 1
    assert Outgoing.objects.count() == 1


def test_l02_of_several_readers_each_that_was_missed_is_told_and_no_other(
    ticket: Ticket, deliver: Deliver
) -> None:
    """Their servers report by themselves, one of them perhaps a day later."""
    sent = Outgoing.objects.filter(pk=receipt(ticket).pk)
    sent.update(cc=["bo@client.example", "eve@client.example"])
    original = message_id(receipt(ticket).pk, ticket.pk)
    for recipient in (
        "Bo@client.example",
        "bo@client.example",
        "ana@client.example",
        "x@far.example",
    ):
        deliver(
            report(original, recipient=recipient).replace(b"<failed@", recipient.encode()), at=LATER
        )
    told = [note.text.partition(":")[0] for note in Note.objects.order_by("pk")]
    assert told == [
        "A mail to bo@client.example was not delivered",
        "A mail to ana@client.example was not delivered",
    ]
    assert "Bo@client.example" in receipt(ticket).error and "ana@client.ex" in receipt(ticket).error


def test_l02_a_bounce_is_shown_where_the_case_is_now(ticket: Ticket, deliver: Deliver) -> None:
    case = deliver(mail(message_id="<case@client.example>")).ticket
    by = actor.agent(make_agent(case.desk, "agent@desk.example"))
    merge(ticket, into=case, by=by, at=LATER)
    deliver(report(message_id(receipt(ticket).pk, ticket.pk)), at=LATER)
    case.refresh_from_db()
    assert "delivery_failed" in case.marks
    assert Note.objects.get().ticket == case


@pytest.mark.parametrize("action", ["failed", "delayed"])
def test_d17_what_a_strangers_server_says_is_masked(
    ticket: Ticket, deliver: Deliver, action: str
) -> None:
    key = "AKIAIOSFODNN7EXAMPLE"
    said = report(message_id(receipt(ticket).pk, ticket.pk), action=action)
    said = said.replace(b"user unknown", key.encode()).replace(
        b"smtp; busy", f"smtp; {key}".encode()
    )
    deliver(said, at=LATER)
    kept = [receipt(ticket).error, *(note.text for note in Note.objects.all())]
    assert kept[0]
    assert not [text for text in kept if key in text]


def test_l02_a_mere_delay_is_no_failure(ticket: Ticket, deliver: Deliver) -> None:
    row = deliver(report(message_id(receipt(ticket).pk, ticket.pk), action="delayed"), at=LATER)
    assert (row.state, row.error, row.ticket) == ("ignored", "delayed", ticket)
    ticket.refresh_from_db()
    assert "delivery_failed" not in ticket.marks
    assert receipt(ticket).failed_at is None
    assert not Note.objects.exists()


def test_l02_a_bounce_of_nothing_we_sent_is_a_ticket_without_receipt(
    ticket: Ticket, deliver: Deliver
) -> None:
    forged = message_id(receipt(ticket).pk, ticket.pk).replace("@", "x@")
    row = deliver(report(forged), at=LATER)
    assert row.state == "read" and row.ticket != ticket
    assert "bounce" in row.ticket.marks
    ticket.refresh_from_db()
    assert "delivery_failed" not in ticket.marks
    assert Outgoing.objects.count() == 1


@pytest.mark.parametrize("about", ["ours", "another"])
def test_l02_who_encloses_a_report_is_heard(ticket: Ticket, deliver: Deliver, about: str) -> None:
    original = message_id(receipt(ticket).pk, ticket.pk) if about == "ours" else "<1@x.example>"
    forwarded = (
        report(original)
        .replace(b"Return-Path: <>\r\n", b"")
        .replace(
            b"From: Mail Delivery <mailer-daemon@mx.client.example>", b"From: bo@client.example"
        )
        .replace(b"multipart/report; report-type=delivery-status", b"multipart/mixed")
        .replace(b"Your mail could not be delivered.", b"The whole call centre is down!")
    )
    row = deliver(forwarded, at=LATER)
    assert (row.state, row.message.text) == ("read", "The whole call centre is down!")
    assert row.ticket != ticket and "bounce" not in row.ticket.marks
    assert receipt(row.ticket).to == ["bo@client.example"]
    assert receipt(ticket).failed_at is None
    assert not Note.objects.exists()


def test_l02_who_wants_no_report_gets_no_receipt(deliver: Deliver) -> None:
    """Over LMTP the envelope stands beside the mail: no Return-Path says that it was empty."""
    make_desk("help")
    person = deliver(mail(message_id="<1@x.example>"), envelope_from="ana@client.example")
    program = deliver(mail(message_id="<2@x.example>"), envelope_from=NO_RETURN)
    told = set(Outgoing.objects.values_list("ticket_id", flat=True))
    assert person.ticket_id in told
    assert program.ticket_id not in told and program.ticket is not None


def test_l02_a_report_that_says_nothing_is_kept_and_not_answered(
    ticket: Ticket, deliver: Deliver
) -> None:
    """It may be an answering machine whose subject speaks of delivery."""
    away = mail(
        message_id="<away@client.example>",
        subject="Re: Delivery notification",
        in_reply_to=message_id(receipt(ticket).pk, ticket.pk),
        body="I am away; my colleague will tell you more.",
    )
    row = deliver(b"Return-Path: <>\r\n" + away, at=LATER)
    assert (row.state, row.ticket) == ("read", ticket)
    assert "my colleague" in row.message.text
    assert Outgoing.objects.count() == 1
    assert not receipt(ticket).error


def test_l03_an_answering_machine_without_any_mark_is_answered_three_times_an_hour(
    deliver: Deliver,
) -> None:
    make_desk()
    for number in range(12):
        deliver(
            mail(sender=f"bot{number}@machine.example", subject=f"Re: Out of office {number}",
                 message_id=f"<{number}@machine.example>"),
            at=NOW + timedelta(seconds=number),
        )  # fmt: skip
    assert Ticket.objects.count() == 12  # nothing is lost
    assert Outgoing.objects.count() == 3
    assert Ticket.objects.filter(marks__contains=["answers_stopped"]).count() == 1  # one alert
    assert untold() == 9


def flood(deliver: Deliver, mails: int, apart: timedelta, results: bytes = b"") -> list[datetime]:
    """So many mails of one address about as many things; when receipts were written to it."""
    for number in range(mails):
        words = mail(subject=f"buy {LETTERS[number // 26]}{LETTERS[number % 26]}",
                     message_id=f"<flood{number}@client.example>")  # fmt: skip
        deliver(results + words, at=NOW + HOUR + apart * number)
    sent = Outgoing.objects.filter(message__kind="receipt", created_at__gte=NOW + HOUR)
    return sorted(sent.values_list("created_at", flat=True))


def untold() -> int:
    """Tickets that say that their sender got no receipt."""
    return Ticket.objects.filter(marks__contains=["no_receipt"]).count()


def test_l06_one_receipt_per_address_in_ten_minutes_and_five_a_day(deliver: Deliver) -> None:
    make_desk()
    sent = flood(deliver, 40, timedelta(minutes=5))
    assert len(sent) == 5
    assert all(b - a >= timedelta(minutes=10) for a, b in pairwise(sent))
    assert untold() == 35


PROVED = b"Authentication-Results: mx.desk.example; dmarc=pass\r\n"


@pytest.mark.parametrize("by", ["domain", "answer"])
def test_l06_who_surely_writes_himself_has_a_number_for_each_request(
    deliver: Deliver, by: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """M3. Twenty within ten minutes are a loop's, whoever vouches for the address."""
    make_desk()
    if by == "domain":
        monkeypatch.setattr(settings, "AUTHSERV_ID", "mx.desk.example")
    else:
        ticket = deliver(mail()).ticket
        proof = message_id(receipt(ticket).pk, ticket.pk)
        deliver(mail(message_id="<2@client.example>", in_reply_to=proof), at=NOW)
    results = PROVED if by == "domain" else b""
    assert len(flood(deliver, 25, timedelta(seconds=10), results)) == 20
    assert untold() == 5


def test_l06_an_answer_ends_the_silence(deliver: Deliver) -> None:
    desk = make_desk()
    deliver(mail())
    ticket = deliver(mail(subject="Fax", message_id="<2@client.example>")).ticket
    assert ticket.marks == ["no_contract", "no_receipt"]
    reply(ticket, by=actor.agent(make_agent(desk, "a@desk.example")), at=LATER, text="Seen.")
    ticket.refresh_from_db()
    assert ticket.marks == ["no_contract"]


def test_l06_the_first_answer_to_a_stranger_holds_none_of_his_words(deliver: Deliver) -> None:
    make_desk()
    deliver(mail(subject="BUY PILLS at evil.example", body="PILLS"))
    (sent,) = Outgoing.objects.all()
    assert "PILLS" not in sent.subject + sent.text
    assert "evil.example" not in sent.subject + sent.text


def test_l06_having_been_written_from_before_proves_nothing(deliver: Deliver) -> None:
    """Whoever forges a victim's address once can do so again; only an answer to a mail of ours
    shows that its owner writes."""
    make_desk()
    first = deliver(mail(body="PILLS")).ticket
    hour = timedelta(hours=1)
    deliver(mail(subject="BUY PILLS", message_id="<2@client.example>"), at=NOW + hour)
    assert not Outgoing.objects.filter(subject__contains="PILLS").exists()
    proof = message_id(receipt(first).pk, first.pk)
    away = {"in_reply_to": proof, "Auto_Submitted": "auto-replied"}
    deliver(mail(message_id="<3@client.example>", **away), at=NOW + 2 * hour)
    deliver(mail(subject="MORE PILLS", message_id="<4@client.example>"), at=NOW + 3 * hour)
    assert not Outgoing.objects.filter(subject__contains="PILLS").exists()
    deliver(mail(message_id="<5@client.example>", in_reply_to=proof), at=NOW + 4 * hour)
    last = deliver(mail(subject="Printer", message_id="<6@client.example>"), at=NOW + 5 * hour)
    assert receipt(last.ticket).subject == "Re: Printer"


def test_l04_an_ordinary_exchange_mail_is_not_automatic(deliver: Deliver) -> None:
    make_desk()
    deliver(mail(X_Auto_Response_Suppress="DR, OOF, AutoReply"))
    assert Outgoing.objects.count() == 1


@pytest.mark.parametrize(
    "marks",
    [
        {"Auto_Submitted": "auto-generated"},
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"List_Id": "<news.client.example>"},
        {"X_Autoreply": "yes"},
    ],
    ids=lambda marks: next(iter(marks)),
)
def test_l08_a_machine_gets_a_ticket_and_no_answer(deliver: Deliver, marks: dict[str, str]) -> None:
    make_desk()
    assert deliver(mail(**marks)).ticket is not None
    assert not Outgoing.objects.exists()


def test_l09_a_mail_that_goes_round_is_kept_marked_and_not_answered(deliver: Deliver) -> None:
    make_desk()
    hops = b"Received: from a by b; Sun, 22 Nov 2026 10:00:00 +0000\r\n" * 60
    row = deliver(hops + mail())
    assert "loop" in row.ticket.marks
    assert not Outgoing.objects.exists()


def test_l10_who_sends_too_much_waits_and_nobody_else_does(system: None, pool: ReaderPool) -> None:
    make_desk()
    given = {"source": "lmtp", "envelope_to": ["help@desk.example"]}
    flood = FROM_ONE_SENDER * 2 + 5
    for number in range(flood):
        take_in(mail(sender="flood@evil.example", message_id=f"<{number}@evil.example>"),
                received_at=NOW + timedelta(milliseconds=number), **given)  # fmt: skip
    other = take_in(mail(), received_at=NOW + timedelta(seconds=1), **given)
    at = NOW + timedelta(seconds=2)
    while read_mails(at, pool):
        pass
    assert RawMail.objects.get(pk=other.pk).state == "read"
    states = RawMail.objects.filter(sender="flood@evil.example", state="throttled")
    assert states.count() == flood - FROM_ONE_SENDER
    assert Ticket.objects.count() == FROM_ONE_SENDER + 1
    late = take_in(mail(sender="flood@evil.example", message_id="<late@evil.example>"),
                   received_at=NOW + timedelta(minutes=1), **given)  # fmt: skip
    for minute in range(1, 4):
        while read_mails(NOW + timedelta(minutes=minute), pool):
            pass
        assert Ticket.objects.count() <= 1 + FROM_ONE_SENDER * (minute + 1)
    assert RawMail.objects.exclude(state="read").count() == 0  # none dropped
    assert Ticket.objects.count() == flood + 2
    order = list(Ticket.objects.exclude(requester__addresses__address="ana@client.example")
                 .order_by("pk").values_list("opened_at", flat=True))  # fmt: skip
    assert order == sorted(order)
    assert RawMail.objects.get(pk=late.pk).ticket.opened_at == NOW + timedelta(minutes=1)


def test_l07_two_desks_that_write_to_each_other_fall_silent(
    system: None,
    pool: ReaderPool,
    tmp_path,
    monkeypatch: pytest.MonkeyPatch,  # type: ignore[no-untyped-def]
) -> None:
    """As if in two installations: neither knows the other's address, key or Message-IDs."""
    monkeypatch.setattr(settings, "HOME", tmp_path)
    make_desk("one", "help@one.example")
    make_desk("two", "help@two.example")
    monkeypatch.setattr(placing, "named", lambda _: None)
    look_up = placing.Known
    monkeypatch.setattr(
        "prazo.channels.email.intake.Known",
        lambda ours, **given: look_up(ours={}, **given),
    )
    carrier = Carrier()
    first = mail(sender="help@one.example", to="help@two.example")
    take_in(first, source="lmtp", envelope_to=["help@two.example"], received_at=NOW)
    desk = {"help@two.example": "two", "help@one.example": "one"}
    RawMail.objects.update(desk_id=_desk_id("two"))
    exchanged, seen = 0, set()
    for number in range(1000):
        if not RawMail.objects.filter(state="new").exists():
            break  # nothing on its way: the rounds to come change nothing
        at = NOW + timedelta(seconds=number)
        read_mails(at, pool)
        while send_due(at, carrier):
            pass
        for path in sorted(outbox().glob("*.eml")):
            if path.name in seen:
                continue
            seen.add(path.name)
            exchanged += 1
            row = Outgoing.objects.get(pk=int(path.stem))
            raw = path.read_bytes()
            # A mail program between them that drops what RFC 3834 asks for.
            raw = raw.replace(b"Auto-Submitted: auto-replied\r\n", b"")
            back = take_in(raw, source="lmtp", envelope_to=row.to, received_at=at)
            back.desk_id = _desk_id(desk[row.to[0]])
            back.save(update_fields=["desk"])
    assert 1 <= exchanged <= 3
    assert number < 10


def _desk_id(slug: str) -> int:
    from prazo.accounts.models import Desk

    return Desk.objects.get(slug=slug).pk
