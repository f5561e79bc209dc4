"""Headers as text: J01, J02, the caps of Q11-Q13, and headers that are none."""

import pytest

from prazo.channels.email.reading import read
from tests.channels.email.reading.letter import letter, reading


@pytest.mark.parametrize(
    ("written", "subject"),
    [
        ("hello", "hello"),
        ("=?utf-8?q?Ol=C3=A1_mundo?=", "Olá mundo"),
        ("=?UTF-8?B?T2zDoQ==?=", "Olá"),
        ("=?iso-8859-1?q?Ol=E1?= mundo", "Olá mundo"),
        ("=?utf-8?q?Ol=C3=A1?= =?utf-8?q?_mundo?=", "Olá mundo"),
        ("=?utf-8?q?Ol=C3?= =?utf-8?q?=A1?=", "Olá"),  # one letter cut in two
        ("=?utf-8?B?T2z?= =?utf-8?B?DoQ==?=", "Olá"),  # one group of base64 cut in two
        ("=?utf-8?B?T2z?= =?utf-8?B?DoSBtdW?= =?utf-8?B?5kbw==?=", "Olá mundo"),
        ("=?utf-8?B?T2zDoQ?= =?utf-8?B?4oCU?= =?utf-8?B?w6E?=", "Olá—á"),  # padding left out
        ("=?utf-8?B?T2zDoQ?=", "Olá"),  # without padding
        ("=?utf-8*pt?q?Ol=C3=A1?=", "Olá"),  # RFC 2231's language
        ("a =?utf-8?q?b?= c =?iso-8859-1?q?d?= =?utf-8?q?e?=", "a b c de"),
        ("=?utf-8?q?with blanks inside?=", "with blanks inside"),
        ("=?utf-8?q?what??= so", "what? so"),
        ("=?x-unknown?q?hello?=", "hello"),
        ("=?rot13?q?hello?= =?zlib?b?aGVsbG8=?=", "hellohello"),
        ("=?ks_c_5601-1987?B?vsiz5w==?=", "안녕"),
        ("=?unicode-1-1-utf-7?q?+ANw-ber?=", "Über"),
        ("=?utf-8?q?open", "=?utf-8?q?open"),
        ("=??q??=", "=??q??="),
        ("Olá mundo", "Olá mundo"),  # RFC 6532
    ],
)
def test_a_subject_as_people_see_it(written, subject):
    assert reading(f"Subject: {written}").subject == subject


def test_eight_bit_headers_are_read_as_the_rest_of_the_mail():
    raw = letter(
        b"Subject: " + "Ошибка".encode("koi8-r") + b"\nContent-Type: text/plain; charset=koi8-r"
    )
    assert read(raw).subject == "Ошибка"
    assert read(letter(b"Subject: \x1b$B$3$s\x1b(B")).subject == "こん"
    assert read(letter(b"Subject: Ol\xe1, n\xe3o funciona")).subject == "Olá, não funciona"


@pytest.mark.parametrize("end", ["=0D=0A", "=0A", "=0D", "=C2=85", "=E2=80=A8", "=E2=80=A9", "=1B"])
def test_j01_no_line_end_of_any_kind_survives_in_a_subject(end):
    mail = reading(f"Subject: =?utf-8?Q?hi{end}Bcc:_eve@evil.example?=")
    assert mail.subject == "hi Bcc: eve@evil.example"
    assert mail.cc == ()


def test_j01_a_bare_cr_does_not_start_a_header():
    assert read(b"From: a@a.example\nSubject: hi\rBcc: eve@evil.example\n\nx").subject == (
        "hi Bcc: eve@evil.example"
    )


def test_j02_no_line_end_survives_in_a_name():
    mail = reading(sender="=?utf-8?Q?Ana=0D=0ABcc:_x?= <ana@acme.example>")
    assert mail.sender is not None
    assert mail.sender.name == "Ana Bcc: x"


def test_j02_direction_marks_do_not_survive_in_a_name():
    mail = reading(sender="=?utf-8?Q?Ana=E2=80=AEelpmaxe?= <ana@acme.example>")
    assert mail.sender is not None
    assert mail.sender.name == "Anaelpmaxe"


def test_j01_direction_marks_do_not_survive_in_a_subject():
    """They would turn the row of the queue, and the sentence of a notice, that it stands in."""
    turned = "=?utf-8?q?see_=E2=80=AE?= =?utf-8?q?gpj.exe=E2=81=A6_there?="
    assert reading(f"Subject: {turned}").subject == "see gpj.exe there"


def test_q11_a_header_past_its_cap_is_cut_and_flagged():
    mail = reading("Subject: hello\nX-Long: " + "a" * 20_000)
    assert mail.subject == "hello"
    assert "header_cut" in mail.warnings


