"""The account of a due time in words, to be added up by whoever reads it."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from prazo.agreements.explain_text import exact, explain_text
from prazo.agreements.loader import load
from prazo.agreements.phrases import LANGUAGES
from prazo.engine.agreement import Allowance, Limit
from prazo.engine.clock import Clock, fold
from prazo.engine.events import Author, Event, Kind
from tests.agreements.small import SMALL, changed

ZONE = "America/Sao_Paulo"
CLOSED = changed(("2026-12-24, name", "2026-03-09, name"), ("Christmas Eve", "Market day"))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def clocks(text: str, as_of: str, *events: tuple[str, Kind, dict[str, str]]) -> tuple[Clock, ...]:
    told = [Event(at("2026-03-06 20:30"), Kind.OPENED, Author.REQUESTER, {"priority": "high"})]
    told += [Event(at(when), kind, Author.AGENT, data) for when, kind, data in events]
    return fold(load(text).agreement, told, at(as_of))


def text_of(text: str, as_of: str, *events: tuple[str, Kind, dict[str, str]]) -> list[str]:
    return [
        explain_text(clock, load(text), "en", ZONE, at(as_of))
        for clock in clocks(text, as_of, *events)
    ]


def test_word_for_word() -> None:
    answer, _ = text_of(CLOSED, "2026-03-06 20:45")
    assert answer.splitlines() == [
        "First response: running",
        "  2 working hours on office (America/Sao_Paulo)",
        "  counted from: your request reaches us, Fri 2026-03-06 17:30",
        "  met when: a person answers you",
        "  line 35 of the agreement fits: Priority: High",
        "   Fri 2026-03-06 17:30  Fri 2026-03-06 17:45   0:15:00  counted"
        "                          spent 0:15:00 · left 1:45:00  line 35",
        "  — now, Fri 2026-03-06 17:45 —",
        " › Fri 2026-03-06 17:45  Fri 2026-03-06 18:00   0:15:00  counted"
        "                          spent 0:30:00 · left 1:30:00  line 35",
        " › Fri 2026-03-06 18:00  Tue 2026-03-10 09:00  87:00:00  closed hours (Market day 03-09)"
        "  spent 0:30:00 · left 1:30:00  line 8",
        " › Tue 2026-03-10 09:00  Tue 2026-03-10 10:30   1:30:00  counted"
        "                          spent 2:00:00 · left 0:00:00  line 35",
        "  counted in all: 0:15:00",
        "  whose time it was: the provider 0:15:00",
        "  due Tue 2026-03-10 10:30 (America/Sao_Paulo)",
    ]


def test_a_clock_that_stands_still_says_what_resuming_would_do() -> None:
    _, solution = text_of(
        SMALL, "2026-03-09 13:00", ("2026-03-06 20:45", Kind.WAITING, {"on": "customer"})
    )
    assert "waiting for the customer" in solution
    assert "whose time it was: the provider 0:15:00, the customer 64:15:00" in solution
    assert "if it went on now, it would be due Tue 2026-03-10 09:45" in solution
    assert "1 working day after Fri 2026-03-06 17:30 is Mon 2026-03-09 17:30" in solution


def test_what_ended_before_it_was_due_was_promised_all_the_same() -> None:
    answer, _ = text_of(SMALL, "2026-03-07 12:00", ("2026-03-06 20:45", Kind.MERGED_INTO, {}))
    assert answer.startswith("First response: no longer owed\n  2 working hours")
    ended, last = answer.splitlines()[-2:]
    assert "ended with its ticket Fri 2026-03-06 17:45" in ended
    assert last == "  nothing is due"
    assert "  due " not in answer


def test_an_exclusion_names_its_cause_and_its_owner() -> None:
    answer, _ = text_of(
        SMALL, "2026-03-06 20:50", ("2026-03-06 20:40", Kind.CAUSE, {"cause": "network"})
    )
    assert "excluded: The network, for which the customer answers" in answer
    line = SMALL.splitlines().index("  - {cause: network, owner: customer, clock: excluded}") + 1
    assert f"line {line}" in answer


def test_a_figure_of_the_contract_shows_both() -> None:
    text = changed(("{priority: high, in: 2h}", "{in: {contract: answer}}"))
    loaded = load(text)
    event = Event(at("2026-03-06 20:30"), Kind.OPENED, Author.REQUESTER, {"priority": "high"})
    figures = {"answer": Allowance(Limit.WORKING, timedelta(hours=3))}
    clock, _ = fold(loaded.agreement, [event], at("2026-03-06 20:30"), figures)
    assert "3 working hours (as the contract says)" in explain_text(
        clock, loaded, "en", ZONE, clock.started_at
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_lengths_add_up_in_every_language(language: str) -> None:
    for clock in clocks(CLOSED, "2026-03-11 20:00", ("2026-03-10 13:00", Kind.REPLY, {})):
        text = explain_text(clock, load(CLOSED), language, ZONE, at("2026-03-11 20:00"))
        spans = re.findall(r"\d{2}:\d{2}  +(\d+):(\d\d):(\d\d)  ", text)
        total = sum(int(h) * 3600 + int(m) * 60 + int(s) for h, m, s in spans)
        end = clock.met_at or at("2026-03-11 20:00")
        assert timedelta(seconds=total) == end - clock.started_at


def test_exact_leaves_nothing_out() -> None:
    assert exact(timedelta(days=2, hours=3, microseconds=7)) == "51:00:00.000007"
    assert exact(-timedelta(minutes=90)) == "-1:30:00"
