"""What strangers wrote is harmless in our page (X03-X14, X19, F04, Q16)."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from prazo.lib.markup import TooHeavy, clean, plain_to_html, withheld
from prazo.lib.markup.cleaning import ATTRIBUTES, STYLES, TAGS
from tests.lib.hostile import OWN, vectors
from tests.pace import quickest, seconds

IMAGES = {"one": "/pictures/1", "two@x.example": "/pictures/2"}
MAY_STAY = set().union(*ATTRIBUTES.values()) | {"target", "rel", "class"}
LINKED = {"http", "https", "mailto", "tel"}


def elements(page: str) -> Iterator[lxml.html.HtmlElement]:
    seen = page.replace("\x00", " ")  # lxml would end the page there
    root = lxml.html.document_fromstring(f"<section>{seen}</section>").find(".//section")
    return (element for element in root.iterdescendants() if isinstance(element.tag, str))


def faults(page: str) -> list[str]:
    """What a browser might run, load or follow that it should not."""
    found = []
    for element in elements(page):
        if element.tag not in TAGS:
            found.append(f"<{element.tag}>")
        for name, value in element.attrib.items():
            if name.startswith("on") or name not in MAY_STAY:
                found.append(f"{element.tag} {name}={value!r}")
            if name == "href" and (
                urlsplit(value).scheme.lower() not in LINKED or "javascript" in value[:20].lower()
            ):
                found.append(f"href={value!r}")
            if name == "src" and value not in IMAGES.values():
                found.append(f"src={value!r}")
            if name == "style" and not re.fullmatch(
                rf"(?:(?:{'|'.join(STYLES)}):[^;:\\@/]+;?)+", value
            ):
                found.append(f"style={value!r}")
        if element.tag == "a" and element.get("rel") != "noopener noreferrer nofollow":
            found.append("a link without rel")
    return found


def test_no_vector_survives_and_cleaning_twice_changes_nothing() -> None:
    hostile = vectors()
    cleaned: list[str] = []
    taken = seconds(lambda: cleaned.extend(clean(vector, IMAGES) for vector in hostile))
    again = [clean(page, IMAGES) for page in cleaned]
    print(f"{len(hostile)} vectors cleaned in {taken:.1f} s, with the second look of each")
    assert [page for page, twice in zip(cleaned, again, strict=True) if page != twice] == []
    assert {page: wrong for page in cleaned if (wrong := faults(page))} == {}
    assert not any("<script" in page.lower() for page in cleaned)


def test_no_vector_survives_inside_other_markup() -> None:
    hostile = vectors()
    frames = (
        "<div title='{}'>x</div>",
        "<table><tr><td>{}</td></tr></table>",
        "<a href='{}'>x</a>",
    )
    for frame in frames:
        for vector in hostile:
            page = clean(frame.replace("{}", vector), IMAGES)
            assert faults(page) == [], vector
            assert clean(page, IMAGES) == page


def test_no_vector_survives_as_plain_text() -> None:
    hostile = vectors()
    for vector in hostile:
        page = plain_to_html(vector)
        assert {element.tag for element in elements(page)} <= {"a", "br"}
        assert faults(page) == [], vector
    print(f"{len(hostile)} vectors as plain text: links and line breaks only")


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("<b>a</b><script>x</script><style>y</style>", "<b>a</b>"),
        ("<p style='color:red;position:fixed;z-index:9'>x</p>", '<p style="color:red">x</p>'),
        ("<div style='background:url(//x.example)'>x</div>", "<div>x</div>"),
        ("<img src=cid:one alt=x>", '<img src="/pictures/1" alt="x">'),
        ("<img src='CID:two%40x.example'>", '<img src="/pictures/2">'),
        ("<img src='cid:&lt;one&gt;'>", '<img src="/pictures/1">'),
        ("<img src=cid:three alt=x>", "x"),
        ("<img src='data:image/png;base64,AA'>", ""),
        ("<img src=https://x.example/p.gif alt='a<b'>", '<span class="withheld">a&lt;b</span>'),
        ("<img src=//x.example/p.gif>", '<span class="withheld"></span>'),
        ("<span class='withheld toolbar'>x</span>", '<span class="withheld">x</span>'),
        ("<p class=toolbar id=x onclick=y data-z=1>x</p>", "<p>x</p>"),
        ("<pre>\n\nx</pre>", "<pre>\n\nx</pre>"),
        ("<td colspan=9999>x", "x"),
        ("<table><tr><td colspan=2 rowspan=9999>x",
         '<table><tbody><tr><td colspan="2">x</td></tr></tbody></table>'),
        ("<o:p>x</o:p><form><input>y</form>", "xy"),
    ],
)  # fmt: skip
def test_what_stays_and_what_goes(html: str, kept: str) -> None:
    assert clean(html, IMAGES) == kept


@pytest.mark.parametrize(
    ("address", "stays"),
    [
        ("https://x.example/a?b=1", True),
        ("HTTP://x.example", True),
        ("mailto:ana@x.example", True),
        ("tel:+5511", True),
        ("/tickets/1", False),
        ("tickets", False),
        ("#top", False),
        ("//x.example", False),
        ("https:x.example", False),
        ("http:///x.example", False),
        ("ftp://x.example", False),
        ("file:///etc/passwd", False),
        ("cid:one", False),
        ("jav&#x0A;ascript:alert(1)", False),
        ("&#14;javascript:alert(1)", False),
        ("vbscript:x", False),
    ],
)
def test_the_addresses_that_stay(address: str, stays: bool) -> None:
    page = clean(f'<a href="{address}">x</a>', IMAGES)
    assert (" href=" in page) is stays
    assert 'target="_blank" rel="noopener noreferrer nofollow"' in page


def test_pictures_from_elsewhere_are_counted_and_shown_only_on_demand() -> None:
    mail = "<img src=https://x.example/1.gif><p><img src=cid:one><img src=http://x.example/2.gif>"
    shut = clean(mail, IMAGES)
    assert withheld(shut) == 2
    assert "x.example" not in shut
    opened = clean(mail, IMAGES, remote_images=True)
    assert withheld(opened) == 0
    assert opened.count("<img src=") == 3
    assert withheld(clean("<p>none</p>", {})) == 0


@pytest.mark.parametrize(
    ("html", "why"),
    [
        ("<a href=https://x.example>x</a>" * 5_001, "5,000 links"),
        ("<div>" * 10_001, "deeper"),
        ("<div>" * 100_000, "deeper"),
        ("<div><table><td></div></table>" * 11_000, "deeper"),
        ("<svg>" + "<td>" * 100_000, "deeper"),
        ("".join(f"<font color={n}>" for n in range(3_000)) + "<p>x" * 3_000, "styles"),
        ("<table>" + "<tr><td>a cell</td></tr>" * 60_000, "bytes"),
        ("x" * 4_000_001, "characters"),
        ("é" * 500_001, "bytes"),
        ("<a " + " ".join(f"a{n}=1" for n in range(30_000)) + ">", "attributes"),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else "",
)
def test_too_heavy_is_said_at_once(html: str, why: str) -> None:
    def said() -> None:
        with pytest.raises(TooHeavy, match=why):
            clean(html, IMAGES)

    assert quickest(said, 5) < 5


@pytest.mark.parametrize(
    "html",
    [
        "<a href=https://x.example>x</a>" * 5_000,
        "<div>" * 9_990,
        "<p>x" * 50_000,
        "<li>x" * 20_000,
        "<p><b>x</b> <i>y</i></p>" * 10_000,
    ],
    ids=["links", "deep", "paragraphs", "items", "styled"],
)
def test_as_heavy_as_may_be(html: str) -> None:
    page = clean(html, IMAGES)
    taken = quickest(lambda: clean(html, IMAGES), 5)
    print(f"{len(html):,} characters in {taken:.1f} s")
    assert len(page) >= len(html)
    assert taken < 5


@given(
    st.lists(
        st.sampled_from([*OWN, "<p>", "</p>", "<b>", "</i>", "\n", "<pre>\n", "x"]), max_size=8
    )
)
def test_cleaning_is_done_once(pieces: list[str]) -> None:
    page = clean("".join(pieces), IMAGES)
    assert clean(page, IMAGES) == page
    assert faults(page) == []


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("um\r\ndois\r\rtrês", "um<br>\ndois<br>\n<br>\ntrês"),
        ("  a  b", "&nbsp; a&nbsp; b"),
        ("https://x.example/a_(b), e", "{https://x.example/a_(b)|https://x.example/a_(b)}, e"),
        ("(www.x.example).", "({https://www.x.example|www.x.example})."),
        ("ana.b@x.example!", "{mailto:ana.b@x.example|ana.b@x.example}!"),
        ("<https://x.example/?a=1&b=2>",
         "&lt;{https://x.example/?a=1&amp;b=2|https://x.example/?a=1&amp;b=2}&gt;"),
        ("javascript:alert(1) data:text/html,x", "javascript:alert(1) data:text/html,x"),
        ("https:// http://? www. @x.example", "https:// http://? www. @x.example"),
        ("não: https://x.example", "não: {https://x.example|https://x.example}"),
    ],
)  # fmt: skip
def test_plain_text_keeps_its_lines_and_gains_links(text: str, html: str) -> None:
    link = r'<a href="\1" target="_blank" rel="noopener noreferrer nofollow">\2</a>'
    assert plain_to_html(text) == re.sub(r"\{(.*?)\|(.*?)\}", link, html)


@given(st.text(alphabet="ab <>&\"'\n.:/@()www-https\u00a0é", max_size=60))
def test_plain_text_is_clean_already(text: str) -> None:
    page = plain_to_html(text)
    assert clean(page, {}) == page


@pytest.mark.parametrize(
    "bait", ["a@", "www.", "http://", "a.", "(", "a@a.", "https://a)", "  ", "w"]
)
def test_links_are_found_in_linear_time(bait: str) -> None:
    text = bait * (100_000 // len(bait))
    assert quickest(lambda: plain_to_html(text), 2) < 2
