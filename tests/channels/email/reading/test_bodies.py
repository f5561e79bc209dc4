"""What of a mail is message and what is file, and that nothing is lost between them."""

import base64
import binascii
from concurrent.futures import ThreadPoolExecutor

import pytest

from prazo.channels.email.reading import read
from tests.channels.email.reading.letter import letter, reading


def parts(*written: str, kind: str = "mixed", end: str = "--b--\n") -> bytes:
    """A multipart whose parts are given as header, blank line, body."""
    body = "".join(f"--b\n{one}\n" for one in written) + end
    return letter(f"Content-Type: multipart/{kind}; boundary=b", body)


TEXT = "Content-Type: text/plain\n\nin text"
HTML = "Content-Type: text/html\n\n<p>in <b>html</b></p>"
FILE = 'Content-Type: image/png\nContent-Disposition: attachment; filename="a.png"\n\npng'


def test_a_mail_in_both_forms():
    mail = read(parts(TEXT, HTML, kind="alternative"))
    assert (mail.text, mail.html) == ("in text", "<p>in <b>html</b></p>")
    assert mail.attachments == ()
    assert mail.warnings == ()


def test_html_alone_is_shown_as_text_too():
    mail = reading("Content-Type: text/html", "<p>Hi <i>Ana</i>,</p><p>it works<br>again</p>")
    assert mail.text == "Hi Ana,\n\nit works\nagain"


def test_an_empty_text_form_gives_way_to_the_html():
    mail = read(parts("Content-Type: text/plain\n\n \n", HTML, kind="alternative"))
    assert mail.text == "in html"


def test_all_text_parts_of_a_mixed_mail_are_shown_in_order():
    footer = "Content-Type: text/plain\n\n-- \nthe list & its footer"
    mail = read(parts(TEXT, FILE, footer))
    assert mail.text == "in text\n\n-- \nthe list & its footer"
    assert mail.html is None
    with_html = read(parts(HTML, footer))
    assert with_html.text == "in html\n\n-- \nthe list & its footer"
    assert with_html.html is not None
    assert "the list &amp; its footer" in with_html.html


def test_pictures_of_a_page_are_inline():
    page = 'Content-Type: text/html\n\n<p>see</p><img src="cid:pic@x">'
    picture = "Content-Type: image/png\nContent-ID: <pic@x>\n\npng"
    file = read(parts(page, picture, kind="related")).attachments[0]
    assert (file.content_id, file.inline, file.content_type) == ("pic@x", True, "image/png")
    assert not read(parts(TEXT, picture)).attachments[0].inline


def test_what_is_sent_as_inline_and_shown_nowhere_is_a_file():
    """Apple's programs send PDFs so, and pictures beside plain text."""
    page = 'Content-Type: text/html\n\n<p>see</p><img src="cid:pic@x">'
    for kind in ("application/pdf", "image/png"):
        file = f"Content-Type: {kind}\nContent-Disposition: inline; filename=a\n\nbytes"
        for text in (TEXT, page):
            assert not read(parts(text, file)).attachments[0].inline


def test_text_with_a_file_name_is_a_file():
    named = 'Content-Type: text/plain; name="log.txt"\n\nlines'
    mail = read(parts(TEXT, named))
    assert mail.text == "in text"
    assert [(file.name, file.data) for file in mail.attachments] == [("log.txt", b"lines")]


def test_a_page_sent_as_a_file_is_never_the_message():
    page = "Content-Type: text/html\nContent-Disposition: attachment\n\n<script>"
    mail = read(parts(TEXT, page))
    assert mail.html is None
    assert mail.attachments[0].name == "file.html"


def test_l02_reports_and_enclosed_mails_stay_whole():
    enclosed = "Content-Type: message/rfc822\n\nSubject: =?utf-8?q?Ol=C3=A1?= 1/2\n\n--b2\nbody"
    status = "Content-Type: message/delivery-status\n\nReporting-MTA: dns; a.example\n\nAction: x"
    mail = read(parts(TEXT, status, enclosed, kind="report"))
    files = [(file.name, file.content_type) for file in mail.attachments]
    assert files == [
        ("delivery-status.txt", "message/delivery-status"),
        ("Olá 1_2.eml", "message/rfc822"),
    ]
    assert mail.attachments[1].data == b"Subject: =?utf-8?q?Ol=C3=A1?= 1/2\r\n\r\n--b2\r\nbody"


