"""Whatever the bytes, the reader answers, and with something a database takes (Q08, J01, J05)."""

from email.header import Header
from email.message import EmailMessage

from hypothesis import given
from hypothesis import strategies as st

from prazo.channels.email.reading import ReadMail, read
from prazo.channels.email.reading.charsets import decode
from prazo.channels.email.reading.doubts import Doubts
from prazo.channels.email.reading.names import file_name
from prazo.channels.email.reading.wire import packed, unpacked
from prazo.lib.child import Limits
from prazo.lib.child.wire import FrameReader, frame
from tests.channels.email.reading.letter import letter, reading
from tests.tries import tries

PIECES = st.sampled_from(
    [
        b"\r\n", b"\n", b"\r", b"\0", b"\xff", b"\xed\xa0\x80", b": ", b"; ", b"=", b'"',
        b"<", b">", b"(", b")", b"@", b",", b"--b", b"--b--", b"=?utf-8?q?", b"=?iso-2022-jp?b?",
        b"?=", b"a b",
        b"From", b"To", b"Subject", b"Content-Type", b"Content-Transfer-Encoding", b"boundary=b",
        b"multipart/mixed", b"multipart/alternative", b"multipart/report", b"message/rfc822",
        b"message/delivery-status", b"text/html", b"text/plain", b"charset=utf-7", b"charset=hz",
        b"charset=idna", b"base64", b"quoted-printable", b"x-uuencode", b"begin 644 a", b"end",
        b"Action: failed", b"Return-Path: <>", b"<p>", b"&#xD800;", b"Date", b"name*0*=", b"%zz",
    ]
)  # fmt: skip
MAILS = st.lists(PIECES | st.binary(max_size=8), max_size=60).map(b"".join)
TEXTS = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=60)


@tries(600)
@given(MAILS)
def test_every_mail_is_read_into_what_can_be_stored(raw):
    mail = read(raw)
    repr(mail).encode()
    assert "\0" not in mail.text + mail.subject + (mail.html or "")
    assert len(mail.subject.splitlines()) <= 1
    for one in (*mail.to, *mail.cc, *mail.reply_to):
        assert one.address.count("@") >= 1
        assert not any(sign.isspace() for sign in one.address if '"' not in one.address)
    for file in mail.attachments:
        assert file.name
        assert not set(file.name) & set('/\\\0\r\n"<>')
    assert over_the_wire(mail) == mail


@tries(100)
@given(MAILS)
def test_reading_is_a_function_of_the_bytes_alone(raw):
    assert read(raw) == read(raw)


@tries(200)
@given(TEXTS, TEXTS, st.sampled_from(["quoted-printable", "base64", "8bit"]))
def test_what_python_writes_is_read_back(subject, body, encoding):
    message = EmailMessage()
    message["From"] = "Ana <ana@acme.example>"
    message.set_content(body, cte=encoding, charset="utf-8")
    raw = b"Subject: " + Header(subject, "utf-8", maxlinelen=60).encode().encode() + b"\n"
    mail = read(raw + message.as_bytes())
    assert "".join(mail.subject.split()) == "".join(subject.split())
    assert mail.text.strip() == "\n".join(body.splitlines()).strip() or "\u2028" in body
    assert mail.sender is not None
    assert mail.sender.address == "ana@acme.example"


@given(st.binary(max_size=300), st.text(max_size=30) | st.sampled_from(["utf-7", "hz", "utf-16"]))
@tries(500)
def test_q09_any_bytes_in_any_charset_become_text(data, charset):
    decode(data, charset, Doubts()).encode()


@given(st.text(max_size=400))
@tries(500)
def test_j05_a_file_name_is_the_same_after_a_second_cleaning(name):
    once = file_name(name.encode("utf-8", "replace").decode(), "application/pdf")
    assert 0 < len(once) <= 200
    assert file_name(once, "application/pdf") == once


@given(st.lists(st.binary(max_size=40), max_size=5), st.integers(1, 7))
def test_frames_arrive_whole_however_they_are_cut(blobs, step):
    stream = b"".join(frame({"n": 1}, blobs)) * 2
    reader, found = FrameReader(Limits()), []
    for place in range(0, len(stream), step):
        reader.feed(stream[place : place + step])
        while said := reader.next():
            found.append(said[1])
    assert found == [blobs, blobs]


def over_the_wire(mail: ReadMail) -> ReadMail:
    said, blobs = packed(mail)
    reader = FrameReader(Limits())
    for piece in frame({"read": said}, blobs):
        reader.feed(piece)
    answer = reader.next()
    assert answer is not None
    return unpacked(answer[0]["read"], answer[1])


def test_a_mail_of_everything_crosses_the_wire():
    mail = reading(
        "Message-ID: <a@x.example>\nReferences: <b@x.example>\nTo: b@b.example\nCc: c@c.example\n"
        "Authentication-Results: mx.example; dmarc=pass\nX-Failed-Recipients: bob@b.example\n"
        "Date: Mon, 3 Nov 2025 10:12:00 -0300\nContent-Type: multipart/mixed; boundary=b",
        letter("Content-Type: text/html", "<p>x").join([b"--b\n", b"\n--b--"]),
    )
    assert over_the_wire(mail) == mail
