"""What leaves us: plain headers, whatever strangers wrote; the sent bytes are read back."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from prazo.channels.email.compose import File, Letter, Unsendable, compose, usable_address

AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


def letter(**given: object) -> Letter:
    values: dict[str, object] = {
        "message_id": "<p1.1.abc@desk.example>",
        "sender": ("Neotel · Mesa", "mesa@desk.example"),
        "to": ["ana@client.example"],
        "subject": "Re: Telefone mudo",
        "text": "Olá",
        "at": AT,
    }
    return Letter(**{**values, **given})


def read_back(raw: bytes):  # type: ignore[no-untyped-def]
    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    return message_from_bytes(raw, policy=default)


def test_ac19_no_mail_of_ours_tells_who_opened_it() -> None:
    """It is plain text: no program loads anything for it, whatever was written and goes along."""
    text = '<img src="https://desk.example/seen/1.gif"> https://desk.example/seen/1.gif'
    picture = File(name="a.png", content_type="image/png", content=b"\x89PNG\r\n\x1a\n")
    for files in ([], [picture]):
        mail = read_back(compose(letter(text=text, files=files)))
        kinds = [part.get_content_type() for part in mail.walk() if not part.is_multipart()]
        assert kinds == ["text/plain"] + ["image/png"] * len(files)
        assert mail["Disposition-Notification-To"] is None


def test_a_persons_mail_says_all_a_mail_program_needs() -> None:
    found = read_back(
        compose(
            letter(
                cc=["chefe@client.example"],
                in_reply_to="<x@client.example>",
                references=["<x@client.example>", "<p1.0.abc@desk.example>"],
                language="pt-br",
            )
        )
    )
    assert {name: str(value) for name, value in found.items()} == {
        "Date": "Sun, 22 Nov 2026 10:00:00 +0000",
        "From": "Neotel · Mesa <mesa@desk.example>",
        "To": "ana@client.example",
        "Cc": "chefe@client.example",
        "Subject": "Re: Telefone mudo",
        "Message-ID": "<p1.1.abc@desk.example>",
        "In-Reply-To": "<x@client.example>",
        "References": "<x@client.example> <p1.0.abc@desk.example>",
        "Content-Language": "pt-br",
        "MIME-Version": "1.0",
        "Content-Type": 'text/plain; charset="utf-8"',
        "Content-Transfer-Encoding": "quoted-printable",
    }
    assert found.get_content() == "Olá\r\n"


def test_l08_what_is_written_by_itself_says_so() -> None:
    found = read_back(compose(letter(automatic="auto-replied")))
    assert found["Auto-Submitted"] == "auto-replied"
    assert "OOF" in found["X-Auto-Response-Suppress"]
    assert "NDR" not in found["X-Auto-Response-Suppress"].replace("NRN", "")  # we want bounces
    assert "Auto-Submitted" not in read_back(compose(letter()))


HOSTILE = [
    "hi\r\nBcc: eve@evil.example",
    "hi\nBcc: eve@evil.example",
    "hi\rBcc: eve@evil.example",
    "hi\x85Bcc: eve@evil.example",
    "hi\u2028Bcc: eve@evil.example",
    "hi\x0bBcc: e@e.example\x0c\x1c\x1d\x1e\x00",
    "=?utf-8?Q?hi=0D=0ABcc:_eve@evil.example?=",
    "\r\n\r\n<script>",
    "hi\r\n\r\n--boundary",
    "x" * 5000,
    "я" * 500,
    "\ud800 half a character",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_j01_nothing_in_a_subject_makes_a_header(text: str) -> None:
    plain = list(read_back(compose(letter(subject="x", headers={"X-Own": "y"}))).keys())
    found = read_back(compose(letter(subject=text, headers={"X-Own": "y"})))
    assert list(found.keys()) == plain
    assert found["Bcc"] is None


@pytest.mark.parametrize("text", HOSTILE)
def test_j02_nothing_in_a_name_or_header_makes_a_header(text: str) -> None:
    plain = list(read_back(compose(letter(headers={"X-Own": "y"}))).keys())
    found = read_back(
        compose(letter(sender=(text, "mesa@desk.example"), headers={"X-Own": f"a{text}"}))
    )
    assert list(found.keys()) == plain
    assert found["From"].addresses[0].addr_spec == "mesa@desk.example"


@given(st.text(), st.text(), st.text(max_size=50))
def test_j02_any_text_at_all_leaves_the_headers_as_they_are(
    subject: str, name: str, value: str
) -> None:
    found = read_back(compose(letter(subject=subject, sender=(name, "mesa@desk.example"))))
    assert {*found.keys()} - {"Subject"} == {*read_back(compose(letter(subject=""))).keys()}
    assert found["From"].addresses[0].addr_spec == "mesa@desk.example"
    compose(letter(headers={"X-Own": value}))


@given(st.text())
def test_the_text_arrives_as_it_was_written(text: str) -> None:
    assume(not any("\ud800" <= c <= "\udfff" for c in text) and "\r" not in text)
    found = read_back(compose(letter(text=text)))
    arrived = found.get_content().replace("\r\n", "\n")
    assert arrived == (text if text.endswith("\n") else text + "\n")


@pytest.mark.parametrize(
    "address",
    ["", "ana", "ana@", "@x.example", "a b@x.example", "ana@x.example\r\nBcc: e@e.example",
     "a@x.example, b@y.example", "<a@x.example>", "ana@x.example>", "é@x.example"],
)  # fmt: skip
def test_what_is_no_address_is_not_written_to(address: str) -> None:
    with pytest.raises(Unsendable):
        compose(letter(to=[address]))


@pytest.mark.parametrize(
    "address", ["danger-$USER@x.example", "-oQ/tmp@x.example", "o'neil@x.example"]
)
def test_j03_odd_addresses_are_only_addresses(address: str) -> None:
    assert read_back(compose(letter(to=[address])))["To"].addresses[0].addr_spec == address


def test_a_domain_in_any_alphabet_is_written_in_ascii() -> None:
    assert usable_address("ana@bücher.example") == "ana@xn--bcher-kva.example"


def test_long_message_ids_are_never_broken() -> None:
    ids = [f"<{'A' * 150}{n}@prod.mail.example>" for n in range(30)]
    raw = compose(letter(in_reply_to=ids[-1], references=ids))
    assert all(one.encode() in raw for one in ids)
    assert read_back(raw)["References"] == " ".join(ids)


def test_html_is_cleaned_and_stands_beside_the_text() -> None:
    seen = '<img src="https://desk.example/seen.gif">'  # AC19
    found = read_back(compose(letter(html=f"<p onclick=x()>hi<script>x()</script></p>{seen}")))
    assert found.get_content_type() == "multipart/alternative"
    assert found.get_body(("html",)).get_content().strip() == "<p>hi</p><img>"


def test_files_are_attached_under_safe_names() -> None:
    files = [
        File('a"\r\nX: y.pdf', "application/pdf", b"%PDF\r\n\x00"),
        File("b", "message/rfc822", b"no mail at all"),
        File("c", "text/plain\r\nX: y", b"t"),
    ]
    found = read_back(compose(letter(files=files)))
    parts = list(found.iter_attachments())
    assert [part.get_content_type() for part in parts] == [
        "application/pdf", "application/octet-stream", "application/octet-stream",
    ]  # fmt: skip
    assert parts[0].get_content() == b"%PDF\r\n\x00"
    assert parts[0].get_filename() == 'a" X: y.pdf'
    assert all("X" not in part for part in parts)