def test_signed_and_encrypted_mails_keep_their_bytes():
    signature = "Content-Type: application/pgp-signature; name=signature.asc\n\n-----BEGIN"
    signed = read(parts(TEXT, signature, kind="signed"))
    assert (signed.text, signed.attachments[0].name) == ("in text", "signature.asc")
    version = "Content-Type: application/pgp-encrypted\nContent-Description: PGP/MIME version\n\n1"
    secret = "Content-Type: application/octet-stream; name=encrypted.asc\n\n-----BEGIN"
    hidden = read(parts(version, secret, kind="encrypted"))
    assert [file.name for file in hidden.attachments] == ["PGP_MIME version", "encrypted.asc"]
    assert hidden.text == "" and "encrypted" in hidden.warnings


def test_what_nobody_here_can_read_is_said_to_be_encrypted():
    envelope = "Content-Type: application/pkcs7-mime; name=smime.p7m"
    told = {
        f"{envelope}; smime-type=enveloped-data": True,
        f"{envelope}; smime-type=authEnveloped-data": True,
        f"{envelope}; smime-type=certs-only": False,
        "Content-Type: text/plain": False,
    }
    for headers, encrypted in told.items():
        assert ("encrypted" in read(letter(headers, "MIAGCSqGSIb3")).warnings) is encrypted
    armour = "-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n"
    assert "encrypted" in read(letter("Subject: x", armour)).warnings
    quoted = "".join(f"> {line}\n" for line in armour.splitlines())
    assert "encrypted" not in read(letter("Subject: x", f"What is this?\n{quoted}")).warnings


def test_f12_winmail_dat_is_kept_as_a_file():
    tnef = "Content-Type: application/ms-tnef; name=winmail.dat\n\n\x78\x9f\x3e\x22"
    file = read(parts(TEXT, tnef)).attachments[0]
    assert (file.name, file.content_type) == ("winmail.dat", "application/ms-tnef")


@pytest.mark.parametrize("encoding", ["x-uuencode", "uuencode", "X-UUE"])
def test_a_uuencoded_part_is_decoded(encoding):
    lines = b"begin 644 a.txt\n" + binascii.b2a_uu(b"hello") + b"`\nend\n"
    part = f"Content-Type: text/csv; name=a.csv\nContent-Transfer-Encoding: {encoding}\n\n"
    file = read(parts(part + lines.decode())).attachments[0]
    assert (file.name, file.data) == ("a.csv", b"hello")


def test_a_uuencoded_file_standing_in_the_text_becomes_a_file():
    lines = "".join(binascii.b2a_uu(bytes([n]) * 45).decode() for n in range(3))
    mail = reading("", f"See:\nbegin 644 ../a b.csv\n{lines}`\nend\nRegards")
    assert mail.text == "See:\nRegards"
    assert [(file.name, len(file.data)) for file in mail.attachments] == [("a b.csv", 135)]


@pytest.mark.parametrize(
    "body", ["begin 644 nothing\nmore text", "I begin 644 days\nend\n", "begin 644 x\nno\nend"]
)
def test_text_that_only_begins_like_a_uuencoded_file_stays_text(body):
    assert reading("", body).text == body.strip("\n")


@pytest.mark.parametrize(
    ("encoding", "body", "text"),
    [
        ("base64", "b2zDoSBtdW5kbw==", "olá mundo"),
        ("BASE64;", "b2zDoSBt\ndW5kbw", "olá mundo"),
        ("base64", "b2zDoQ==\nIG11bmRv", "olá mundo"),  # two padded runs
        ("base64", "b2zD*oSBt!dW5kbw==", "olá mundo"),
        ("base64", "", ""),
        ("quoted-printable", "ol=C3=A1=\n mundo", "olá mundo"),
        ("Quoted Printable", "ol=C3=A1= \t\n mundo", "olá mundo"),
        ("quoted-printable", "50=% 1=2 =ZZ", "50=% 1=2 =ZZ"),
        ("7-bit", "olá", "olá"),
        ("8Bit", "olá", "olá"),
        ("", "olá", "olá"),
        ("text/html", "olá", "olá"),
    ],
)
def test_transfer_encodings_as_they_arrive(encoding, body, text):
    mail = reading(
        f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: {encoding}", body
    )
    assert mail.text == text


LONG = "Olá mundo, isto é mais longo do que uma linha de base64 e por isso tem duas. "


