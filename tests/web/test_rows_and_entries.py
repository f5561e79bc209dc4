"""What is written by plain functions holds no markup of a stranger's (X01)."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from prazo.web.shown.body import body
from prazo.web.shown.conversation import Entry
from prazo.web.shown.entry import drawn

HOSTILE = "<img src=x onerror=alert(1)>\"'&</article><script>alert(1)</script>"
NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize("kind", ["message", "agent", "note", "act"])
def test_a_hostile_entry_is_text(kind: str) -> None:
    entry = Entry(
        kind=kind, id=7, at=NOW, short=HOSTILE, full=HOSTILE, author=HOSTILE,
        about=(HOSTILE, HOSTILE), body=body(HOSTILE), line=HOSTILE,
    )  # fmt: skip
    html = drawn(entry)
    assert html
    for bad in ("<img", "<script", "x\"'", "&</"):
        assert bad not in html
    assert html.count("</article>") == (kind != "act")


def test_what_has_more_to_it_is_its_templates() -> None:
    plain = Entry(kind="message", id=7, at=NOW, short="", full="", author="Ana", body=body("Hello"))
    assert "Hello" in drawn(plain)
    more = (
        {"kind": "desk"}, {"new": True}, {"html": True}, {"warning": "x"}, {"body": body("")},
        {"body": body("Yes.\n\n> Will you come?\n")}, {"body": body("x" * 30_000)},
    )  # fmt: skip
    for change in more:
        assert drawn(replace(plain, **change)) == "", change
