"""What Outlook wraps into `winmail.dat` is shown as any other file and text (MS-OXTNEF)."""

import base64
from struct import pack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prazo.channels.email.reading import ReadMail, read
from prazo.channels.email.reading.doubts import Doubts
from prazo.channels.email.reading.tnef import SIGNATURE, unwrapped
from tests.channels.email.reading.letter import letter
from tests.pace import quickest

NEW_FILE = (0x00069002, b"\1\0" + bytes(12))


def winmail(*attributes: tuple[int, bytes]) -> bytes:
    """Attributes as one stream."""
    first = ((0x00089006, b"\0\0\1\0"), (0x00069007, pack("<II", 1252, 0)))
    made = (
        pack("<BII", 2, kind, len(value)) + value + b"\0\0" for kind, value in (*first, *attributes)
    )
    return SIGNATURE + b"\1\0" + b"".join(made)


def properties(*given: bytes) -> bytes:
    return pack("<I", len(given)) + b"".join(given)


def one(number: int, kind: int, value: bytes) -> bytes:
    """A property of any length, with one value."""
    return pack("<HHII", kind, number, 1, len(value)) + value + bytes(-len(value) % 4)


def words(number: int, text: str) -> bytes:
    return one(number, 0x1F, (text + "\0").encode("utf-16-le"))


BY_NAME = pack("<HH", 0x1F, 0x8001) + bytes(16) + pack("<II", 1, 6) + "abc".encode("utf-16-le")
BY_NAME += b"\0\0" + pack("<II", 1, 4) + "x\0".encode("utf-16-le")
BY_NUMBER = pack("<HH", 0x03, 0x8002) + bytes(16) + pack("<III", 0, 5, 7)
SEVERAL = pack("<HHI", 0x1003, 0x1234, 2) + bytes(8)
FILE = properties(
    BY_NAME, BY_NUMBER, SEVERAL, pack("<HHI", 0x03, 0x0E20, 7), words(0x370E, "image/PNG"),
    words(0x3707, "relatório longo.pdf"), words(0x3712, "<one@x>"),
)  # fmt: skip


def mail_with(data: bytes, text: str = "", kind: str = "application/ms-tnef") -> ReadMail:
    file = (
        f"--b\nContent-Type: {kind}; name=winmail.dat\nContent-Transfer-Encoding: base64\n"
        "Content-Disposition: attachment; filename=winmail.dat\n\n"
        + base64.encodebytes(data).decode()
    )
    said = f"--b\nContent-Type: text/plain; charset=utf-8\n\n{text}\n" if text else ""
    return read(letter("Content-Type: multipart/mixed; boundary=b", f"{said}{file}--b--\n"))


@pytest.mark.parametrize("kind", ["application/ms-tnef", "application/octet-stream"])
def test_its_files_stand_beside_it(kind):
    data = winmail(
        NEW_FILE, (0x00018010, b"RELAT~1.PDF\0"), (0x0006800F, b"pdf"), (0x00069005, FILE),
        NEW_FILE, (0x00018010, "ação.txt\0".encode("cp1252")), (0x0006800F, b"text"),
    )  # fmt: skip
    mail = mail_with(data, "see the files", kind)
    assert mail.text == "see the files"
    assert [(file.name, file.data) for file in mail.attachments] == [
        ("winmail.dat", data), ("relatório longo.pdf", b"pdf"), ("ação.txt", b"text"),
    ]  # fmt: skip
    assert mail.attachments[1].content_type == "image/png"
    assert mail.attachments[1].content_id == "one@x"
    assert mail.warnings == ()


@pytest.mark.parametrize(
    "inside",
    [
        (0x0002800C, "Não liga\0".encode("cp1252")),
        (0x00069003, properties(BY_NAME, words(0x1000, "Não liga"))),
        (0x00069003, properties(one(0x1013, 0x102, b"<meta charset=utf-8><p>N\xc3\xa3o liga</p>"))),
        (0x00069003, properties(one(0x1013, 0x1E, "<p>Não liga</p>".encode("cp1252")))),
    ],
)
def test_its_text_is_shown_where_the_mail_says_nothing_else(inside):
    assert mail_with(winmail(inside)).text == "Não liga"
    assert mail_with(winmail(inside), "Outro").text == "Outro"


def test_a_message_inside_is_a_file_again():
    inner = winmail(NEW_FILE, (0x0006800F, b"deep"))
    wrapped = one(0x3701, 0x0D, bytes(16) + inner)
    file = mail_with(winmail(NEW_FILE, (0x00069005, properties(wrapped)))).attachments[1]
    assert (file.content_type, file.data) == ("application/ms-tnef", inner)


def test_j05_a_name_inside_is_no_path():
    data = winmail(NEW_FILE, (0x00018010, b"../../etc/pass\r\nwd\0"), (0x0006800F, b"x"))
    name = mail_with(data).attachments[1].name
    assert "/" not in name and "\n" not in name


def test_what_is_none_stays_as_it_came():
    for data in (b"", b"text", SIGNATURE, SIGNATURE + bytes(30), winmail()):
        assert [file.data for file in mail_with(data, "x").attachments] == [data]


@given(st.integers(0, 400), st.binary(max_size=12))
def test_broken_ones_do_not_crash(place, noise):
    whole = winmail((0x00069003, FILE), NEW_FILE, (0x0006800F, b"pdf"), (0x00069005, FILE))
    unwrapped(whole[:place] + noise + whole[place + len(noise) :], Doubts())
    unwrapped(whole[:place] + noise, Doubts())


@pytest.mark.parametrize(
    "data",
    [
        SIGNATURE + b"\1\0" + bytes(20_000_000),
        winmail((0x00069003, b"\xff" * 4 + b"\3\0\1\0" * 2_000_000)),
        winmail((0x00069003, b"\1\0\0\0\x1f\x10\1\0\xff\xff\xff\xff" + bytes(8_000_000))),
        winmail((0x00069003, properties(one(0x1000, 0x1F, bytes(8_000_000))))),
        winmail(*([(0x00069003, pack("<I", 1_000) + b"\3\0\1\0\0\0\0\0" * 1_000)] * 3_000)),
    ],
    ids=["attributes", "properties", "values", "zeros", "blocks"],
)
def test_q_what_is_made_to_hurt_takes_time_in_proportion(data):
    assert quickest(lambda: unwrapped(data, Doubts()), 4) < 4
