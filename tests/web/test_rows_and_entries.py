"""What is written by plain functions holds no markup of a stranger's (X01)."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from prazo.web.shown.body import body
from prazo.web.shown.conversation import Conversation, Entry
from prazo.web.shown.entry import Place, drawn
from prazo.web.shown.record import File
from prazo.web.shown.talk import drawn as talk_drawn

HOSTILE = "<img src=x onerror=alert(1)>\"'&</article><script>alert(1)</script>"
NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


PLACE = Place(10007, True, "en")


@pytest.mark.parametrize("kind", ["message", "agent", "note", "act", "desk"])
def test_a_hostile_entry_is_text(kind: str) -> None:
    entry = Entry(
        kind=kind, id=7, at=NOW, short=HOSTILE, full=HOSTILE, author=HOSTILE,
        about=(HOSTILE, HOSTILE), body=body(HOSTILE), line=HOSTILE, warning=HOSTILE, html=True,
        files=(File(9, 7, HOSTILE, 2048),), new=True,
    )  # fmt: skip
    html = drawn(entry, PLACE)
    assert html
    for bad in ("<img", "<script", "x\"'", "&</"):
        assert bad not in html
    assert html.count("</article>") == (kind not in ("act", "desk"))


def test_an_entry_shows_all_that_hangs_on_it() -> None:
    plain = Entry(kind="message", id=7, at=NOW, short="", full="", author="Ana", body=body("Hello"))
    assert drawn(plain, PLACE).startswith(
        '<article class="msg message" id="m7" aria-labelledby="m7-by">'
        '<header id="m7-by"><b role="heading" aria-level="2">Ana</b>'
    )
    more = {
        '<details class="msg desk" id="m7"><summary>': {"kind": "desk"},
        "new since you began to write": {"new": True},
        '<a href="/f/9" download>a.txt</a>': {"files": (File(9, 7, "a.txt", 1),)},
        ">nameless</a>": {"files": (File(9, 7, "", 1),)},
        ' src="/t/10007/m/7" title="The mail as it was sent"': {"html": True},
        '<a href="/t/10007/raw/7">Raw mail</a>': {"html": True},
        '<p class="error">550 no such user</p>': {"warning": "550 no such user"},
        "no text": {"body": body("")},
        "<summary>quoted text</summary>": {"body": body("Yes.\n\n> Will you come?\n")},
        '<a href="/t/10007/m/7/text">The whole text</a>': {"body": body("x" * 30_000)},
    }
    for shown, change in more.items():
        assert shown not in drawn(plain, PLACE)
        assert shown in drawn(replace(plain, **change), PLACE), change
    agent = replace(plain, html=True)
    assert "/raw/" not in drawn(agent, PLACE._replace(raw=False))


def acts_(*people: int | None) -> list[Entry]:
    """Lines of what was done, one after the other, each by a person or by nobody."""
    return [
        Entry(
            kind="act", id=n, at=NOW + timedelta(minutes=n), short="", full="", author="",
            line=f"line {n}", user_id=who,
        )
        for n, who in enumerate(people)
    ]  # fmt: skip


def shown(entries: list[Entry]) -> list[str]:
    """What is not folded away."""
    talk = Conversation([acts_(None)[0], *entries], 0, NOW, [])
    html = talk_drawn(talk, PLACE, "", swapped=False)
    return re.findall(r"line \d+", re.sub(r"(?s)<details.*?</details>", "", html))[1:]


def test_what_a_person_did_last_and_what_was_recorded_last_is_never_folded() -> None:
    ends = ["line 0", "line 1", "line 10", "line 11"]
    assert shown(acts_(*[None] * 12)) == ends
    assert shown(acts_(*[7] * 5, *[None] * 7)) == [*ends[:2], "line 4", *ends[2:]]
    dated_back = acts_(*[None] * 12)
    dated_back[5] = replace(dated_back[5], id=99)
    assert shown(dated_back) == [*ends[:2], "line 5", *ends[2:]]
