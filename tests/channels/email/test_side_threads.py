"""Mail to a carrier beside the ticket, and what comes back (B9), through the real doors."""

import email
from datetime import timedelta
from email.message import EmailMessage
from email.policy import default

import pytest

from prazo.channels.email.compose import compose
from prazo.channels.email.identity import (
    message_id,
    named,
    root_id,
    side_message_id,
    ticket_answered,
)
from prazo.channels.email.route import route_of
from prazo.channels.email.send import letter_of
from prazo.desk import actor
from prazo.desk.actions.merge import merge
from prazo.desk.actions.open_side_thread import open_side_thread
from prazo.desk.actions.write_beside import write_beside
from prazo.desk.models import Event, Message, Note, Outgoing, SideMessage, SideThread, Ticket
from tests.channels.email.conftest import NOW, Deliver
from tests.channels.email.world import mail, make_agent, make_desk

pytestmark = pytest.mark.usefixtures("system")
LATER = NOW + timedelta(hours=1)
CARRIER = "noc@carrier.example"


@pytest.fixture
def thread(deliver: Deliver) -> SideThread:
    desk = make_desk()
    ticket = deliver(mail(subject="No dial tone at Ana's")).ticket
    agent = actor.agent(make_agent(desk, "ann@desk.example"))
    return open_side_thread(
        ticket,
        party="carrier",
        to=CARRIER,
        subject="Trunk 7 is dead",
        text="Please look at trunk 7.",
        by=agent,
        at=NOW + timedelta(minutes=10),
        wait=True,
    )


def sent(thread: SideThread) -> EmailMessage:
    """The newest mail of the thread as it is handed over."""
    outgoing = Outgoing.objects.filter(side__thread=thread).order_by("pk").last()
    assert outgoing is not None
    raw = compose(letter_of(outgoing, route_of(outgoing.desk, outgoing.sender)))
    return email.message_from_bytes(raw, policy=default)  # type: ignore[return-value]


def answer(thread: SideThread, **given: str) -> bytes:
    values = {"sender": f"NOC <{CARRIER}>", "message_id": "<ba1@carrier.example>", **given}
    values.setdefault("In_Reply_To", sent(thread)["Message-ID"])
    values.setdefault("body", "Our BA is 4711.")
    return mail(subject="Re: Trunk 7 is dead", **values)


def test_what_goes_out_carries_nothing_of_the_customers(thread: SideThread) -> None:
    letter = sent(thread)
    assert letter["To"] == CARRIER and letter["Cc"] is None
    assert (letter["Subject"], letter["Auto-Submitted"]) == ("Trunk 7 is dead", None)
    assert letter["In-Reply-To"] is None and letter["References"] == root_id(0, thread.pk)
    assert letter["From"].addresses[0].addr_spec == "help@desk.example"
    whole = letter.as_string()
    assert "Ana" not in whole and "client.example" not in whole and "morning" not in whole


def test_its_message_id_proves_the_thread_and_no_ticket(thread: SideThread) -> None:
    given = sent(thread)["Message-ID"]
    ours = named(given)
    assert ours is not None and (ours.ticket, ours.side) == (0, thread.pk)
    assert ticket_answered([given], []) is None
    other = message_id(ours.outgoing, thread.pk)
    assert other[1] == "p" and named(other.replace("<p", "<s", 1)) is None
    assert side_message_id(1, 2) == side_message_id(1, 2) != side_message_id(2, 1)


def test_an_answer_lands_in_the_thread_and_nowhere_else(
    thread: SideThread, deliver: Deliver
) -> None:
    """Never a message of the customer's, never heard by a clock, answered by no receipt: a note
    tells those who work on it."""
    events, posts = Event.objects.count(), Outgoing.objects.count()
    row = deliver(answer(thread), at=LATER)
    assert (row.state, row.error, row.ticket) == ("read", "side_thread", thread.ticket)
    assert Ticket.objects.count() == 1
    assert Message.objects.filter(kind="request").count() == 1
    (heard,) = Event.objects.order_by("pk")[events:]
    assert (heard.kind, heard.by, heard.data["tells"]) == ("note", "system", [thread.user_id])
    assert Outgoing.objects.count() == posts
    said = SideMessage.objects.get(user=None)
    assert (said.text.strip(), said.at, said.thread) == ("Our BA is 4711.", LATER, thread)
    thread.refresh_from_db()
    assert thread.answered_at == LATER
    ticket = Ticket.objects.get()
    assert (ticket.waiting_on, ticket.marks.count("side_answer")) == ("carrier", 1)


