"""Answers and notes with bold, lists, links and pictures: kept as they were written, read once."""

from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import cast

import pytest

from prazo.channels.email.compose import compose
from prazo.channels.email.route import Route
from prazo.channels.email.send import letter_of
from prazo.desk.actions.note import note
from prazo.desk.actions.reply import reply
from prazo.desk.models import Attachment, Message, Note, Outgoing, Ticket
from prazo.writing.actions.keep_draft import add_files
from prazo.writing.actions.press import press
from prazo.writing.files import Upload
from prazo.writing.words import Words
from tests.world import MONDAY, PNG, World, at

AT_ONCE = timedelta()


@pytest.fixture
def ticket(world: World) -> Ticket:
    return world.ask()


def send(world: World, ticket: Ticket, text: str, kind: str = "reply", **more: object) -> None:
    words = Words(text=text, **more)  # type: ignore[arg-type]
    press(ticket, kind, words, user=world.ann, at=at("8:30"), hold=AT_ONCE)


def answer(ticket: Ticket) -> tuple[Message, Outgoing]:
    message = ticket.messages.exclude(kind__in=("request", "receipt")).latest("pk")
    return message, Outgoing.objects.get(message=message)


def mail(outgoing: Outgoing) -> EmailMessage:
    raw = compose(letter_of(outgoing, Route("Desk", "desk@desk.example", None)))
    return cast(EmailMessage, message_from_bytes(raw, policy=default))


def kinds(part: EmailMessage) -> list[object]:
    if not part.is_multipart():
        return [part.get_content_type()]
    return [part.get_content_type(), *(kinds(one) for one in part.iter_parts())]


def test_an_answer_goes_out_as_text_and_as_html(world: World, ticket: Ticket) -> None:
    send(world, ticket, "**Yes**, <b>do</b> this:\n\n- one\n- [two](https://a.example)")
    message, outgoing = answer(ticket)
    assert message.text == "**Yes**, <b>do</b> this:\n\n- one\n- [two](https://a.example)"
    assert message.markup == "markdown"
    assert message.shown.startswith("<p><strong>Yes</strong>, &lt;b&gt;do&lt;/b&gt; this:</p><ul>")
    assert outgoing.text == "*Yes*, <b>do</b> this:\n\n- one\n- two <https://a.example>"
    sent = mail(outgoing)
    assert kinds(sent) == ["multipart/alternative", ["text/plain"], ["text/html"]]
    html = sent.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert "<strong>Yes</strong>" in html and 'style="' in html and "&lt;b&gt;" in html


@pytest.mark.parametrize(
    "text", ["Just words, 2*3*4 and file_name.", "  indented\n\n\nthree lines"]
)
def test_words_alone_are_what_they_were(world: World, ticket: Ticket, text: str) -> None:
    send(world, ticket, text)
    message, outgoing = answer(ticket)
    assert (message.text, message.markup, message.shown) == (text, "", "")
    assert (outgoing.text, outgoing.html) == (text, "")
    assert kinds(mail(outgoing)) == ["text/plain"]


def test_only_who_says_so_has_signs_read(world: World, ticket: Ticket) -> None:
    """What was written before, and what the desk writes by itself, is shown as it stands."""
    reply(ticket, by=world.by_ann, at=MONDAY, text="**As it stands**")
    message, outgoing = answer(ticket)
    assert (message.markup, message.shown, outgoing.html) == ("", "", "")
    note(ticket, by=world.by_ann, at=MONDAY, text="- so is this")
    assert Note.objects.get().markup == ""


def test_notes_too_and_no_signature_below_them(world: World, ticket: Ticket) -> None:
    send(world, ticket, "Ask **Bob**:\n> why?", kind="note")
    found = Note.objects.get()
    assert found.shown == "<p>Ask <strong>Bob</strong>:</p><blockquote><p>why?</p></blockquote>"
    assert not ticket.outgoing.filter(key__startswith="message").exists()


def test_a_resolution_too(world: World, ticket: Ticket) -> None:
    send(world, ticket, "It was *the cable*.", then="resolve")
    message, outgoing = answer(ticket)
    assert "<em>the cable</em>" in message.shown and "<em>the cable</em>" in outgoing.html
    assert Ticket.objects.get(pk=ticket.pk).summary == "It was *the cable*."


def test_a_picture_stands_in_the_text_and_comes_with_the_mail(world: World, ticket: Ticket) -> None:
    files = [Upload(name="shot.png", content=PNG), Upload(name="log.txt", content=b"a log")]
    add_files(ticket, "reply", files, user=world.ann, at=at("8:20"))
    send(world, ticket, "Here:\n![](shot.png)\nand ![](log.txt)")
    message, outgoing = answer(ticket)
    shot = Attachment.objects.get(message=message, name="shot.png")
    assert f'<img src="cid:{shot.pk}" alt="shot.png">' in message.shown
    assert "![](log.txt)" in message.shown, "no picture"
    assert shot.inline and not Attachment.objects.get(name="log.txt").inline
    assert f'src="cid:{shot.content_id}"' in outgoing.html
    assert outgoing.text == "Here:\n[shot.png]\nand ![](log.txt)"
    sent = mail(outgoing)
    assert kinds(sent) == [
        "multipart/mixed",
        ["multipart/alternative", ["text/plain"],
         ["multipart/related", ["text/html"], ["image/png"]]],
        ["text/plain"],
    ]  # fmt: skip
    (inside,) = [part for part in sent.walk() if part.get_content_type() == "image/png"]
    assert inside["Content-ID"] == f"<{shot.content_id}>"
    assert inside.get_content_disposition() == "inline" and inside.get_content() == PNG


def test_a_picture_in_a_note(world: World, ticket: Ticket) -> None:
    add_files(ticket, "note", [Upload("a.png", PNG)], user=world.ann, at=at("8:20"))
    send(world, ticket, "![](a.png)", kind="note")
    found = Note.objects.get()
    assert f'<img src="cid:{found.files.get().pk}"' in found.shown


@pytest.mark.parametrize(
    "text",
    [
        "Your password: **hunter2-Xq9**", "The card is 4111 **1111** 1111 1111, is it?",
        "Key `AKIAIOSFODNN7EXAMPLE`", "[**AKIAIOSFODNN7EXAMPLE**](https://a.example)",
    ],
)  # fmt: skip
def test_d17_signs_hide_no_secret(world: World, ticket: Ticket, text: str) -> None:
    for kind in ("reply", "note"):
        send(world, ticket, f"**Hello**. {text}", kind=kind)
    message, outgoing = answer(ticket)
    told = " ".join(
        [message.text, message.shown, outgoing.text, outgoing.html, Note.objects.get().shown,
         Note.objects.get().text]
    )  # fmt: skip
    bare = told.replace("*", "").replace("<strong>", "").replace("</strong>", "")
    for secret in ("hunter2", "4111 1111 1111 1111", "AKIAIOSFODNN7EXAMPLE", "IOSFODNN7"):
        assert secret not in bare
    assert "•••" in message.text and message.remarks
