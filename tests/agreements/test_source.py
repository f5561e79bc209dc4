"""YAML that surprises is refused with its line; YAML that does not stays what it seems (Q05)."""

import pytest

from prazo.agreements.faults import Fault, Faults
from prazo.agreements.loader import load
from prazo.agreements.source import MOST_BYTES, Place, path_text, read
from tests.agreements.small import SMALL
from tests.pace import quickest


def value_of(text: str) -> object:
    source, refused = read(text)
    assert source is not None and not refused
    return source.value


@pytest.mark.parametrize(
    "word",
    ["no", "on", "yes", "12:30", "1e999", "2026-02-01", "0x1F", "1_000", ".inf", "010", "true"],
)
def test_scalars_stay_what_they_look_like(word: str) -> None:
    assert value_of(f"{word}: {word}") == {word: word}


@pytest.mark.parametrize("nothing", ["", "~", "null"])
def test_nothing_is_nothing_unless_quoted(nothing: str) -> None:
    assert value_of(f"a: {nothing}") == {"a": None}
    assert value_of(f'a: "{nothing}"') == {"a": nothing}


@pytest.mark.parametrize(
    ("text", "what", "line", "column"),
    [
        pytest.param("a: !!python/object/apply:os.system [id]", "tag", 1, 4, id="python-tag"),
        pytest.param("a: 1\nb: !<tag:x> y", "tag", 2, 4, id="verbatim-tag"),
        pytest.param("a: &x [1]\nb: *x", "alias", 2, 4, id="alias"),
        pytest.param("a: &x 1", "anchor", 1, 4, id="anchor"),
        pytest.param('a: "b\\ud800"', "character", 1, 4, id="half-a-character"),
        pytest.param('a:\n  - "b\\0"', "character", 2, 5, id="nul"),
        pytest.param('"a\\u202e": b', "character", 1, 1, id="turned-order"),
        pytest.param("a: {b: 1}\nc:\n  <<: {d: 1}", "merge_key", 3, 3, id="merge-key"),
        pytest.param("a: 1\nb: 2\na: 3", "duplicate_key", 3, 1, id="duplicate-key"),
        pytest.param("a: {b: 1, b: 2}", "duplicate_key", 1, 11, id="duplicate-inside"),
        pytest.param("a: 1\n---\nb: 2", "two_documents", 2, 1, id="two-documents"),
        pytest.param("? [a, {b: c}]\n: 1", "key_no_word", 1, 3, id="list-as-key"),
        pytest.param("{a: 1}: 2", "key_no_word", 1, 1, id="mapping-as-key"),
        pytest.param("a:\n\t- b", "tab", 2, 1, id="tab"),
        pytest.param("a: b\nc: d: e", "syntax", 2, 5, id="syntax"),
        pytest.param("a: b\nc: \x07", "character", 2, 4, id="control-character"),
        pytest.param("", "empty", 1, 1, id="empty"),
        pytest.param("# only a comment\n", "empty", 1, 1, id="comment"),
        pytest.param("- a", "no_mapping", 1, 1, id="list"),
        pytest.param("a: " + "x" * 1_000_000, "too_large", 1, 1, id="scalar-of-a-megabyte"),
        pytest.param("é" * (MOST_BYTES // 2 + 1), "too_large", 1, 1, id="bytes-not-characters"),
        pytest.param("[" * 250_000, "too_deep", 1, 33, id="deep"),
        pytest.param("a: [" + "1," * 100_000 + "]", "too_much", 1, 39999, id="many"),
    ],
)
def test_refused(text: str, what: str, line: int, column: int) -> None:
    def refused() -> None:
        with pytest.raises(Faults) as told:
            load(text)
        faults[:] = told.value.faults

    faults: list[Fault] = []
    assert quickest(refused, 5) < 5
    assert [what, line, column] in [[f.what, f.line, f.column] for f in faults]


def test_alias_bomb_is_not_expanded() -> None:
    bomb = "a0: &a0 [x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 9)
    )
    source, refused = read(bomb)
    assert source is not None and source.value["a8"] == [None] * 9
    assert {r.what for r in refused} == {"alias", "anchor"}


def test_every_refusal_is_told_at_once() -> None:
    _, refused = read("a: !t 1\nb: &x 2\na: 3\n<<: {c: 1}")
    assert [r.what for r in refused] == ["tag", "anchor", "duplicate_key", "merge_key"]


def test_what_follows_a_key_that_is_no_word_is_left_out() -> None:
    source, _ = read("? {a: [1, {b: c}]}\n: {d: [e]}\nf: g")
    assert source is not None and source.value == {"f": "g"}


def test_places_are_those_of_keys_and_items() -> None:
    source, _ = read("a:\n  b: [x,\n      {c: y}]\n  d: z")
    assert source is not None
    assert source.places == {
        (): Place(1, 1),
        ("a",): Place(1, 1),
        ("a", "b"): Place(2, 3),
        ("a", "b", 0): Place(2, 7),
        ("a", "b", 1): Place(3, 7),
        ("a", "b", 1, "c"): Place(3, 8),
        ("a", "d"): Place(4, 3),
    }
    assert source.place(("a", "b", 1, "missing", 3)) == Place(3, 7)
    assert path_text(("a", "b", 1, "c")) == "a.b[1].c"


def test_a_directive_changes_nothing() -> None:
    assert value_of("%YAML 1.1\n---\na: no") == {"a": "no"}


def test_line_ends_of_windows() -> None:
    assert load(SMALL.replace("\n", "\r\n")).agreement == load(SMALL).agreement
