"""Deeds as plain values: read with every fault at once, written as read; variables are flat."""

import pytest

from prazo.rules.deeds import KINDS, MOST, read, written
from prazo.writing.placeholders import filled, unknown


def test_what_is_written_is_read() -> None:
    stored = [
        {"do": "assign", "words": {"person": "me", "team": "7"}},
        {"do": "classify", "words": {"priority": "high"}},
        {"do": "wait", "words": {"on": "carrier", "reference": "BA1"}},
        {"do": "close", "words": {}},
    ]
    deeds, faults = read(stored)
    assert not faults
    assert written(deeds) == stored


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"do": "burn"}, "0.", "unknown_deed"),
        ({"do": ["assign"]}, "0.", "unknown_deed"),
        ("assign", "0.", "unknown_deed"),
        ({"do": "assign", "words": {}}, "0.", "nothing"),
        ({"do": "assign", "words": {"person": "-1"}}, "0.person", "bad_value"),
        ({"do": "assign", "words": {"person": "٣"}}, "0.person", "bad_value"),
        ({"do": "note", "words": {"text": "  "}}, "0.text", "empty"),
        ({"do": "note", "words": {"text": "x" * 20_001}}, "0.text", "too_long"),
        ({"do": "wait", "words": {"on": "nobody"}}, "0.on", "bad_value"),
        ({"do": "wait", "words": {"on": "carrier"}}, "0.reference", "no_number"),
        ({"do": "tell", "words": {"text": "Look."}}, "0.whom", "nobody"),
        ({"do": "tell", "words": {"whom": "me", "text": "Look."}}, "0.whom", "bad_value"),
        ({"do": "remind", "words": {"days": "2"}}, "0.whom", "nobody"),
        ({"do": "remind", "words": {"whom": "holder"}}, "0.days", "empty"),
        ({"do": "remind", "words": {"whom": "holder", "days": "0"}}, "0.days", "bad_days"),
        ({"do": "remind", "words": {"whom": "holder", "days": "251"}}, "0.days", "bad_days"),
        ({"do": "remind", "words": {"whom": "7", "team": "7", "days": "2"}}, "0.team", "both"),
        ({"do": "reply", "words": {"text": "a", "then": "close"}}, "0.then", "bad_value"),
    ],
)
def test_a_fault_stands_at_its_place(given: object, field: str, code: str) -> None:
    deeds, (fault,) = read([given])
    assert not deeds
    assert (fault.field, fault.code) == (field, code)
    assert str(fault)


def test_none_and_too_many_are_refused() -> None:
    for stored in ([], [{"do": "close"}] * (MOST + 1), None):
        assert [fault.code for fault in read(stored)[1]] == ["none"]  # type: ignore[arg-type]


def test_words_of_another_deed_are_left_out() -> None:
    ((deed,), faults) = read([{"do": "note", "words": {"text": "a", "summary": "b"}}])
    assert not faults
    assert deed.words == {"text": "a"}


def test_every_kind_says_what_it_is() -> None:
    for kind in KINDS.values():
        assert str(kind.label) and all(str(word.label) for word in kind.words)


class TestVariables:
    def test_flat_names_are_replaced_once(self) -> None:
        text, missing = filled(
            "Dear {requester}, {number}.", {"requester": "{number}", "number": "#1"}
        )
        assert text == "Dear {number}, #1."
        assert not missing

    @pytest.mark.parametrize(
        "text", ["{requester.name}", "{0}", "{number!r}", "{number:>10}", "{ number }", "{{number"]
    )
    def test_nothing_else_is_a_variable(self, text: str) -> None:
        assert filled(text, {"number": "1", "requester": "R"}) == (text, [])

    def test_what_is_not_known_stays_and_is_named(self) -> None:
        assert filled("{customer} {customer}", {}) == ("{customer} {customer}", ["customer"])
        assert unknown("{number} {nmber} {x.y} {nmber}") == ["nmber", "x.y"]
