"""Signs are read, and whatever merely looks like one stays as it was written."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prazo.lib.markdown import read, words
from tests.lib.hostile import OWN, vectors
from tests.pace import seconds

TRACE = """Traceback (most recent call last):
  File "/srv/app/__main__.py", line 3, in <module>
    run(*args, **kwargs)
  File "/srv/app/a_b.py", line 40, in run
    raise ValueError(f"{x!r} is no [number](of_any)")
ValueError: '*' or '**' expected, got `foo' and `bar'"""
LOG = """2026-11-22 10:00:01 INFO  [pool-1] *** STARTING ***
2026-11-22 10:00:02 WARN  [pool-1] retry 1/3 *(transient) -> next
	at com.example.Foo$1.run(Foo.java:12)
#1  0x00007f in __libc_start_main ()
-----------------------------------------
* * * * * /usr/bin/backup --to=C:\\temp\\*.log
~~~~~^~~~~
+ added
>>> x = 2 ** 3 * 4
22. November 2026
25. December 2026
1) first
<b>&nbsp;&amp;</b>"""
DIFF = """--- a/file_name.py
+++ b/file_name.py
@@ -1,2 +1,2 @@
-a = b*c*d
+a = b * c * d"""
UNTOUCHED = [
    TRACE, LOG, DIFF,
    "2*3*4", "file_name_here __init__ _x_", "rm *.o foo* bar*", "0 */5 * * * root",
    "'*' or '*'", "/*comment*/ x /* y */", "SELECT * FROM a WHERE b*c=*d", "int *a, *b;",
    "a[0](x) b[1](http:x) [x](javascript:alert(1)) [y](data:text/html,x) [z]( https://a.example)",
    "https://x.example/*a*/*b*?c=*d* and _e_", "C:\\*.log \\\\server\\share \\*x\\*",
    "- - - - -", "| a | b |\n|---|---|", "# no title\n    no code", "~~~\nx\n~~~", "```\nno end",
    "  - name: x\n    image: y", "5. five", "Regards\n-- \nAnn", "*over\nlines*",
    "** x **", "![](a.png)",
]  # fmt: skip


ALLOWED = re.compile(r"</?(?:a|p|strong|em|ul|ol|li|blockquote|code|pre|br)\b[^<>]*>")
LINKED = re.compile(r"https?:|mailto:|tel:", re.IGNORECASE)


def html(text: str, *pictures: str) -> str:
    document = read(text, pictures)
    assert document is not None, "no sign was found"
    return document.page({name: f"/f/{n}?picture" for n, name in enumerate(pictures, 1)})


