"""The conformance run itself: what counts as agreement, and that nothing shared disagrees."""

import json

import pytest

from prazo.engine.conformance import Verdict, compare, conform
from tests.shared import SHARED

OFFICE = {
    "tz": "America/Bogota",  # UTC-5 all year
    "weekly": {day: [["09:00", "12:00"], ["13:00", "18:00"]] for day in ("mon", "tue", "wed")},
    "holidays": ["2026-05-05"],
    "overrides": {"2026-05-06": [["10:00", "24:00"]], "2026-05-11": []},
}


def vector(op, **given):
    return {"id": "x", "op": op, "calendar": OFFICE, "source": "nobody/nothing", **given}


@pytest.mark.parametrize(
    "given",
    [
        vector("add", start="2026-05-04T20:00:00Z", seconds=3 * 3600, due="2026-05-04T23:00:00Z"),
        vector("add", start="2026-05-04T17:30:00-05:00", seconds=1800.5,
               due="2026-05-06T15:00:00.5Z"),
        vector("add", start="2026-05-04T22:00:00Z", seconds=3600, boundary="next_open",
               due="2026-05-06T15:00:00Z", due_alt="2026-05-04T23:00:00Z"),
        vector("add", start="2026-05-04T22:00:00Z", seconds=-3600, due="2026-05-04T21:00:00Z"),
        vector("add", start="2026-05-05T22:00:00Z", seconds=0, zero="next_active",
               due="2026-05-06T15:00:00Z"),
        vector("add", start="2026-05-04T22:00:00Z", seconds=0, zero="unchanged",
               due="2026-05-04T22:00:00Z"),
        vector("subtract", start="2026-05-06T16:00:00Z", seconds=7200, due="2026-05-04T22:00:00Z"),
        vector("subtract", start="2026-05-05T16:00:00Z", seconds=0, zero="previous_active",
               due="2026-05-04T23:00:00Z"),
        vector("subtract", start="2026-05-05T16:00:00Z", seconds=0, zero="next_active",
               due="2026-05-06T15:00:00Z"),
        vector("between", start="2026-05-04T16:30:00Z", end="2026-05-07T12:00:00Z",
               seconds=(5.5 + 14) * 3600),
        vector("between", start="2026-05-04T14:00:00Z", end="2026-05-04T14:04:31Z",
               seconds=300, resolution=60),
        vector("periods", start="2026-05-04T16:00:00Z", end="2026-05-04T19:00:00Z", resolution=60,
               periods=[["2026-05-04T16:00:00Z", "2026-05-04T16:59:59Z"],
                        ["2026-05-04T18:00:00Z", "2026-05-04T19:00:00Z"]]),
        {**vector("is_open", at="2026-05-04T14:00:00Z", open=False, resolution=None),
         "calendar": {**OFFICE, "weekly": {"mon": None}, "overrides": {"2026-05-04": None}}},
        vector("is_open", at="2026-05-07T04:59:59Z", open=True),
        vector("is_open", at="2026-05-07T05:00:00Z", open=False),
        vector("periods", start="2026-05-04T16:00:00Z", end="2026-05-04T19:00:00Z",
               periods=[["2026-05-04T16:00:00Z", "2026-05-04T17:00:00Z"],
                        ["2026-05-04T18:00:00Z", "2026-05-04T19:00:00Z"]]),
        vector("next_open", at="2026-05-06T15:00:00Z", result="2026-05-12T14:00:00Z"),
        vector("next_open", at="2026-05-06T15:00:00Z", result="2026-05-06T15:00:00Z",
               inclusive=True),
        vector("prev_close", at="2026-05-12T14:00:00Z", result="2026-05-07T05:00:00Z"),
        vector("add_days", start="2026-05-04T15:30:00Z", days=1, due="2026-05-06T15:30:00Z",
               semantics={"roll_first": False, "clamp": False}),
        vector("add_days", start="2026-05-04T15:30:00Z", days=1, due="2026-05-07T05:00:00Z",
               semantics={"end_of_day": True}),
        vector("add_days", start="2026-05-04T14:30:00Z", days=1, due="2026-05-07T05:00:00Z",
               semantics={"roll_first": "open", "clamp": "closing"}),
    ],
    ids=lambda given: given["op"],
)  # fmt: skip
def test_what_agrees_passes(given):
    assert compare(given).verdict is Verdict.PASSED, compare(given)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (vector("between", start="2026-05-05T00:00:00Z", end="2026-05-04T00:00:00Z", seconds=0,
                reversed="zero"), "end before start: zero"),
        (vector("add", start="2026-05-05T22:00:00Z", seconds=0, zero="unchanged",
                due="2026-05-05T22:00:00Z"), "zero seconds from a closed instant: unchanged"),
        (vector("add_days", start="2026-05-05T15:30:00Z", days=1, due="2026-05-06T15:30:00Z",
                semantics={"roll_first": False, "clamp": False}),
         "days counted otherwise: clamp False, roll_first False"),
        (vector("add_days", start="2026-05-05T15:30:00Z", days=1, due="2026-05-12T15:30:00Z",
                semantics={"roll_first": "date", "clamp": True}),
         "days counted otherwise: clamp True, roll_first date"),
        (vector("add_days", start="2026-05-04T14:30:00Z", days=1, due="2026-05-04T23:00:00Z",
                semantics={"closing_of_last_day": True}),
         "days counted with the first of them, to the closing of the last"),
    ],
)  # fmt: skip
def test_another_meaning_is_not_comparable(given, why):
    finding = compare(given)
    assert (finding.verdict, finding.why) == (Verdict.NOT_COMPARABLE, why)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (vector("is_open", at="2026-05-04T14:00:00Z", open=False), ""),
        (vector("add", start="2026-05-04T22:00:00Z", seconds=3600, due="2026-05-06T15:00:00Z"), ""),
        (vector("multiply"), "no such operation: multiply"),
        (vector("is_open", open=True), "KeyError: 'at'"),
        ({**vector("is_open"), "calendar": {**OFFICE, "breaks": []}},
         "ValueError: a calendar has no breaks"),
        (vector("add_days", start="2026-05-04T15:30:00Z", days=1, due="2026-05-06T15:30:00Z",
                semantics={"roll": True}), "ValueError: days know no roll"),
        ({**vector("add", start="2026-05-04T15:30:00Z", seconds=1, due="2026-05-04T15:30:00Z"),
          "calendar": {"tz": "UTC", "weekly": {}}},
         "NeverOpens: calendar 'UTC' never opens again"),
    ],
)  # fmt: skip
def test_what_disagrees_or_cannot_be_read_has_failed(given, why):
    finding = compare(given)
    assert (finding.verdict, finding.why) == (Verdict.FAILED, why)