@pytest.mark.parametrize("text", ["Olá mundo", "Olá mundo!", "Olá mundo!!", LONG, LONG * 200])
@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1"])
@pytest.mark.parametrize(
    "footer",
    [
        "-- \nfooter by list", "_______________\nlist@x.example", "footer by list\nand its address",
        "Esta mensagem não é de fora.", "--\nlist",
    ],
)  # fmt: skip
def test_a_footer_below_base64_stands_as_it_came(text, charset, footer):
    body = base64.encodebytes(text.encode(charset)) + b"\n" + footer.encode(charset)
    mail = reading(
        f"Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: base64", body
    )
    assert mail.text == f"{text}\n{footer}"
    assert mail.warnings == ("base64_broken",)


@pytest.mark.parametrize("noise", ["-- \n", "!\n", "!! !\n", "* *\n"])
def test_noise_between_lines_of_base64_is_none_of_its_words(noise):
    lines = base64.encodebytes(LONG.encode()).decode().splitlines(keepends=True)
    mail = reading(
        "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64",
        lines[0] + noise + "".join(lines[1:]),
    )
    assert mail.text.strip() == LONG.strip()


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("plain", "The panel does not open"),
        ("plain", "Bom dia,\n\no painel não abre.\n\nAna"),
        ("plain", "Ação: o painel"),
        ("plain", "Панель не открывается"),
        ("html", "<p>The panel does not open</p>"),
    ],
)
def test_words_that_are_called_base64_are_words(kind, body):
    mail = reading(
        f"Content-Type: text/{kind}; charset=utf-8\nContent-Transfer-Encoding: base64", body
    )
    assert mail.text == body.removeprefix("<p>").removesuffix("</p>")
    assert mail.warnings == ("base64_broken",)


def test_a_dirty_body_and_a_footer():
    mail = reading(
        "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64",
        "T2zD oSBtdW5k\n*bw==\n-- \nfooter by list",
    )
    assert mail.text == "Olá mundo\n-- \nfooter by list"


def test_flowed_text_is_joined_again():
    body = "one \ntwo\n> quoted \n> more\n>> deeper \n> less\n-- \nAna \nSilva\n"
    mail = reading("Content-Type: text/plain; format=flowed", body)
    assert mail.text == "one two\n> quoted more\n>> deeper \n> less\n-- \nAna Silva"
    split = reading("Content-Type: text/plain; format=flowed; delsp=yes", "こん \nにちは")
    assert split.text == "こんにちは"


def test_who_writes_about_entities_is_shown_as_he_wrote():
    page = "<p>Write &amp;lt;br&amp;gt; &amp;amp; &lt;hr&gt;, AT&T</p><pre>&amp;nbsp;</pre>"
    assert reading("Content-Type: text/html", page).text == (
        "Write &lt;br&gt; &amp; <hr>, AT&T\n\n&nbsp;"
    )


@pytest.mark.parametrize(
    ("declared", "body"),
    [
        ("charset=windows-1251", "Не открывается"),
        ('charset = "windows-1251"; format=flowed', "Не открывается"),
        ("windows-1251", "Не открывается"),
        ("<html>; charset=windows-1251", "<p>Не открывается</p>"),
    ],
)
def test_a_type_that_is_none_hides_no_words(declared, body):
    mail = reading(f"Content-Type: {declared}", body.encode("cp1251"))
    assert mail.text == "Не открывается"
    assert mail.attachments == ()


def test_line_ends_of_any_kind_become_one_kind():
    assert read(b"From: a@a.example\r\n\r\na\r\nb\nc\rd").text == "a\nb\nc\nd"


@pytest.mark.parametrize(
    ("kind", "end", "flag"),
    [
        ("multipart/mixed; boundary=b", "", "boundary_not_closed"),
        ("multipart/mixed", "--b--\n", "boundary_missing"),
        ("multipart/mixed; boundary=other", "--b--\n", "boundary_missing"),
        ("multipart; boundary=b", "--b--\n", None),
        ('multipart/mixed; boundary="b" ', "--b--  \nepilogue", None),
        ("MULTIPART/Mixed; BOUNDARY=b; charset=x", "--b--", None),
    ],
)
def test_broken_multiparts_still_come_apart(kind, end, flag):
    raw = letter(f"Content-Type: {kind}", f"preamble\n--b\n{TEXT}\n--b  \n{FILE}\n{end}")
    mail = read(raw)
    assert (mail.text, [file.name for file in mail.attachments]) == ("in text", ["a.png"])
    assert mail.warnings == ((flag,) if flag else ())


