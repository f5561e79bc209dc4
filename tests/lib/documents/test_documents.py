"""What documents say, whoever made them; and that a hostile one hurts nothing (TR8, Q04, Q08)."""

import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prazo.lib.child import Unreadable
from prazo.lib.documents import DocumentPool, document, may_be, read
from prazo.lib.documents.plain import plain
from tests.lib.documents.hostile import HOSTILE
from tests.lib.documents.made import (
    docx,
    locked_pdf,
    open_document,
    pdf,
    pdf_of,
    pptx,
    whole_pdf,
    xlsx,
    zipped,
)
from tests.tries import tries


@pytest.fixture(scope="module")
def pool() -> Iterator[DocumentPool]:
    with DocumentPool() as pool:
        yield pool


CELLS = (
    '<row><c t="s"><v>1</v></c><c><v>4711</v></c><c t="b"><v>1</v></c><c t="e"><v>#REF!</v></c>'
    '<c t="s"><v>99</v></c><c t="s"><v>-1</v></c></row>'
    '<row><c t="inlineStr"><is><t>within</t></is></c><c t="str"><f>A1</f><v>made up</v></c></row>'
)


@pytest.mark.parametrize(
    ("content", "kind", "text"),
    [
        (pdf("Nr. (4711)\nTürklingel", "page two"), "pdf", "Nr. (4711)\nTürklingel\npage two"),
        (pdf("as it is", packed=False), "pdf", "as it is"),
        (b"From a printer\r\n" + pdf("behind"), "pdf", "behind"),
        (locked_pdf(pdf("only printing is forbidden"), ""), "pdf", "only printing is forbidden"),
        (docx("Ver|trag & Co", "two", footnotes="foot"), "office", "Vertrag & Co\ntwo\nfoot"),
        (xlsx(["red", "green"], CELLS), "office", "green 4711\nwithin made up"),
        (pptx(*map(str, range(1, 12))), "office", "\n".join(map(str, range(1, 12)))),
        (
            open_document(
                "<text:h>Title</text:h><text:p>a<text:s/><text:span>b</text:span></text:p>"
                "<table:table-cell><text:p>42,5</text:p></table:table-cell><text:x>not</text:x>"
            ),
            "office",
            "Title\na b\n42,5",
        ),
        (zipped({"a.txt": "hello", "b/c.xml": "<a>x</a>"}), "", ""),
    ],
)  # fmt: skip
def test_what_a_document_says(content: bytes, kind: str, text: str) -> None:
    assert may_be(content)
    document = read(content)
    assert (document.kind, document.text) == (kind, text)
    assert not document.locked


@pytest.mark.parametrize(
    "content",
    [
        locked_pdf(pdf("secret"), "known to few"),
        open_document("<text:p>x</text:p>", "<encryption-data/>"),
    ],
)
def test_what_a_password_locks_is_said_to_be_locked(content: bytes) -> None:
    document = read(content)
    assert document.locked and not document.text


def test_a_form_is_read_with_what_was_filled_in() -> None:
    content = whole_pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] >> >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
            b"<< /FT /Tx /T (name) /V (Wombat) >>",
        ]
    )
    assert read(content).text == "Wombat"


def test_one_bad_page_takes_no_other_with_it() -> None:
    assert read(pdf_of("BT (a) Tj ET", "[" * 9_000, "BT (c) Tj ET")).text == "a\nc"


def test_words_are_as_they_are_looked_for() -> None:
    assert plain("ﬁle  Rech-\nnung soft\u00adly wi-\nFi e\u0301\r\n\r\n x\0y\ud800", 99) == (
        "file Rechnung softly wi-Fi é\nx y"
    )
    assert len(plain("\ufdfa" * 100, 90)) <= 90


def test_long_documents_are_read_at_their_beginning(pool: DocumentPool) -> None:
    said = pool.submit(docx(*["lorem ipsum"] * 20_000)).result(60).text
    assert 50_000 < len(said) <= 60_000


def test_when_time_is_up_what_was_read_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "SECONDS", 0.0)
    assert read(pdf("one", "two")).text == "one"
    assert read(pptx("one", "x" * 300_000, "three")).text.startswith("one\nxxx")
    assert "three" not in read(pptx("one", "x" * 300_000, "three")).text


@tries(60)
@given(st.text(st.characters(codec=None), max_size=300))
def test_q08_whatever_it_says_can_be_stored(text: str) -> None:
    said = plain(text, 1000)
    said.encode()
    assert "\0" not in said


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_document_is_done_with_in_time_and_hurts_no_other(
    pool: DocumentPool, name: str
) -> None:
    begun = time.monotonic()
    bad, good = pool.submit(HOSTILE[name]), pool.submit(pdf("well"))
    try:
        said = bad.result(90).text
    except Unreadable as error:
        said = error.code
    assert "root:" not in said and "lol" not in said
    assert good.result(90).text == "well"
    assert time.monotonic() - begun < 60


def test_the_child_is_small_and_knows_neither_django_nor_the_database() -> None:
    script = (
        "import sys\n"
        "from prazo.lib.documents import child\n"
        "assert not [name for name in sys.modules if name.partition('.')[0] in "
        "('django', 'psycopg', 'requests', 'lxml', 'PIL')], sys.modules.keys()\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)


def test_this_process_loads_no_parser() -> None:
    script = "import sys, prazo.lib.documents\nassert 'pypdf' not in sys.modules"
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)


def test_a_part_packed_in_another_way_is_refused() -> None:
    with pytest.raises(zipfile.BadZipFile):
        read(zipped({"word/document.xml": "<a/>"}, zipfile.ZIP_BZIP2))
