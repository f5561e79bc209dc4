"""Two versions in plain words (E12)."""

import pytest

from prazo.agreements.compare import Change, Kind, compare, compare_text
from prazo.agreements.loader import load
from prazo.agreements.phrases import LANGUAGES
from tests.agreements.small import SMALL, changed


def told(*pairs: tuple[str, str], language: str = "en") -> list[str]:
    text = compare_text(load(SMALL), load(changed(*pairs)), language)
    return [line.strip() for line in text.splitlines()[3:]]


def test_the_same_file_says_so() -> None:
    assert compare(load(SMALL), load(SMALL), "en") == ()
    text = compare_text(load(SMALL), load(SMALL), "en")
    assert text.splitlines()[-1] == "Nothing that the file says has changed."


def test_comments_and_layout_are_no_change() -> None:
    text = "# a comment\n" + SMALL.replace("in: 2h", 'in: "120m"')
    assert compare(load(SMALL), load(text), "en") == ()


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        ("{priority: high, in: 2h}", "{priority: high, in: 4h}",
         ["What we promise",
          "~ First response, Priority: High: 2 working hours → 4 working hours"]),
        ("{priority: high, in: 2h}", "{priority: high, calendar: always, in: 2h}",
         ["What we promise",
          "~ First response, Priority: High: 2 working hours → 2 hours, round the clock"]),
        ("      - {in: 8h}", "      - {channel: phone, in: 4h}\n      - {in: 8h}",
         ["What we promise", "+ new: First response, Channel: Telephone: 4 working hours"]),
        ("      - {priority: high, in: 2h}\n", "",
         ["What we promise", "- no longer: First response, Priority: High: 2 working hours"]),
        ("    pauses: [customer]\n", "",
         ["What we promise",
          "~ Resolution, Stands still while we wait for: the customer → nothing"]),
        ("closed: [", "closed: [2026-05-04, ",
         ["Hours", "+ new: office, closed day 4 May 2026: closed"]),
        ("09:00-18:00", "08:00-18:00",
         ["Hours", "~ office, Hours: Monday to Friday 09:00–18:00 → Monday to Friday 08:00–18:00"]),
        ("  email: {", "  fax: {name: {en: Fax, pt-BR: Fax}}\n  email: {",
         ["How to reach us", "+ new: Fax"]),
        ("  - {cause: network, owner: customer, clock: excluded}",
         "  - {cause: network, owner: customer, clock: paused}",
         ["What is not covered",
          "~ The network, What clocks do: the time no longer counts → "
          "the clock stands still for as long as it lasts"]),
        ("tell: assignee", "tell: [assignee, team]",
         ["If time runs out",
          "~ when 75% of the time of any target is used up, Who is told: the agent in charge → "
          "the agent in charge, the team in charge"]),
        ("default_priority: low\n", "default_priority: high\n",
         ["The agreement", "~ priority until classified: Low → High"]),
        ("pt-BR: O trabalho parou.", "pt-BR: Nada funciona.",
         ["Priorities", "~ High, When: Work has stopped. → wording changed in pt-BR"]),
    ],
)  # fmt: skip
def test_one_change(old: str, new: str, lines: list[str]) -> None:
    assert told((old, new)) == [line.strip() for line in lines]


def test_closed_days_are_compared_over_the_same_year() -> None:
    later = changed(("effective: 2026-02-01", "effective: 2026-12-30"), ('"2026-02"', '"2027"'))
    assert not [c for c in compare(load(SMALL), load(later), "en") if c.section == "Hours"]


def test_the_order_of_lines_is_a_promise_too() -> None:
    first = changed(
        ("{priority: high, in: 2h}", "{priority: high, in: 2h}\n      - {channel: phone, in: 1h}")
    )
    second = changed(
        ("{priority: high, in: 2h}", "{channel: phone, in: 1h}\n      - {priority: high, in: 2h}")
    )
    assert compare(load(first), load(second), "en") == (
        Change("What we promise", Kind.ORDER, "First response",
               after="Channel: Telephone, Priority: High, otherwise"),
    )  # fmt: skip


def test_the_order_of_priorities() -> None:
    lines = SMALL.splitlines(keepends=True)
    start = lines.index("priorities:\n") + 1
    swapped = [
        *lines[:start],
        *lines[start + 4 : start + 8],
        *lines[start : start + 4],
        *lines[start + 8 :],
    ]
    (change,) = compare(load(SMALL), load("".join(swapped)), "en")
    assert (change.kind, change.label, change.after) == (Kind.ORDER, "Priorities", "Low, High")


def test_clauses_are_paired_by_their_wording() -> None:
    def clauses(*texts: str) -> str:
        return SMALL + "duties:\n" + "".join(f"  - {{text: {text}}}\n" for text in texts)

    old = clauses("Keep a backup of what matters.", "Name two contacts.", "Pay in time.")
    new = clauses(
        "Keep a backup of everything that matters.", "Pay in time.", "Tell us of changes."
    )
    assert [(c.kind, c.before, c.after) for c in compare(load(old), load(new), "en")] == [
        (
            Kind.CHANGED,
            "Keep a backup of what matters.",
            "Keep a backup of everything that matters.",
        ),
        (Kind.REMOVED, "Name two contacts.", ""),
        (Kind.ADDED, "", "Tell us of changes."),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language(language: str) -> None:
    new = changed(("in: 2h", "in: 3h"), ("  always: always", "  always: always\n  new: always"))
    text = compare_text(load(SMALL), load(new), language)
    assert "→" in text and text.count("\n  ") == 2


def test_what_one_version_adds_the_way_back_removes() -> None:
    new = load(changed(("      - {in: 8h}", "      - {channel: phone, in: 4h}\n      - {in: 8h}")))
    there, back = compare(load(SMALL), new, "en"), compare(new, load(SMALL), "en")
    assert [c.kind for c in there] == [Kind.ADDED]
    assert [c.kind for c in back] == [Kind.REMOVED]
    assert there[0].after == back[0].before
