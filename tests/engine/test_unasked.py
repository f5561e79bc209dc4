"""A case that one of us opened: nothing is owed before the customer speaks; by hand throughout."""

from dataclasses import replace
from datetime import timedelta

from prazo.engine.agreement import MetBy, Start
from prazo.engine.clock import Clock, State, fold
from prazo.engine.events import Author, Event, Kind
from tests.engine.agreements import AGREEMENT, FIRST_RESPONSE, Case, utc

MONDAY, TUESDAY = "2026-03-02 14:00", "2026-03-03 14:00"  # 11:00 in São Paulo


def ours(opened: str = MONDAY, **facts: object) -> Case:
    case = Case(opened, **facts)
    case.events[0] = replace(case.events[0], by=Author.AGENT)
    return case.agent(opened, Kind.REPLY)


def clocks(case: Case, as_of: str, agreement=AGREEMENT) -> dict[str, Clock]:
    return {clock.metric: clock for clock in fold(agreement, case.events, utc(as_of))}


def test_nothing_is_owed_for_a_question_nobody_asked():
    case = ours(level="l2", priority="high").agent("2026-03-02 15:00", Kind.REPLY)
    case.add("2026-03-02 16:00", Kind.CLASSIFIED, Author.AGENT, level="l1")
    case.add("2026-03-02 17:00", Kind.CLASSIFIED, Author.AGENT, level="l2")
    assert clocks(case, "2026-03-20 00:00") == {}


def test_with_the_customers_first_word_everything_starts():
    case = ours(level="l2", priority="high").customer(TUESDAY)
    found = clocks(case, TUESDAY)
    assert {m: c.started_at for m, c in found.items()} == dict.fromkeys(
        ("first_response", "resolution", "second_level", "update"), utc(TUESDAY)
    )
    assert found["first_response"].due_at == utc("2026-03-03 16:00")
    assert found["first_response"].state is State.RUNNING


def test_what_was_said_before_answers_nothing_and_the_next_answer_does():
    case = ours().customer(TUESDAY).agent("2026-03-03 15:30", Kind.REPLY)
    first = clocks(case, "2026-03-04 00:00")["first_response"]
    assert (first.state, first.spent) == (State.MET, timedelta(minutes=90))


def test_the_level_that_holds_when_they_write_counts_and_not_one_passed_before():
    case = ours(level="l2").agent("2026-03-02 15:00", Kind.CLASSIFIED, level="l1")
    assert "second_level" not in clocks(case.customer(TUESDAY), TUESDAY)


def test_a_machines_answer_asks_nothing():
    case = ours().customer(TUESDAY, automatic=True)
    assert "first_response" not in clocks(case, "2026-03-04 00:00")


def test_a_second_word_starts_nothing_again():
    case = ours().customer(TUESDAY).agent("2026-03-03 15:00", Kind.REPLY)
    case.customer("2026-03-05 14:00")
    assert clocks(case, "2026-03-06 00:00")["first_response"].met_at == utc("2026-03-03 15:00")


def test_waiting_for_their_answer_counts_though_they_never_asked():
    case = ours().agent(MONDAY, Kind.WAITING, on="customer")
    waited = clocks(case, TUESDAY)
    assert list(waited) == ["customer_answer"]
    assert waited["customer_answer"].due_at == utc("2026-03-04 14:00")


ASSIGNED = replace(
    AGREEMENT,
    targets={"first_response": replace(FIRST_RESPONSE, met_by=MetBy.ASSIGNMENT)},
    escalation=(),
)


def test_a2_whose_it_was_already_need_not_take_it_again():
    held = ours().agent(MONDAY, Kind.ASSIGNED, to="ann").customer(TUESDAY)
    first = clocks(held, "2026-03-20 00:00", ASSIGNED)["first_response"]
    assert (first.state, first.met_at) == (State.MET, utc(TUESDAY))
    given_up = ours().agent(MONDAY, Kind.ASSIGNED, to="ann")
    given_up.agent("2026-03-02 15:00", Kind.ASSIGNED, to="").customer(TUESDAY)
    by_itself = ours().system(MONDAY, Kind.ASSIGNED, to="ann").customer(TUESDAY)
    for case in (given_up, by_itself):
        assert clocks(case, TUESDAY, ASSIGNED)["first_response"].state is State.RUNNING


UPDATED = replace(
    AGREEMENT,
    targets={
        "update": replace(AGREEMENT.targets["update"], starts=(Start("reply"),)),
        "first_response": FIRST_RESPONSE,
    },
    escalation=(),
)


def test_what_we_say_unasked_is_no_answer_and_owes_no_further_one():
    assert clocks(ours(), TUESDAY, UPDATED) == {}
    asked = ours().customer(TUESDAY)
    assert list(clocks(asked, TUESDAY, UPDATED)) == ["first_response"]
    answered = asked.agent("2026-03-03 15:00", Kind.REPLY)
    assert clocks(answered, "2026-03-03 16:00", UPDATED)["update"].started_at == utc(
        "2026-03-03 15:00"
    )
    into_theirs = merged(Case(TUESDAY), ours().events, "2026-03-03 15:00")
    assert "update" not in clocks(into_theirs, "2026-03-03 16:00", UPDATED)


def test_merged_into_what_they_asked_before_our_words_are_an_answer():
    asked = merged(Case(MONDAY), ours("2026-03-02 15:00").events, "2026-03-02 16:00")
    assert clocks(asked, TUESDAY)["first_response"].met_at == utc("2026-03-02 15:00")


def merged(case: Case, other: list[Event], at: str) -> Case:
    return case.agent(at, Kind.MERGED, events=other)


def test_merged_into_what_they_asked_it_brings_no_earlier_start():
    asked = merged(Case(TUESDAY), ours().events, "2026-03-03 15:00")
    assert clocks(asked, "2026-03-03 16:00")["first_response"].started_at == utc(TUESDAY)


def test_merged_it_brings_the_first_word_that_was_said_on_it():
    answered = ours().customer("2026-03-02 15:00").events
    asked = merged(Case(TUESDAY), answered, "2026-03-03 15:00")
    found = clocks(asked, "2026-03-03 16:00")["first_response"]
    assert found.started_at == utc("2026-03-02 15:00")


def test_what_they_asked_merged_into_ours_starts_its_clocks():
    before = merged(ours(TUESDAY), Case(MONDAY).events, "2026-03-03 15:00")
    after = merged(ours(MONDAY), Case(TUESDAY).events, "2026-03-03 15:00")
    for case, start in ((before, MONDAY), (after, TUESDAY)):
        assert clocks(case, "2026-03-03 16:00")["first_response"].started_at == utc(start)
    silent = merged(ours(TUESDAY), ours(MONDAY).events, "2026-03-03 15:00")
    assert clocks(silent, "2026-03-03 16:00") == {}
    assert "first_response" in clocks(silent.customer("2026-03-03 17:00"), "2026-03-03 17:00")


def test_a_level_is_reached_once_they_asked_elsewhere():
    both = merged(ours(TUESDAY, level="l2"), Case(MONDAY).events, "2026-03-03 15:00")
    assert clocks(both, "2026-03-03 16:00")["second_level"].started_at == utc(TUESDAY)


def test_what_prazo_opens_by_itself_runs_as_ever():
    case = Case(MONDAY)
    case.events[0] = replace(case.events[0], by=Author.SYSTEM)
    assert "first_response" in clocks(case, MONDAY)