def test_q12_of_many_references_the_first_and_the_newest_stay():
    ids = [f"<{n}@acme.example>" for n in range(3_000)]
    mail = reading("References: " + "\n ".join(ids))
    assert len(mail.references) == 100
    assert mail.references[0] == ids[0]
    assert mail.references[1:] == tuple(ids[-99:])
    assert "references_cut" in mail.warnings


def test_q13_a_subject_is_at_most_2048_characters():
    mail = reading("Subject: " + "a" * 5_000)
    assert mail.subject == "a" * 2_048
    assert "subject_cut" in mail.warnings


@pytest.mark.parametrize(
    ("written", "ids"),
    [
        ("<a@x.example>", ("<a@x.example>",)),
        ("<a@x.example> <b@x.example>\n <a@x.example>", ("<a@x.example>", "<b@x.example>")),
        ("<a@x.example>,<b@x.example>", ("<a@x.example>", "<b@x.example>")),
        ("a@x.example", ("<a@x.example>",)),
        ("Your message of Monday <a@x.example>", ("<a@x.example>",)),
        ("", ()),
        ("nothing", ()),
    ],
)
def test_ids_that_a_mail_answers_to(written, ids):
    mail = reading(f"In-Reply-To: {written}\nReferences: {written}")
    assert mail.in_reply_to == ids
    assert mail.references == ids


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("<a@x.example>", "<a@x.example>"),
        ("a@x.example", "<a@x.example>"),
        ("<a@x\n .example>", "<a@x.example>"),
        ("<a@x.example> (comment)", "<a@x.example>"),
        ("", ""),
        ("<>", ""),
    ],
)
def test_the_id_of_a_mail(written, known):
    assert reading(f"Message-ID: {written}").message_id == known


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Mon, 3 Nov 2025 10:12:00 -0300", "2025-11-03T13:12:00+00:00"),
        ("Mon, 3 Nov 2025 10:12:00 -0000", "2025-11-03T10:12:00+00:00"),
        ("3 Nov 2025 10:12 GMT", "2025-11-03T10:12:00+00:00"),
        ("Tue, 1 Jan 2999 00:00:00 +0000", "2999-01-01T00:00:00+00:00"),
    ],
)
def test_q18_a_date_is_shown_in_utc(written, shown):
    date = reading(f"Date: {written}").date
    assert date is not None
    assert date.isoformat() == shown


@pytest.mark.parametrize(
    "written",
    ["Thu, 29 Feb 2024 29:24:05 +0000", "1 Jan 99999 00:00:00 +0000", "yesterday"],
)
def test_q18_what_is_no_date_is_none(written):
    mail = reading(f"Date: {written}")
    assert mail.date is None
    assert "date_invalid" in mail.warnings


@pytest.mark.parametrize(
    "raw",
    [
        b"From a@a.example Mon Nov  3 10:12:00 2025\nFrom: ana@acme.example\nSubject: hi\n\nbody",
        b"\n\n\r\nFrom: ana@acme.example\nSubject: hi\n\nbody",
        b">From a@a.example\nFrom: ana@acme.example\nSubject: hi\n\nbody",
        b"---- Original email message\n\nFrom: ana@acme.example\nSubject: hi\n\nbody",
        b"---- Original email message\nFrom: ana@acme.example\nSubject: hi\n\nbody",
        b"From: ana@acme.example\nSubject: hi\r\n\r\nbody",
        b"From: ana@acme.example\rSubject: hi\r\rbody",
        b"From: ana@acme.example\r\r\nSubject: hi\r\r\n\r\r\nbody",
        b"From : ana@acme.example\nSUBJECT: hi\n\nbody",
        b"X-Tracker: abc\nDef/ghi\n(TLS) id 15; Wed\nFrom: ana@acme.example\nSubject: hi\n\nbody",
        b"From: ana@acme.example\nSubject: hi\nbody",
    ],
)
def test_a_header_is_found_however_it_arrives(raw):
    mail = read(raw)
    assert mail.sender is not None
    assert (mail.sender.address, mail.subject, mail.text) == ("ana@acme.example", "hi", "body")


@pytest.mark.parametrize(
    "raw", [b"", b"\n", b"\r\n\r\n", b"\0", b":", b"From", b"hello\nworld", b"\xff\xfe"]
)
def test_what_is_no_mail_is_read_all_the_same(raw):
    mail = read(raw)
    assert mail.sender is None
    assert mail.attachments == ()


def test_text_without_any_header_is_the_body():
    mail = read(b"Hello there,\nit does not work.\n")
    assert mail.text == "Hello there,\nit does not work."
    assert "no_headers" in mail.warnings