@pytest.mark.parametrize("text", UNTOUCHED)
def test_what_only_looks_like_a_sign_is_none(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize("text", UNTOUCHED)
def test_and_stays_as_it_is_beside_one(text: str) -> None:
    """Whoever pastes a log gets it back, though something else in the answer is bold."""
    if text == "```\nno end":
        text = "``` no end"
    text = text.expandtabs(4)  # one sign, however it is shown
    shown = html(f"Hello, **see** this:\n\n{text}\n\nGood?")
    inside = shown.removeprefix("<p>Hello, <strong>see</strong> this:</p>")
    back = unescape(re.sub(r"</?(?:a|p)\b[^>]*>", "", inside)).removesuffix("Good?")
    assert back == text
    assert text in (read(f"**Hello**\n\n{text}") or words("")).plain


def test_the_signs() -> None:
    assert html("a **b c** d") == "<p>a <strong>b c</strong> d</p>"
    assert html("*a* (*b*), “*c*”.") == "<p><em>a</em> (<em>b</em>), “<em>c</em>”.</p>"
    assert html("***a*** **b *c* d**") == (
        "<p><strong><em>a</em></strong> <strong>b <em>c</em> d</strong></p>"
    )
    assert html("**b *c***") == "<p><strong>b <em>c</em></strong></p>"
    assert html("this**is** 这是**重点**。") == "<p>this**is** 这是<strong>重点</strong>。</p>"
    assert html("`a *b* __c__`") == "<p><code>a *b* __c__</code></p>"
    assert html("```sh\n rm -rf <x>\n\n**y**\n```") == ("<pre> rm -rf &lt;x&gt;\n\n**y**</pre>")
    assert html("> their *word*\nmine") == (
        "<blockquote><p>their <em>word</em></p></blockquote><p>mine</p>"
    )
    assert html("> a\n> > b") == (
        "<blockquote><p>a</p><blockquote><p>b</p></blockquote></blockquote>"
    )


def test_lists() -> None:
    assert html("To do:\n- one\n- two\n  more\nBye") == (
        "<p>To do:</p><ul><li>one</li><li>two\nmore</li></ul><p>Bye</p>"
    )
    assert html("1. one\n  - in\n2. two\n\n4. four") == (
        '<ol><li>one<ul><li>in</li></ul></li><li>two</li><li value="4">four</li></ol>'
    )


def test_links() -> None:
    made = html("[the **page**](https://a.example/x_(y)) https://b.example. c@d.example")
    assert re.findall(r'<a href="([^"]+)"', made) == [
        "https://a.example/x_(y)", "https://b.example", "mailto:c@d.example",
    ]  # fmt: skip
    assert made.count('rel="noopener noreferrer nofollow"') == 3
    assert "the <strong>page</strong></a>" in made


def test_pictures_are_those_that_are_there() -> None:
    made = html("Look: ![](a (1).png) ![x](b.png) ![y](https://evil.example/a.png)", "a (1).png")
    assert made.startswith(
        '<p>Look: <img src="/f/1?picture" alt="a (1).png"> ![x](b.png) !<a href='
    )
    assert made.count("<img") == 1, "nothing is fetched from elsewhere"


def test_in_a_mail_each_element_says_how_it_looks() -> None:
    document = read("a  **b**\n  c\n\n- d `e`\n\n![](p.png)", ["p.png"])
    assert document is not None
    mail = document.letter({"p.png": "x@picture"})
    assert '<p style="margin:0 0 1em 0">a&nbsp; <strong>b</strong><br>\n&nbsp; c</p>' in mail
    assert '<li style="' in mail and "<code style=" in mail
    assert '<img src="cid:x@picture" alt="p.png" style="' in mail
    assert "class=" not in mail and "<style" not in mail


def test_as_plain_text_it_reads_well() -> None:
    document = read(
        "**Hi** *you*,\n\n1. `one`\n   - in\n2. two\n\n> old\n> **x**\n\n"
        "See [the page](https://a.example) or [b@c.example](mailto:b@c.example).\n\n"
        "```\n  code\n```\n![x](p.png)",
        ["p.png"],
    )
    assert document is not None
    assert document.plain == (
        "*Hi* *you*,\n\n1. one\n   - in\n2. two\n\n> old\n> *x*\n\n"
        "See the page <https://a.example> or b@c.example.\n\n  code\n\n[x]"
    )


def test_html_is_text() -> None:
    """X02, X08: whatever it is, nothing of it becomes an element, in signs or out of them."""
    hostile = [*OWN, *vectors()[:: len(OWN)]]
    for vector in hostile:
        for text in (f"**x** {vector}", f"- {vector}", f"[{vector}](https://a.example/)"):
            document = read(text[:4_000])
            for made in (document.page({}), document.letter({})) if document else ():
                assert "<" not in ALLOWED.sub("", made), made
                assert all(LINKED.match(one) for one in re.findall(r'<a href="([^"]*)"', made))
    print(f"{len(hostile)} texts")


@given(st.text(alphabet="ab \n*`[]()>-1._!:/<&", max_size=80))
def test_no_word_is_lost_whatever_is_written(text: str) -> None:
    document = read(text)
    if document is None:
        return
    bare = re.sub(r"[^ab]", "", text)
    shown = re.sub(r"<[^>]*>", "", document.page({}))
    assert re.sub(r"[^ab]", "", unescape(shown)) == bare or "](" in text
    assert re.sub(r"[^ab]", "", document.plain) == bare or "](" in text or "```" in text


@pytest.mark.parametrize("code", ["  ```", "````", "```` x", "> ```", "a ``` b", "```\u00a0x"])
def test_code_ends_where_it_is_ended(code: str) -> None:
    """Whatever in it would end it for another reader."""
    document = read(f"```x\n{code}\n> in\n```\nafter **b**")
    assert document is not None
    assert unescape(document.page({})) == (
        f"<pre>{code}\n> in</pre><p>after <strong>b</strong></p>"
    )
    assert document.plain == f"{code}\n> in\n\nafter *b*"


@pytest.mark.parametrize("before", ["", "> " * 8])
def test_no_word_is_lost_however_deep_it_stands(before: str) -> None:
    deep = [f"{before}{' ' * far}- w{far}." for far in range(15)]
    document = read("\n".join(deep))
    assert document is not None
    for shown in (document.page({}), document.letter({}), document.plain):
        assert re.findall(r"w\d+\.", shown) == [f"w{far}." for far in range(15)]


LONG = {
    "code that never ends": "```x\n",
    "such code in a quote": "> ```x\n",
    "such code in quotes": "> > > > > > > > ```x\n",
    "such code in a list": "- ```x\n",
    "code": "```x\na\n```\n",
    "ends of code": "```\n",
    "quotes": "> a\n\n",
    "quotes in quotes": "> " * 30 + "a\n\n",
    "signs of quotes": "> ",
    "lists": "- a\nb\n",
    "items": "- a\n",
    "numbers": "1. a\n2. b\n",
    "lists in lists": "".join(f"{' ' * far}- a\n" for far in range(13)),
    "signs of items": "- ",
    "asterisks": "*",
    "bold that never ends": "**a ",
    "italic, and bold that ended": "a*** |(*a",
    "italic in bold": "(*(**a",
    "ends of italic": "a* ",
    "backticks": "`",
    "brackets": "[",
    "links that never end": "[a](https://x.example/(",
    "links": "[a](https://x.example/) ",
    "pictures": "![a](b(",
    "ends of addresses": "https://a)))))))))",
    "addresses": "a@b.example ",
    "tags": "<a>",
    "backslashes": "\\*",
    "definitions": "[a]: https://x.example\n",
    "titles": "a\n===\n",
    "empty lines": "\n",
    "spaces": "a  ",
    "letters": "a",
}


@pytest.mark.parametrize("unit", LONG.values(), ids=LONG.keys())
def test_nothing_takes_the_square_of_its_length(unit: str) -> None:
    """Q16. Four times as long may take four times as long, not sixteen times."""
    short, long = (min(_taken(unit, length) for _ in range(2)) for length in (8_000, 32_000))
    assert long < max(9 * short, 0.3)


def _taken(unit: str, length: int) -> float:
    """Seconds; `|` stands between one half and the other."""
    parts = unit.split("|")
    text = "".join(part * (length // len(parts) // len(part)) for part in parts)

    def written() -> None:
        document = read(f"**x**\n\n{text}")
        assert document is not None
        assert document.plain and document.letter({})

    return seconds(written)