def test_a_file_below_the_closing_line_of_a_multipart_of_the_same_boundary_is_kept():
    mail = reading(
        "Content-Type: multipart/mixed; boundary=b",
        "--b\nContent-Type: multipart/alternative; boundary=b\n\n--b\n\nthe panel\n--b--\n\n"
        "--b\nContent-Type: application/zip; name=log.zip\n\nPK\n--b--\nthe end\n",
    )
    assert mail.text == "the panel"
    assert [(file.name, file.data) for file in mail.attachments] == [("log.zip", b"PK")]


def test_a_boundary_is_a_whole_line():
    inner = (
        "Content-Type: multipart/alternative; boundary=bb\n\n--bb\n"
        + TEXT
        + "\n--bb--\n--bx\n x--b"
    )
    mail = read(parts(inner, FILE))
    assert (mail.text, len(mail.attachments)) == ("in text", 1)


def test_a_multipart_without_any_boundary_is_text():
    assert reading("Content-Type: multipart/mixed; boundary=b", "just text").text == "just text"


@pytest.mark.parametrize("kind", ["", "text", "plain", "foo", "/", "text/plain/x; y", "\xff"])
def test_odd_content_types_do_not_lose_the_body(kind):
    mail = reading(f"Content-Type: {kind}", "hello")
    assert mail.text == "hello" or [file.data for file in mail.attachments] == [b"hello"]


def test_q10_nesting_is_cut_at_a_hundred_levels():
    opened = "".join(
        f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(120)
    )
    mail = read(letter(opened, "deep"))
    assert "nesting_cut" in mail.warnings
    assert b"deep" in mail.attachments[-1].data
    shallow = "".join(
        f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(90)
    )
    assert read(letter(shallow, "deep")).text == "deep"


def test_q14_after_a_thousand_parts_the_rest_is_one_file():
    mail = read(parts(*[f"Content-Type: text/plain\n\npart {n}" for n in range(1_200)]))
    assert "parts_cut" in mail.warnings
    assert b"part 1199" in mail.attachments[-1].data
    assert mail.text.startswith("part 0\n\npart 1\n")


def test_q16_html_that_cannot_be_laid_out_is_shown_without_its_tags():
    page = "<div>" * 5_000 + "deep</div><script>no</script><p>last &amp; least"
    mail = reading("Content-Type: text/html", page)
    assert mail.text.split() == ["deep", "last", "&", "least"]
    assert "deep_html" in mail.warnings


def test_q16_long_text_is_cut_and_kept_as_a_file():
    mail = reading("", "x" * 1_500_000)
    assert len(mail.text) == 1_000_000
    assert len(mail.attachments[0].data) == 1_500_000
    assert mail.warnings == ("text_cut",)


def test_what_follows_the_end_of_a_page_is_visible_as_it_is_in_a_browser():
    assert reading("Content-Type: text/html", "<html><body>a</body></html><p>b").text == "a\n\nb"


def test_what_a_page_hides_is_no_text():
    page = (
        "<style>x</style><title>t</title><p>a</p><p style='DISPLAY : none'>preheader</p><!-- c -->"
    )
    assert reading("Content-Type: text/html", page).text == "a"


def test_a_picture_written_into_the_page_costs_nothing():
    page = (
        f'<p>a<img src="data:image/png;base64,{base64.b64encode(bytes(2_000_000)).decode()}">b</p>'
    )
    mail = reading("Content-Type: text/html", page)
    assert (mail.text, mail.warnings) == ("ab", ())


def test_j01_headers_do_not_leak_into_the_text():
    assert reading("Subject: hi", "\n\nSubject: no header").text == "Subject: no header"


def test_pages_are_laid_out_side_by_side_without_mixing():
    """Threads of a web process may read at once; inscriptis keeps state in shared elements."""
    pages = [f"<p>{'word ' * 200}{number}</p>" * 20 for number in range(4)]
    alone = [reading("Content-Type: text/html", page).text for page in pages]
    with ThreadPoolExecutor(4) as threads:
        together = list(
            threads.map(lambda page: reading("Content-Type: text/html", page).text, pages * 10)
        )
    assert together == alone * 10
