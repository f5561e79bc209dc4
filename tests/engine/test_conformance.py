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
        vector("add", start="2026-05-05T22:00:00Z", seconds=0, zero=None, due_alt=None,
               due="2026-05-06T15:00:00Z"),
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
        (vector("add", start="2026-05-06T15:00:00Z", seconds=0, zero="previous_active",
                due="2026-05-04T23:00:00Z"),
         "zero seconds from a closed instant: previous_active"),
        (vector("add_days", start="2026-05-04T15:30:00Z", days=0.5, due="2026-05-04T20:30:00Z"),
         "parts of a working day"),
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
        (vector("add", start="2026-05-05T22:00:00Z", seconds=0, due="2026-05-05T22:00:00Z",
                zero="sideways"), "ValueError: zero: sideways"),
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
        # it escalates when the first of its clocks is due, where no offset is said
        ticket({"first_response": 3600, "resolution": 1800}, [("10:30", "opened")],
               {"escalates_at": "2026-05-06T11:00:00-05:00"}),
        ticket({"resolution": 1800}, [("10:30", "opened"), ("10:40", "closed")],
               {"escalates_at": None}),
        # spent exactly at closing: the source says at the next opening
        ticket({"first_response": 13.5 * 3600, "resolution": 3600}, [("10:30", "opened")],
               {"first_response_due": "2026-05-12T09:00:00-05:00",
                "resolution_due": "2026-05-06T11:30:00-05:00",
                "starts_at": "2026-05-06T10:30:00-05:00"}),
        # what is null is as if it were not said
        ticket({"resolution": 3600, "ignored_when_waiting": None}, [("10:30", "opened")],
               {"resolution_due": "2026-05-06T11:30:00-05:00"}),
        ticket(None, [("10:30", "opened")], {"resolution_due": None}),
        ticket({"resolution": 3600}, [("10:30", "opened"), ("10:40", "priority")],
               {"resolution_due": "2026-05-06T11:30:00-05:00"}),
        # a ticket may be there before its requester's first word, and owe it no update till then
        ticket({"first_response": 3600, "update": 3600},
               [("10:30", "opened"), ("10:40", "customer_reply")],
               {"first_response_due": "2026-05-06T11:30:00-05:00",
                "update_due": "2026-05-06T11:40:00-05:00"}, source="zammad/zammad"),
        ticket({"first_response": 3600, "update": 3600},
               [("10:30", "opened"), ("10:40", "agent_reply"), ("10:50", "customer_reply")],
               {"update_seconds": 600}, source="zammad/zammad"),
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


@pytest.mark.parametrize(
    ("by", "update_due"),
    [
        ("customer", "2026-05-06T11:30:00-05:00"),
        (None, "2026-05-06T11:30:00-05:00"),  # theirs, where no author is told and no word follows
        ("agent", None),
        ("system", None),
    ],
)
def test_a_first_response_is_owed_whoever_opened_and_an_update_to_who_spoke(by, update_due):
    expect = {"first_response_due": "2026-05-06T11:30:00-05:00", "update_due": update_due}
    told = ticket(
        {"first_response": 3600, "update": 3600},
        [("10:30", "opened")],
        expect,
        source="zammad/zammad",
    )
    told["events"][0]["by"] = by
    assert compare(told).verdict is Verdict.PASSED, compare(told)


def test_a_due_time_later_than_the_next_opening_is_another():
    """Nor is an earlier one, or a closed instant before it, though no working time lies between."""
    for due in (
        "2026-05-12T09:00:01-05:00",
        "2026-05-11T09:00:00-05:00",
        "2026-05-06T23:59:59-05:00",
    ):
        told = ticket({"resolution": 13.5 * 3600}, [("10:30", "opened")], {"resolution_due": due})
        assert compare(told).verdict is Verdict.FAILED


@pytest.mark.parametrize(
    ("zone", "at", "is_open"),
    [
        ("+05:30", "2026-05-06T04:29:59Z", False),
        ("+05:30", "2026-05-06T04:30:00Z", True),
        ("-12:00", "2026-05-06T21:59:59Z", False),
        ("-12:00", "2026-05-06T22:00:00Z", True),
        ("Etc/GMT-3", "2026-05-06T07:00:00Z", True),
    ],
)
def test_a_zone_may_be_an_offset(zone, at, is_open):
    hours = OFFICE | {"tz": zone}
    asked = vector("is_open", at=at, open=is_open)
    assert compare(asked | {"calendar": hours}).verdict is Verdict.PASSED


@pytest.mark.parametrize(
    "asked",
    [
        vector("add", start="2026-05-06T10:00:00Z", seconds=0, due=None),
        vector("subtract", start="2026-05-06T10:00:00Z", seconds=0, due=None),
        vector("add_days", start="2026-05-06T10:00:00Z", days=1, due=None),
        vector("next_open", at="2026-05-06T10:00:00Z", result=None),
    ],
    ids=lambda asked: asked["op"],
)
def test_nothing_to_find_is_null(asked):
    never = {"calendar": {"tz": "UTC", "weekly": {}}}
    assert compare(asked | never).verdict is Verdict.PASSED
    result = {"due": "2026-05-06T10:00:00Z", "result": "2026-05-06T10:00:00Z", "due_alt": None}
    assert compare(asked | never | result).verdict is Verdict.FAILED


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
