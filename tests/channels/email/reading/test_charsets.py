"""Bytes to text: Q08, Q09, Q17, X12, and what real mails declare."""

import pytest

from tests.channels.email.reading.letter import reading

PORTUGUESE = "Não consigo acessar o painel desde ontem: a emissão está fora do ar."
RUSSIAN = "Здравствуйте, сервис не работает со вчерашнего дня, помогите пожалуйста."


def body(data: bytes, charset: str | bytes = b"") -> tuple[str, tuple[str, ...]]:
    name = charset if isinstance(charset, bytes) else charset.encode()
    kind = b"Content-Type: text/plain" + (b"; charset=" + name if name else b"")
    mail = reading(kind, data)
    return mail.text, mail.warnings


@pytest.mark.parametrize(
    ("declared", "codec", "text"),
    [
        ("utf-8", "utf-8", PORTUGUESE),
        ('"UTF-8"', "utf-8", PORTUGUESE),
        ("iso-8859-1", "latin-1", PORTUGUESE),
        ("iso-8859-1", "cp1252", "“Olá” – 5 €"),  # what Windows calls Latin-1
        ("windows-1252http-equivContent-Type", "cp1252", PORTUGUESE),
        ("cp-1252", "cp1252", PORTUGUESE),
        ("windows-1251", "cp1251", RUSSIAN),
        ("koi8-r", "koi8-r", RUSSIAN),
        ("ru_RU.KOI8-R", "koi8-r", "Привет"),
        ("pt_BR.ISO-8859-1", "latin-1", PORTUGUESE),
        ("gb2312", "gb18030", "绩效管理—究竟谁错了囧"),  # GBK, called GB2312
        ("x-gbk", "gbk", "绩效管理"),
        ("ks_c_5601-1987", "cp949", "안녕하세요 똠방각하"),
        ("euc-kr", "cp949", "똠방각하"),
        ("shift_jis", "cp932", "①こんにちは"),
        ("iso-2022-jp", "iso-2022-jp", "こんにちは"),
        ("big5", "big5", "您好"),
        ("unicode-1-1-utf-7", "utf-7", "Übermittlung"),
        ("utf8mb4", "utf-8", PORTUGUESE),
        ("iso-8859-8-i", "iso8859-8", "שלום"),
        ("utf-16", "utf-16", PORTUGUESE),
        ("iso-8859-9", "cp1254", "şğı €"),
    ],
)
def test_declared_charsets_as_the_world_spells_them(declared, codec, text):
    assert body(text.encode(codec), declared) == (text, ())


@pytest.mark.parametrize(
    "declared",
    [
        "iso-gb0000", "X-UNKNOWN", b"utf-8\0", "idna", "rot13", "zlib", "base64", "hex", "bz2",
        "uu", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem",
        "../../etc", "encodings.utf_8", "a" * 5_000, b"\xff\xfe", "''", "=", "*", "utf-8*en'",
        "windows-99999",
    ],
)  # fmt: skip
def test_q09_no_name_of_a_charset_harms(declared):
    assert body(PORTUGUESE.encode(), declared)[0] == PORTUGUESE


@pytest.mark.parametrize("declared", ["utf-8", "us-ascii", ""])
@pytest.mark.parametrize("text", ["Não funciona", "Café", "Größe fehlt", "El año nuevo"])
def test_a_single_foreign_letter_is_enough_to_tell_another_charset(declared, text):
    assert body(text.encode("cp1252"), declared)[0] == text


@pytest.mark.parametrize("declared", ["utf-8", "us-ascii", ""])
@pytest.mark.parametrize("codec", ["cp1251", "koi8-r", "cp866", "iso8859-5"])
@pytest.mark.parametrize(
    "text", ["Привет, принтер не работает", "НЕ РАБОТАЕТ ПРИНТЕР", "Не открывается", RUSSIAN]
)
def test_short_cyrillic_text_of_any_charset_is_known(declared, codec, text):
    assert body(text.encode(codec), declared)[0] == text


@pytest.mark.parametrize("declared", ["iso-2022-jp", "cp50221", "ISO-2022-JP-MS", ""])
@pytest.mark.parametrize(
    ("written", "text"),
    [
        (b"\x1b$B-!-j\x1b(B 1", "①㈱ 1"),
        (b"\x1b$B$3$s-!\r\n$K$A\x1b(B", "こん①\nにち"),
        (b"\x1b(I6E\x1b$B-b\x1b(J!", "ｶﾅ№!"),
        (b"\x1b$B|b\x1b(B", "髙"),
    ],
)
def test_japanese_signs_of_windows_are_read(declared, written, text):
    assert body(written, declared)[0] == text
    mail = reading(b'Subject: =?iso-2022-jp?Q?=1B$B-!-"=1B(B?=\nContent-Type: text/plain', b"x")
    assert mail.subject == "①②"


def test_q09_an_unknown_charset_is_flagged():
    assert "unknown_charset" in body(b"hello", "iso-gb0000")[1]
    assert "unknown_charset" not in body(b"hello", "x-unknown")[1]


