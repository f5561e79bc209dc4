"""Mails in HTML alone: their quotes and signatures are folded as those of plain text are (D6)."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prazo.channels.email.reading.doubts import Doubts
from prazo.channels.email.reading.htmlquotes import without_signs
from prazo.channels.email.reading.htmltext import laid_out, stripped, visible_text
from prazo.lib.quotes import fold, said
from tests.lib.mail_marks import ATTRIBUTIONS, FORWARDS, HEADS
from tests.lib.test_quotes import MAILS, OLD, REPLY, SHORT, flat, kinds
from tests.pace import quickest

ANSWER = "<div>Bom dia,</div><div><br></div><div>ainda não funciona.<br>Obrigada,<br>Ana</div>"
QUOTED = "<div>Boa tarde,</div><p>tente de novo, por favor.</p>Bruno"
WROTE = "On Tue, 3 Mar 2026 at 10:11, S &lt;s@desk.example&gt; wrote:"
HEAD = "<b>From:</b> S &lt;s@desk.example&gt;<br><b>Sent:</b> Tuesday<br><b>To:</b> Ana<br>"


def text_of(page: str) -> str:
    return visible_text(page, Doubts())


@pytest.mark.parametrize("line", ATTRIBUTIONS)
def test_an_attributed_quote_is_folded(line: str) -> None:
    above = html.escape(line.format(**SHORT))
    for page in (
        f'<div dir="ltr">{ANSWER}</div><br><div class="gmail_quote"><div class="gmail_attr">{above}'
        f'<br></div><blockquote class="gmail_quote">{QUOTED}</blockquote></div>',
        f'<body>{ANSWER}<div><br><blockquote type="cite"><div>{above}</div><br>{QUOTED}'
        "</blockquote></div>",
        f"{ANSWER}<br><br>{above}<br><blockquote>{QUOTED}</blockquote>",
        f'<p>{above}</p><blockquote type="cite">{QUOTED}</blockquote>{ANSWER}',
    ):
        assert flat(said(text_of(page))) == flat(REPLY), page


@pytest.mark.parametrize("head", HEADS)
def test_an_old_mail_below_its_printed_head_is_folded(head: str) -> None:
    lines = html.escape(head.format(**SHORT)).split("\n")
    for page in (
        f"<body>{ANSWER}<div style='border-top:solid'><p>{'<br>'.join(lines)}</p></div>{QUOTED}",
        f"{ANSWER}<hr>{''.join(f'<p><b>{line}</b></p>' for line in lines)}{QUOTED}",
    ):
        assert flat(said(text_of(page))) == flat(REPLY)


@pytest.mark.parametrize("head", FORWARDS)
def test_a_forwarded_mail_is_a_part_of_its_own(head: str) -> None:
    lines = html.escape(head.format(**SHORT)).replace("\n", "<br>")
    for page in (
        f'<div>Vejam.</div><br><div class="gmail_quote"><div class="gmail_attr">{lines}<br></div>'
        f"<br><div>{OLD}</div></div>",
        f'<body>Vejam.<br><div><blockquote type="cite"><div>{lines}</div>{OLD}</blockquote></div>',
        f"<p>Vejam.</p><p>{lines}</p><p>{OLD}</p>",
    ):
        assert kinds(fold(text_of(page))) == ["said", "forwarded"], page
        assert said(text_of(page)) == "Vejam."


PROGRAMS = {
    "thunderbird": '<div class="moz-cite-prefix">Am 03.03.26 um 10:11 schrieb S:<br></div>'
    '<blockquote type="cite" cite="mid:x">Hallo</blockquote><p>Sim</p>'
    '<div class="moz-signature">-- <br>Ana</div>',
    "gmail, below": f'<div class="gmail_quote"><div class="gmail_attr">{WROTE}<br></div>'
    '<blockquote class="gmail_quote">Q?</blockquote></div><div><br></div><div>Sim</div>',
    "outlook": f'<p class="MsoNormal">Sim</p><div style="border-top:solid">{HEAD}</div>Hello',
    "outlook on the web": '<div>Sim</div><div id="Signature"><div>Ana Silva</div></div>'
    '<div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>From:</b> S</div><div>Hello</div>',
    "outlook on the web, renamed": '<div>Sim</div><div id="x_divRplyFwdMsg">S</div><p>Hello</p>',
    "outlook for mac": '<p>Sim</p><div id="mail-editor-reference-message-container"><p>De: S</p>'
    "<p>Hola</p></div>",
    "outlook on a telephone": '<div>Sim</div><div id="ms-outlook-mobile-signature">Ana</div>'
    f'<div class="ms-outlook-mobile-reference-message">{HEAD}</div><p>Hello</p>',
    "yahoo": '<div class="ydp1yahoo-style-wrap">Sim<br></div><div id="ydp2yahoo_quoted_1" '
    'class="ydp2yahoo_quoted"><div>On Tuesday, S wrote:</div><div>Hello</div></div>',
    "hey": '<div class="trix-content">Sim<br></div><blockquote data-hey="1">On March 3, 2026, S '
    "wrote:<br>Hi</blockquote>",
    "spark": '<div name="messageBodySection">Sim</div><div name="messageSignatureSection">Ana</div>'
    f'<div name="messageReplySection">{WROTE}<br><blockquote type="cite">Hi</blockquote></div>',
    "gmx": '<div>Sim</div><div name="quote"><b>Von:</b> S<div name="quoted-content">Hallo</div>',
    "mail.ru": '<div>Sim</div><div data-signature-widget="container"><div>Ana</div></div>'
    "<blockquote>Вторник, 3 марта 2026, 10:11 +03:00 от S &lt;s@d.example&gt;:<br>Да</blockquote>",
    "proton": f'Sim<br><div class="protonmail_quote">{WROTE}<br>'
    '<blockquote class="protonmail_quote">Hi</blockquote></div>',
    "samsung": '<div>Sim</div><div id="composer_signature"><div>Ana</div></div>'
    "<div>-------- Mensagem original --------</div><div>De: S &lt;s@d.example&gt;</div>Olá",
    "tutanota": '<div>Sim</div><br>3. März 2026, 10:11 von s@desk.example:<br>'
    '<blockquote class="tutanota_quote">Hallo</blockquote>',
    "netease": '<div>Sim</div><blockquote id="isReplyContent">At 10:11, S wrote: Hi</blockquote>',
    "yahoo on a telephone": '<div>Sim</div><blockquote class="iosymail">Hi</blockquote>',
    "front": '<div>Sim</div><div class="front-signature">Ana</div><blockquote type="cite" '
    'class="front-blockquote">Hi</blockquote>',
    "k-9": '<div dir="auto">Sim</div><div class="k9mail-signature">Ana Silva</div>'
    '<div class="gmail_quote">On 3 March 2026 10:11:12 GMT, S &lt;s@d.example&gt; wrote:'
    '<blockquote class="gmail_quote">Hi</blockquote></div>',
    "evolution": '<div>Sim</div><div class="-x-evo-signature-wrapper"><span>Ana</span></div>'
    f'<div>{WROTE}</div><blockquote type="cite">Hi</blockquote>',
    "roundcube": '<p>Sim</p><div id="_rc_sig">Ana</div><p id="reply-intro">Em 2026-03-03 10:11, S '
    'escreveu:</p><blockquote type="cite">Olá</blockquote>',
    "below what outlook on the web wrote": f'<p>{WROTE}</p><blockquote type="cite">Hi<div '
    'id="divRplyFwdMsg">De: S</div>Old</blockquote><p>Sim</p>',
}  # fmt: skip


@pytest.mark.parametrize("page", PROGRAMS.values(), ids=list(PROGRAMS))
def test_what_a_program_marks_is_folded(page: str) -> None:
    assert said(text_of(page)) == "Sim"


SAID = {
    "answers between the quotes": f'<div class="gmail_quote"><div class="gmail_attr">{WROTE}</div>'
    '<blockquote class="gmail_quote">One?</blockquote><div>First.</div>'
    '<blockquote class="gmail_quote">Two?</blockquote><div>Second.</div></div>',
    "words of a contract": "<p>First.</p><blockquote>2 hours</blockquote><p>Second.</p>",
    "indented at the end": '<p>First.</p><blockquote style="margin:0 0 0 40px;border:none">Second.'
    "</blockquote>",
    "under the own signature": '<div>First.</div><div class="gmail_signature">Ana</div>Second.',
    "in a signature, with nothing above": '<div class="gmail_signature">First.<br>Second.</div>',
    "a form": '<p>First.</p><input name="quote"><a name="signature">Second.</a>',
}  # fmt: skip


@pytest.mark.parametrize("page", SAID.values(), ids=list(SAID))
def test_what_only_looks_marked_is_said(page: str) -> None:
    shown = said(text_of(page))
    assert "First." in shown and "Second." in shown


def test_a_quote_is_written_as_in_plain_text() -> None:
    page = (
        f"<p>{WROTE}</p><blockquote type=cite><p>One</p><p>Two</p><blockquote type=cite>Three"
        "</blockquote>Four</blockquote><p>Five</p><pre>a\n  b</pre>"
    )
    assert text_of(page) == (
        f"{html.unescape(WROTE)}\n\n> One\n>\n> Two\n>\n>> Three\n>\n> Four\n\nFive\n\na\n  b"
    )


PIECES = st.sampled_from(
    [
        "a ", "b<br>", "<p>c</p>", "<div>", "</div>", "<blockquote>", "</blockquote>",
        "<blockquote type=cite>", '<div class="gmail_quote">', '<p id="x_divRplyFwdMsg">', "<b>",
        '<div id="Signature">', "<table><tr><td>", "</table>", "&nbsp;", "<hr>", "<pre>", "\n",
        "On 3 Feb 2025 at 16:58, x@y.example wrote:<br>", "&#xFDD0;", "&#xFDD4;", "\ufdd2", "<",
    ]
)  # fmt: skip


@given(st.lists(PIECES, max_size=30))
def test_no_word_is_lost_and_none_is_added(pieces: list[str]) -> None:
    page = without_signs("".join(pieces))
    seen = stripped(page) if (whole := laid_out(page)) is None else whole
    words = re.sub("[\ufdd0-\ufdd4]", " ", seen).split()
    shown = text_of("".join(pieces))
    assert not re.search("[\ufdd0-\ufdd4]", shown)
    assert [word for word in shown.split() if word.strip(">") and word != "--"] == words


@pytest.mark.parametrize(
    "mark",
    [
        "<blockquote type=cite>", "<blockquote>", "<blockquote>x</blockquote>",
        "<div id=Signature>", "<p id=appendonsend>x",
    ],
)  # fmt: skip
@pytest.mark.parametrize("room", [0, 1_000_000])
def test_marks_made_to_hurt_take_time_and_room_in_proportion(mark: str, room: int) -> None:
    page = (mark + "a<br>") * (100_000 // len(mark))
    assert quickest(lambda: visible_text(page, Doubts(), room), 2.5) < 2.5
    assert len(visible_text(page, Doubts(), room)) < 30 * len(page)


def test_blockquotes_count_where_nothing_is_laid_out() -> None:
    page = f'<p>{WROTE}</p><blockquote type="cite">Old</blockquote><p>Sim</p>'
    assert said(visible_text(page, Doubts(), room=0)) == "Sim"


def test_the_replies_of_talon_in_html() -> None:
    pages = sorted((MAILS / "talon" / "html_replies").glob("*.html"))
    for path in pages:
        shown = flat(said(text_of(path.read_text())))
        assert shown.startswith("Hi.") and shown.endswith("Alex"), (path.name, shown)
        assert "Hello" not in shown
    print(f"talon: {len(pages)} replies in HTML, all agree")