def test_the_thread_goes_on_as_one(thread: SideThread, deliver: Deliver) -> None:
    first = sent(thread)["Message-ID"]
    deliver(answer(thread), at=LATER)
    by = actor.agent(thread.user)
    write_beside(thread.ticket, thread=thread, text="And now?", by=by, at=LATER)
    letter = sent(thread)
    assert letter["In-Reply-To"] == "<ba1@carrier.example>"
    assert letter["References"].split()[1:] == [first, "<ba1@carrier.example>"]
    assert letter["Subject"] == "Re: Trunk 7 is dead"


def test_delivered_twice_it_is_there_once(thread: SideThread, deliver: Deliver) -> None:
    raw = answer(thread)
    states = [deliver(raw, at=LATER).state, deliver(raw, at=LATER).state]
    assert states == ["read", "duplicate"]
    assert SideMessage.objects.filter(user=None).count() == 1


def test_a_ticket_system_may_answer_from_its_own_plus(thread: SideThread, deliver: Deliver) -> None:
    deliver(answer(thread, sender="noc+4711@carrier.example"), at=LATER)
    assert SideMessage.objects.filter(user=None).exists()


@pytest.mark.parametrize("sender", ["ana@client.example", "eve@evil.example"])
def test_the_proof_alone_opens_no_thread(thread: SideThread, deliver: Deliver, sender: str) -> None:
    """T02, D14: from an address that was not written to it is a ticket of its own, marked."""
    row = deliver(answer(thread, sender=sender), at=LATER)
    assert row.ticket != thread.ticket
    assert "side_other_address" in row.ticket.marks
    assert not SideMessage.objects.filter(user=None).exists()


def test_a_participant_without_the_proof_is_a_new_ticket(
    thread: SideThread, deliver: Deliver
) -> None:
    row = deliver(answer(thread, In_Reply_To="<else@carrier.example>"), at=LATER)
    assert row.ticket != thread.ticket
    assert "side_other_address" not in row.ticket.marks


def test_a_machines_receipt_asks_for_nobody(thread: SideThread, deliver: Deliver) -> None:
    deliver(answer(thread, Auto_Submitted="auto-replied"), at=LATER)
    said = SideMessage.objects.get(user=None)
    assert said.automatic
    thread.refresh_from_db()
    assert thread.answered_at is None
    assert "side_answer" not in Ticket.objects.get().marks


def test_a_mail_that_comes_back_is_told_on_the_ticket(thread: SideThread, deliver: Deliver) -> None:
    """L02: a bounce names the mail by its own Message-ID."""
    ours = sent(thread)["Message-ID"]
    report = "\r\n".join(
        [
            "From: MAILER-DAEMON@carrier.example",
            "To: help@desk.example",
            "Subject: Undelivered",
            "Message-ID: <bounce@carrier.example>",
            "Auto-Submitted: auto-replied",
            "MIME-Version: 1.0",
            'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
            "",
            "--b",
            "Content-Type: text/plain",
            "",
            "Nobody of that name.",
            "--b",
            "Content-Type: message/delivery-status",
            "",
            "Reporting-MTA: dns; mx.carrier.example",
            "",
            f"Final-Recipient: rfc822; {CARRIER}",
            "Action: failed",
            "Status: 5.1.1",
            "",
            "--b",
            "Content-Type: message/rfc822",
            "",
            f"Message-ID: {ours}",
            "Subject: Trunk 7 is dead",
            "",
            "x",
            "--b--",
            "",
        ]
    ).encode()
    row = deliver(report, at=LATER)
    assert (row.reason if hasattr(row, "reason") else row.error) == "bounce"
    assert Outgoing.objects.get(side__thread=thread).failed_at == LATER
    assert CARRIER in Note.objects.get(ticket=thread.ticket).text


def test_after_a_merge_answers_find_the_case(thread: SideThread, deliver: Deliver) -> None:
    raw, by = answer(thread), actor.agent(thread.user)
    case = deliver(mail(message_id="<two@client.example>"), at=LATER).ticket
    merge(thread.ticket, into=case, by=by, at=LATER)
    row = deliver(raw, at=LATER)
    assert row.ticket == case
    assert "side_answer" in Ticket.objects.get(pk=case.pk).marks


def test_a_file_comes_along(thread: SideThread, deliver: Deliver) -> None:
    from prazo.desk.files import content_of

    parts = EmailMessage()
    parts["From"], parts["To"], parts["Subject"] = CARRIER, "help@desk.example", "Re: Trunk"
    parts["Message-ID"], parts["In-Reply-To"] = "<f@carrier.example>", sent(thread)["Message-ID"]
    parts.set_content("See the trace.")
    parts.add_attachment("1 ms\r\n", filename="trace.txt")
    deliver(parts.as_bytes(policy=parts.policy.clone(linesep="\r\n")), at=LATER)
    (file,) = SideMessage.objects.get(user=None).files.all()
    assert file.name == "trace.txt" and content_of(file).startswith(b"1 ms")
