"""What leaves for somebody outside, as a mail server takes it: nothing of the customer's (B9)."""

from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage

import pytest

from prazo.channels.email.carrier import Carrier
from prazo.channels.email.identity import root_id
from prazo.channels.email.models import MailAccount
from prazo.channels.email.send import send_due
from prazo.desk import actor
from prazo.desk.actions.open_side_thread import open_side_thread
from prazo.desk.actions.reply import reply
from prazo.desk.actions.write_beside import write_beside
from prazo.desk.inbound import InboundFile
from prazo.desk.models import Outgoing, SideThread, Ticket
from tests.channels.email.conftest import NOW, Deliver
from tests.channels.email.fake_smtp import FakeServer, fake_server
from tests.channels.email.world import mail, make_agent, make_desk

pytestmark = pytest.mark.usefixtures("system")
LATER = NOW + timedelta(hours=1)
THEIRS = ("Ana", "client.example", "morning", "quiet line", "CASE-77")
"""The customer's name, addresses, Message-IDs, words, subject and headers."""
HEADERS = {
    *("Date", "From", "To", "Cc", "Subject", "Message-ID", "In-Reply-To", "References"),
    *("Content-Language", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"),
}


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with fake_server() as one:
        yield one


@pytest.fixture
def ticket(deliver: Deliver, server: FakeServer) -> Ticket:
    """One with a conversation: what the customer wrote, our answer, and hers to that."""
    desk = make_desk()
    MailAccount.objects.create(
        desk=desk, address="help@desk.example", smtp_host="127.0.0.1", smtp_port=server.port,
        smtp_security="none", inside=True,
    )  # fmt: skip
    ticket: Ticket = deliver(
        mail(subject="A quiet line at Ana's", Cc="boss@client.example", X_Case="CASE-77")
    ).ticket
    agent = make_agent(desk, "agent@desk.example")
    reply(ticket, by=actor.agent(agent), at=NOW, text="Which line, Ana?")
    Outgoing.objects.update(sent_at=NOW, try_at=None)
    return ticket


def drained(server: FakeServer, at: object = LATER) -> list[EmailMessage]:
    carrier = Carrier(step=2, last=1)
    while send_due(at, carrier):  # type: ignore[arg-type]
        pass
    carrier.close()
    return server.mails()


def opened(ticket: Ticket, **given: object) -> SideThread:
    by = actor.agent(ticket.messages.get(kind="reply").user)
    values = {
        "party": "carrier", "to": "noc@carrier.example", "cc": "ops@carrier.example",
        "subject": "Trunk 7", "text": "Please look at trunk 7.", "by": by, "at": LATER,
        **given,
    }  # fmt: skip
    return open_side_thread(ticket, **values)  # type: ignore[arg-type]


def test_nothing_of_the_customer_is_on_the_wire(
    ticket: Ticket, server: FakeServer, deliver: Deliver
) -> None:
    plan = InboundFile(name="plan.pdf", content_type="application/pdf", content=b"%PDF-1.4 ours")
    thread = opened(ticket, files=[plan], wait=True)
    (first,) = drained(server)
    answer = mail(
        sender="NOC <noc@carrier.example>", to="help@desk.example", subject="Re: Trunk 7",
        message_id="<ba@carrier.example>", In_Reply_To=first["Message-ID"], body="Which board?",
    )  # fmt: skip
    deliver(answer, at=LATER + timedelta(seconds=30))
    by = actor.agent(ticket.messages.get(kind="reply").user)
    write_beside(ticket, thread=thread, text="Board 4.", by=by, at=LATER + timedelta(minutes=1))
    _first, second = drained(server, LATER + timedelta(minutes=1))

    assert server.recipients == [["noc@carrier.example", "ops@carrier.example"]] * 2
    for raw in server.taken:
        for word in THEIRS:
            assert word.encode() not in raw, word
    (file,) = first.iter_attachments()
    assert (file.get_filename(), file.get_content_type()) == ("plan.pdf", "application/pdf")
    assert file.get_content() == b"%PDF-1.4 ours"
    assert first["Cc"] == second["Cc"] == "ops@carrier.example"
    root, *ids = second["References"].split()
    assert first["References"] == root == root_id(0, thread.pk)
    assert ids == [first["Message-ID"], "<ba@carrier.example>"]
    assert {*first.keys(), *second.keys()} <= HEADERS


def test_one_address_the_server_will_not_take_is_said_on_the_thread(
    ticket: Ticket, server: FakeServer
) -> None:
    """L02."""
    server.refuse["ops@carrier.example"] = "550 no such user"
    thread = opened(ticket)
    drained(server)
    assert server.recipients == [["noc@carrier.example"]]
    mail_out = Outgoing.objects.get(side__thread=thread)
    assert mail_out.failed_at == LATER and "ops@carrier.example" in mail_out.error
    ticket.refresh_from_db()
    assert "delivery_failed" in ticket.marks