def test_a_tally_counts_by_reason_and_keeps_the_differences():
    tally = conform(
        "nobody",
        [
            vector("is_open", at="2026-05-04T14:00:00Z", open=True),
            vector("is_open", at="2026-05-04T14:00:00Z", open=False, notes="they err"),
            vector("is_open", at="2026-05-04T14:00:00Z", open=False, disputed="closing counts"),
            vector("between", start="2026-05-05T00:00:00Z", end="2026-05-04T00:00:00Z", seconds=0),
        ],
    )
    assert (tally.passed, tally.failed, tally.total) == (1, 1, 4)
    assert tally.disputed == {"closing counts": 1}
    assert tally.not_comparable == {"end before start: not an error": 1}
    (difference,) = tally.differences
    assert (difference.got, difference.expected) == ("True", "False")
    assert difference.why == "they err"


def ticket(targets, events, expect, source="nobody/nothing", **more):
    at = [{"at": f"2026-05-06T{at}:00-05:00", "type": kind} for at, kind in events]
    told = vector("sla", targets=targets, events=at, expect=expect, **more)
    return {**told, "source": source}


@pytest.mark.parametrize(
    "given",
    [
        ticket({"first_response": 3600, "resolution": 7200},
               [("10:30", "opened"), ("11:00", "agent_reply"), ("11:00", "waiting"),
                ("12:00", "resumed"), ("12:30", "closed")],
               {"first_response_seconds": 1800, "first_response_margin": 1800,
                "resolution_due": "2026-05-06T13:30:00-05:00", "resolution_seconds": 3600,
                "resolution_margin": 3600, "paused_seconds": 3600,
                "paused_seconds_first_response": 0}),
        ticket({"update": 3600}, [("10:30", "opened"), ("10:40", "agent_reply"),
                                  ("11:00", "customer_reply"), ("11:10", "customer_reply")],
               {"update_due": "2026-05-06T12:00:00-05:00"}),
        ticket({"first_response": 3600, "escalation_offset": -600}, [("09:00", "opened")],
               {"starts_at": "2026-05-06T10:00:00-05:00",
                "escalates_at": "2026-05-06T10:50:00-05:00"}),
        ticket({"response": 3600}, [("10:30", "opened")], {"response_due": None},
               source="bestpractical/rt"),
        ticket({"first_response": 3600}, [("10:30", "opened"), ("10:40", "waiting")],
               {"first_response_due": None}, source="zammad/zammad"),
        # what is not met has no time yet, and what was never promised has none at all
        ticket({"first_response": 3600, "update": 3600, "resolution": None},
               [("10:30", "opened"), ("10:40", "customer_reply")],
               {"first_response_seconds": None, "update_margin": None, "resolution_due": None,
                "resolution_seconds": None}),
        # the time of an update is that of the longest answered one, not of the one still running
        ticket({"update": 3600},
               [("10:30", "opened"), ("10:40", "agent_reply"), ("10:50", "customer_reply"),
                ("11:40", "note")],
               {"update_seconds": 600, "update_margin": 3000,
                "update_due": "2026-05-06T11:50:00-05:00"}),
        # a wait that goes on after the customer's word, until somebody resumes
        ticket({"resolution": 3600},
               [("10:30", "opened"), ("10:40", "waiting"), ("10:50", "customer_reply"),
                ("11:10", "resumed")],
               {"resolution_due": "2026-05-06T12:00:00-05:00"}),
        # and one that the customer ends
        ticket({"resolution": 3600},
               [("10:30", "opened"), ("10:40", "waiting"), ("10:50", "customer_reply"),
                ("11:00", "closed")],
               {"resolution_seconds": 1200}),
        # a source that rounds to minutes
        ticket({"resolution": 3600}, [("10:30", "opened"), ("10:41", "closed")],
               {"resolution_seconds": 630}, resolution=60),
    ],
)  # fmt: skip
def test_a_ticket_is_told_in_our_words(given):
    assert compare(given).verdict is Verdict.PASSED, compare(given)