@pytest.mark.parametrize(
    ("data", "declared", "text"),
    [
        (PORTUGUESE.encode(), "us-ascii", PORTUGUESE),
        (PORTUGUESE.encode("cp1252"), "us-ascii", PORTUGUESE),
        (PORTUGUESE.encode("cp1252"), "utf-8", PORTUGUESE),
        (PORTUGUESE.encode("cp1252"), "", PORTUGUESE),
        (RUSSIAN.encode("cp1251"), "", RUSSIAN),
        (RUSSIAN.encode("koi8-r"), "utf-8", RUSSIAN),
        ("Die Prüfung schlägt fehl".encode("cp1252"), "", "Die Prüfung schlägt fehl"),
        ("¿Cuándo? Mañana".encode("cp1252"), "gb2312x", "¿Cuándo? Mañana"),
        ("こんにちは".encode("iso-2022-jp"), "", "こんにちは"),
        (b"\xef\xbb\xbf" + PORTUGUESE.encode(), "", PORTUGUESE),
        (b"\xef\xbb\xbf" + PORTUGUESE.encode(), "utf-8", PORTUGUESE),
        (b"\xff\xfe" + PORTUGUESE.encode("utf-16-le"), "us-ascii", PORTUGUESE),
        (b"\xfe\xff" + PORTUGUESE.encode("utf-16-be"), "", PORTUGUESE),
    ],
)
def test_q09_a_wrong_charset_is_seen_through(data, declared, text):
    assert body(data, declared)[0] == text


ENGLISH = "It’s “broken” – 5 €, naïve café"
WEST = ("iso-8859-1", "windows-1252", "iso-8859-15", "latin1", "macintosh", "iso-8859-9", "cp850")


@pytest.mark.parametrize("declared", [*WEST, "windows-1251", "koi8-r", "iso-8859-2"])
@pytest.mark.parametrize("text", [PORTUGUESE, RUSSIAN, "Olá, não", "绩效管理", ENGLISH])
def test_q09_utf8_is_known_whatever_single_bytes_are_declared(declared, text):
    assert body(text.encode(), declared) == (text, ("charset_guessed",))


@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1252", "iso-8859-15"])
@pytest.mark.parametrize("codec", ["cp1251", "koi8-r", "cp866", "iso8859-5"])
def test_q09_cyrillic_that_is_called_western_is_known(declared, codec):
    assert body(RUSSIAN.encode(codec), declared) == (RUSSIAN, ("charset_guessed",))
    loud = "НЕ РАБОТАЕТ ТЕЛЕФОННАЯ ЛИНИЯ"
    assert body(loud.encode(codec), declared)[0] == loud


@pytest.mark.parametrize(
    "text",
    [
        ENGLISH, PORTUGUESE, "Ação! É já", "ÁÉÍÓÚ ÀÈÌÒÙ ÄÖÜ ÃÕÑ Ç", "perch´è città è più, là già",
        "Större än, på gång åt ö", "È ÀÈÒ", "çãõ çãõ", "Ã© Ãª é", "œuvre à façon",
    ],
)  # fmt: skip
def test_q09_western_text_stays_what_it_says(text):
    assert body(text.encode("cp1252"), "iso-8859-1") == (text, ())


@pytest.mark.parametrize("codec", ["koi8-r", "cp1251", "cp866", "cp1253"])
@pytest.mark.parametrize("order", [1, -1])
def test_one_guess_is_made_for_the_whole_mail(codec, order):
    greek = ("Βλάβη τηλεφώνου", "Καλημέρα σας, η τηλεφωνική γραμμή δεν λειτουργεί από χθες.")
    subject, text = greek if codec == "cp1253" else ("Не работает телефон", RUSSIAN)
    heads = [b"Subject: " + subject.encode(codec), b"X-Mailer: a"][::order]
    mail = reading(b"\n".join(heads), text.encode(codec))
    assert (mail.subject, mail.text) == (subject, text)


def test_a_subject_in_raw_cyrillic_above_a_body_called_western():
    mail = reading(
        b"Subject: " + "Не работает телефон".encode("cp1251")
        + b"\nContent-Type: text/plain; charset=iso-8859-1",
        RUSSIAN.encode("cp1251"),
    )  # fmt: skip
    assert (mail.subject, mail.text) == ("Не работает телефон", RUSSIAN)


def test_q09_a_few_broken_letters_do_not_spoil_the_rest():
    text, warnings = body(RUSSIAN.encode()[:-1] + b"\xff", "utf-8")
    assert text.startswith(RUSSIAN[:-2])
    assert warnings == ("charset_errors",)


def test_q08_nul_is_removed_and_flagged():
    assert body(b"a\0b\0\0c") == ("abc", ("nul_removed",))


@pytest.mark.parametrize(
    ("data", "charset"),
    [
        (b"a+2D3-b", "utf-7"),
        (b"a\xed\xa0\xbdb", "utf-8"),
        (b"a+3gA-", "utf-7"),
        (b"\x00\xd8", "utf-16-le"),
    ],
)
def test_q08_no_half_character_survives(data, charset):
    text, warnings = body(data, charset)
    text.encode()
    assert text.startswith("a") or charset == "utf-16-le"
    assert warnings


def test_q08_half_characters_of_html_entities_are_replaced():
    mail = reading("Content-Type: text/html", "<p>a&#xD800;&#0;&#xDFFF;b</p>")
    mail.text.encode()
    assert "\0" not in mail.text


def test_x12_utf7_is_decoded_before_anybody_cleans_it():
    mail = reading(
        "Content-Type: text/html; charset=utf-7", "+ADw-script+AD4-alert(1)+ADw-/script+AD4-"
    )
    assert mail.html == "<script>alert(1)</script>"
    assert mail.text == ""


def test_q17_garbage_makes_no_log_lines(caplog):
    body(b"\xff\xfe\0\0\xd8\x01" * 5_000, "utf-32le")
    assert len(caplog.records) <= 1


def test_the_page_names_its_charset_where_the_mail_does_not():
    page = '<html><head><meta charset="windows-1251"></head><body>Ошибка</body>'.encode("cp1251")
    assert reading("Content-Type: text/html", page).text == "Ошибка"
