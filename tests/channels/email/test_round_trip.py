"""A formatted answer goes out, is answered by the programs people have, and comes in by LMTP: what
they say is read, what they quote of ours is folded, signature and all."""

import smtplib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default

import pytest

from prazo.accounts.operator import Operator
from prazo.channels.email.compose import compose
from prazo.channels.email.intake import read_mails
from prazo.channels.email.listener import Listeners
from prazo.channels.email.reading.pool import ReaderPool
from prazo.channels.email.route import route_of
from prazo.channels.email.send import letter_of
from prazo.desk.models import Message, Outgoing, Ticket
from prazo.lib.quotes import fold
from prazo.writing.actions.keep_signatures import keep_signatures
from prazo.writing.actions.press import press
from prazo.writing.words import Words
from tests.channels.email.conftest import NOW
from tests.channels.email.world import mail, make_agent, make_desk

TEXT = """**Please** restart it:

1. pull the plug
2. wait

> It does not work

See [how](https://a.example)."""
SAID = "It works now, thank you!"


@pytest.fixture
def doors(committed_db: None) -> Iterator[Listeners]:
    desk = make_desk()
    agent = make_agent(desk, "ann@desk.example")
    keep_signatures(desk, {"": "*{agent}*\n{desk}"}, by=Operator(agent, NOW))
    listeners = Listeners("127.0.0.1:0", "127.0.0.1:0")
    listeners.start()
    yield listeners
    listeners.stop()


def as_gmail(html: str, text: str) -> tuple[str, str]:
    head = "On Sun, Nov 22, 2026 at 10:05 AM Agent · Help &lt;help@desk.example&gt; wrote:"
    quoted = "\n".join(f"> {line}".rstrip() for line in text.splitlines())
    return (
        f"{SAID}\n\nOn Sun, Nov 22, 2026 at 10:05 AM Agent · Help <help@desk.example> wrote:\n\n"
        f"{quoted}\n",
        f'<div dir="ltr">{SAID}</div><br><div class="gmail_quote"><div dir="ltr"'
        f' class="gmail_attr">{head}<br></div><blockquote class="gmail_quote" style="margin:0 0 0'
        f' .8ex;border-left:1px solid #ccc;padding-left:1ex">{html}</blockquote></div>',
    )


def as_outlook(html: str, text: str) -> tuple[str, str]:
    head = (
        "<b>From:</b> Agent &lt;help@desk.example&gt;<br><b>Sent:</b> Sunday, November 22, 2026"
        " 10:05 AM<br><b>To:</b> Ana &lt;ana@client.example&gt;<br><b>Subject:</b> Re: It"
    )
    return "", (
        f'<div class="WordSection1"><p class="MsoNormal">{SAID}</p><div><div style="border:none;'
        f'border-top:solid #E1E1E1 1.0pt"><p class="MsoNormal">{head}</p></div></div>{html}</div>'
    )


def as_thunderbird(html: str, text: str) -> tuple[str, str]:
    return "", (
        f'<p>{SAID}</p><div class="moz-cite-prefix">On 22.11.26 10:05, Agent wrote:<br></div>'
        f'<blockquote type="cite" cite="mid:x@y">{html}</blockquote>'
    )


def as_plain(html: str, text: str) -> tuple[str, str]:
    return as_gmail(html, text)[0], ""


@pytest.mark.parametrize("written", [as_gmail, as_outlook, as_thunderbird, as_plain])
def test_there_and_back(doors: Listeners, pool: ReaderPool, written: object) -> None:
    _by_lmtp(doors, mail())
    read_mails(datetime.now(UTC), pool)
    ticket = Ticket.objects.get()
    agent = ticket.desk.members.get().user
    press(ticket, "reply", Words(text=TEXT), user=agent, at=datetime.now(UTC), hold=timedelta())
    sent = _sent(Outgoing.objects.get(message__kind="reply"))
    text, html = (
        sent.get_body((kind,)).get_content().replace("\r\n", "\n")  # type: ignore[union-attr]
        for kind in ("plain", "html")
    )
    assert text.rstrip().endswith("See how <https://a.example>.\n\n-- \n*Agent*\nHelp")
    assert [str(part.kind) for part in fold(text).parts] == ["said", "signature"]
    assert "<em>Agent</em>" in html

    answer = EmailMessage()
    answer["From"], answer["To"] = "Ana <ana@client.example>", "help@desk.example"
    answer["Subject"], answer["Message-ID"] = str(sent["Subject"]), "<two@client.example>"
    answer["In-Reply-To"] = str(sent["Message-ID"])
    plain, marked = written(html, text)  # type: ignore[operator]
    if plain:
        answer.set_content(plain)
    if marked and plain:
        answer.add_alternative(marked, subtype="html")
    elif marked:
        answer.set_content(marked, subtype="html")
    _by_lmtp(doors, answer.as_bytes(policy=SMTP))
    read_mails(datetime.now(UTC), pool)

    assert Ticket.objects.get() == ticket, "it is no new case"
    message = ticket.messages.filter(kind=Message.Kind.REQUEST).latest("pk")
    parts = [(str(part.kind), part.text) for part in fold(message.text).parts if part.text.strip()]
    assert parts[0] == ("said", parts[0][1]) and parts[0][1].strip() == SAID
    assert all(kind != "said" for kind, _text in parts[1:]), parts
    assert "pull the plug" in message.text and "Agent" in message.text


def _by_lmtp(doors: Listeners, raw: bytes) -> None:
    with smtplib.LMTP("127.0.0.1", doors.port("lmtp"), timeout=10) as client:
        client.sendmail("ana@client.example", ["help@desk.example"], raw)


def _sent(outgoing: Outgoing) -> EmailMessage:
    raw = compose(letter_of(outgoing, route_of(outgoing.desk, outgoing.sender)))
    return message_from_bytes(raw, policy=default)  # type: ignore[return-value]