@pytest.mark.parametrize(
    ("given", "verdict"),
    [
        (ticket({}, [("10:30", "opened")], {"avg_response_seconds": 1}), Verdict.NOT_COMPARABLE),
        (ticket({}, [("10:30", "opened")], {"status": "ok"}), Verdict.NOT_COMPARABLE),
        (ticket({"haste": 1}, [("10:30", "opened")], {"haste_due": None}), Verdict.FAILED),
        (ticket({"resolution": 1}, [("10:30", "sneezed")], {}), Verdict.FAILED),
        (ticket({"resolution": 1}, [("10:30", "opened")], {"haste": 1}), Verdict.FAILED),
    ],
)
def test_a_ticket_we_have_no_words_for_is_no_pass(given, verdict):
    assert compare(given).verdict is verdict


def test_no_shared_vector_fails():
    """Every source's vectors beside the checkout, when they are there."""
    tallies = [
        conform(path.stem, json.loads(path.read_text()))
        for path in sorted((SHARED / "vectors").glob("*.json"))
    ]
    print(f"{sum(tally.total for tally in tallies)} shared vectors")
    for tally in tallies:
        assert not tally.failed, (tally.source, tally.differences[:3])
        assert tally.passed > 0.9 * tally.total


def test_a_due_time_that_never_comes_is_null():
    never = OFFICE | {"weekly": {}, "overrides": {"2026-05-06": [["10:00", "11:00"]]}}
    asked = vector("add", start="2026-05-04T20:00:00Z", seconds=7200, due=None)
    assert compare(asked | {"calendar": never}).verdict is Verdict.PASSED
    assert compare(asked).verdict is Verdict.FAILED


@pytest.mark.parametrize("given", [None, {"id": "x"}, "add", 3])
def test_what_is_no_list_has_failed(given):
    assert conform("x", given).failed == 1


@pytest.mark.parametrize(
    "item",
    [
        None,
        [],
        "add",
        vector("add"),
        vector("add", start=3, seconds=[]),
        vector("add", start="2026-05-04T16:00:00Z", seconds=1e15, due=None),
        vector("add", start="2026-05-04T16:00:00Z", seconds=float("inf"), due=None),
        vector("between", start="2026-05-04T16:00:00Z", end="2026-05-04T17:00:00Z", seconds=3600,
               resolution="a minute"),
        {**vector("is_open", at="2026-05-04T16:00:00Z"), "calendar": {"tz": "America"}},
    ],
)  # fmt: skip
def test_one_odd_item_has_failed_and_the_next_is_looked_at(item):
    fine = vector("is_open", at="2026-05-04T20:00:00Z", open=True)
    told = conform("x", [item, fine])
    assert (told.passed, told.failed) == (1, 1)
