"""D17: no clear text of a secret is kept, whoever wrote it and wherever he put it (S16)."""

import gzip
import json

import pytest

from prazo.customers.models import Requester
from prazo.desk.actions.close import close
from prazo.desk.actions.move import move
from prazo.desk.actions.receive import receive
from prazo.desk.actions.reopen import reopen
from prazo.desk.actions.resume import resume
from prazo.desk.actions.split import split
from prazo.desk.actions.wait import wait
from prazo.desk.files import content_of, keep_all
from prazo.desk.inbound import Inbound, InboundFile
from prazo.desk.masking import AHEAD, PIECE, masked_alike
from prazo.desk.models import Attachment, Event, Message
from tests.world import MONDAY, World, at, make_world

KEY = "AKIAIOSFODNN7EXAMPLE"
SAID = f"They sent the key {KEY} with it."


@pytest.fixture
def world(system: None) -> World:
    return make_world()


def test_d17_reasons_keep_no_secret(world: World) -> None:
    ticket, by = world.ask(), world.by_ann
    move(ticket, to=world.version, by=by, at=MONDAY, reason=SAID)
    wait(ticket, on="third_party", by=by, at=at("09:00"), reason=SAID)
    resume(ticket, by=by, at=at("09:10"), reason=SAID)
    wait(ticket, on="carrier", by=by, at=at("09:20"), reason=SAID)
    resume(ticket, by=by, at=at("09:30"), reason=SAID)
    close(ticket, by=by, at=at("10:00"), reason=SAID)
    reopen(ticket, by=by, at=at("10:10"), reason=SAID)
    kept = [json.dumps(event.data) for event in Event.objects.filter(ticket=ticket)]
    assert sum("They sent the key" in data for data in kept) == 8
    assert not [data for data in kept if KEY in data]


def test_d17_what_is_split_off_keeps_no_secret(world: World) -> None:
    message = world.write()
    own = split(
        message.ticket, message=message, subject=SAID, text=SAID, by=world.by_ann, at=MONDAY
    )
    copy = own.messages.get()
    assert KEY not in own.subject
    assert KEY not in copy.text
    assert copy.remarks


def sent_by_mail(world: World, *files: InboundFile) -> Message:
    return receive(
        world.desk,
        Inbound(
            channel="email",
            reference="<secret@client.example>",
            sender="ana@client.example",
            sender_name=f"Ana {KEY}",
            recipients=(("to", f"Help {KEY}", "help@desk.example"),),
            written_to=("acme-desk@desk.example",),
            subject="Hello",
            text="Look at the files.",
            received_at=MONDAY,
            files=files,
        ),
    )


def test_d17_names_keep_no_secret(world: World) -> None:
    message = sent_by_mail(
        world, InboundFile(name=f"{KEY}.png", content_type="image/png", content=b"x")
    )
    requester = Requester.objects.get(pk=message.requester_id)
    file = Attachment.objects.get(message=message)
    kept = [message.sender, json.dumps(message.recipients), requester.name, file.name]
    assert not [text for text in kept if KEY in text]
    assert "ana@client.example" in message.sender


def test_d17_text_and_html_of_a_mail_are_masked_alike() -> None:
    """In a table's cell the password has a label; in the text beside it, it has none."""
    secret = "Zx9!" + "kkLm"
    cells = "<tr><th>User</th><th>Password</th></tr><tr><td>ana</td><td>{}</td></tr>"
    text, html, remarks = masked_alike(f"ana uses {secret} there", cells.format(secret))
    assert text == "ana uses •••••• there"
    assert html == cells.format("••••••")
    assert remarks == ["masked_password"]
    text, html, _ = masked_alike(f"My password is {secret}.", f"<p>It is <b>{secret}</b></p>")
    assert (text, html) == ("My password is ••••••.", "<p>It is <b>••••••</b></p>")
    assert masked_alike("Nothing", "") == ("Nothing", "", [])


@pytest.mark.parametrize(
    ("kind", "encoding", "umlaut"),
    [
        pytest.param("application/octet-stream", "utf-8", "Schlüssel", id="sent-as-nothing"),
        pytest.param("application/x-yaml", "utf-8", "Schlüssel", id="sent-as-yaml"),
        pytest.param("text/plain", "latin-1", "Schlüssel", id="latin-1"),
        pytest.param("text/plain", "utf-16", "Schlüssel", id="utf-16"),
    ],
)
def test_s16_a_text_file_keeps_no_secret(
    world: World, kind: str, encoding: str, umlaut: str
) -> None:
    content = f"{umlaut}\r\naws_access_key_id = {KEY}\r\n".encode(encoding)
    message = sent_by_mail(world, InboundFile(name=".env", content_type=kind, content=content))
    kept = content_of(Attachment.objects.get(message=message)).decode(encoding)
    assert kept.startswith(f"{umlaut}\r\naws_access_key_id = ")
    assert KEY not in kept


@pytest.mark.parametrize("between", ["\n", " ", ""], ids=["lines", "words", "one-word"])
def test_s16_a_long_text_file_keeps_no_secret(world: World, between: str) -> None:
    """Wherever its pieces would end: a secret stands around every place."""
    block = "\n".join(["-----BEGIN RSA PRIVATE KEY-----", *["a1B2" * 16] * 20])
    block += "\n-----END RSA PRIVATE KEY-----"
    secret = f"password: Sunflower!2291\naws_access_key_id = {KEY}\n{block}\n"
    filling = "nothing to see" + between
    for shift in (0, 7, 300, 1500):
        before = (filling * PIECE)[: PIECE - shift]
        text = f"{before}\n{secret}{filling * 100_000}\n{secret}"
        file = InboundFile(name="app.log", content_type="text/plain", content=text.encode())
        (kept,) = keep_all([(world.write(), [file])])
        clean = content_of(kept).decode()
        for one in (KEY, "Sunflower!2291", "a1B2a1B2"):
            assert one not in clean, (shift, one)
        assert clean.startswith(before[:-AHEAD])
        assert clean.count(filling) >= 100_000


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("logs.zip", b"PK\x03\x04\x14\x00"),
        ("logs.gz", gzip.compress(b"a log", mtime=0)),
        ("logs.tar", b"\0" * 257 + b"ustar\x0000"),
    ],
    ids=["zip", "gz", "tar"],
)
def test_an_archive_is_said_not_to_be_searched(world: World, name: str, content: bytes) -> None:
    file = InboundFile(name=name, content_type="application/octet-stream", content=content)
    assert "archive_unsearched" in sent_by_mail(world, file).remarks


def test_a_picture_is_no_archive(world: World) -> None:
    file = InboundFile(name="a.png", content_type="image/png", content=b"\x89PNG\r\n")
    assert sent_by_mail(world, file).remarks == []


def test_a_file_that_is_no_text_is_kept_byte_by_byte(world: World) -> None:
    content = b"\x89PNG\r\n\x1a\n\x00" + f"password: Sunflower!2291 {KEY}".encode()
    for name, kind in (("a.png", "image/png"), ("a.bin", "application/octet-stream")):
        file = InboundFile(name=name, content_type=kind, content=content)
        message = world.write()
        (kept,) = keep_all([(message, [file])])
        assert content_of(kept) == content
