"""What a clock does, sentence by sentence of `agreement.md`; every figure worked out by hand."""

from datetime import timedelta

import pytest

from prazo.engine.clock import Clock, State, fold
from prazo.engine.events import Author, Kind
from tests.engine.agreements import AGREEMENT, STRICTER, Case, utc

FRIDAY = "2026-03-06 20:00"  # 17:00 in São Paulo: one hour before closing


def clock(case: Case, as_of: str, metric: str = "first_response", cycle: int = 1) -> Clock:
    found = {(c.metric, c.cycle): c for c in fold(AGREEMENT, case.events, utc(as_of))}
    return found[metric, cycle]


def kinds(clock: Clock) -> list[tuple[str, str]]:
    return [(span.kind, span.on) for span in clock.ledger]


def test_the_first_line_that_fits_gives_the_figure_and_its_calendar():
    friday = Case(FRIDAY, priority="high", channel="email")
    assert clock(friday, "2026-03-06 20:10").due_at == utc("2026-03-09 13:00")
    by_phone = Case(FRIDAY, priority="high", channel="phone")
    assert clock(by_phone, "2026-03-06 20:10").due_at == utc("2026-03-06 22:00")


@pytest.mark.parametrize("author", [Author.BOT, Author.SYSTEM, Author.REQUESTER])
def test_nothing_but_a_person_of_the_desk_meets_a_target(author):
    case = Case(FRIDAY).add("2026-03-06 20:05", Kind.REPLY, author)
    assert clock(case, "2026-03-06 20:10").state is State.RUNNING


def test_met_in_time_and_met_late():
    early = Case(FRIDAY, priority="high").agent("2026-03-09 13:00", Kind.REPLY)
    assert clock(early, "2026-03-10 00:00").state is State.MET
    late = Case(FRIDAY, priority="high").agent("2026-03-09 13:00:01", Kind.REPLY)
    met = clock(late, "2026-03-10 00:00")
    assert met.state is State.MET_LATE
    assert met.breached_at == utc("2026-03-09 13:00")
    assert met.spent == timedelta(hours=2, seconds=1)


def test_breached_the_instant_the_due_time_passes():
    case = Case(FRIDAY, priority="high")
    assert clock(case, "2026-03-09 13:00").state is State.RUNNING
    after = clock(case, "2026-03-09 13:00:00.000001")
    assert (after.state, after.breached_at) == (State.BREACHED, utc("2026-03-09 13:00"))


def test_spent_exactly_at_closing_is_due_at_closing():
    case = Case("2026-03-06 19:00", priority="high")
    assert clock(case, "2026-03-06 22:00").due_at == utc("2026-03-06 21:00")


def test_a_pause_keeps_what_was_spent_and_moves_the_due_time():
    case = Case("2026-03-02 12:00").agent("2026-03-02 14:00", Kind.WAITING, on="customer")
    paused = clock(case, "2026-03-03 14:00", "resolution")
    assert (paused.state, paused.due_at, paused.waiting_on) == (State.PAUSED, None, "customer")
    assert paused.left == timedelta(hours=46)
    case.customer("2026-03-03 15:00")
    running = clock(case, "2026-03-03 16:00", "resolution")
    assert running.due_at == utc("2026-03-05 13:00")
    assert running.paused == timedelta(hours=25)
    assert kinds(running) == [("counting", ""), ("waiting", "customer"), ("counting", "")]


def test_an_automatic_reply_of_the_customer_resumes_nothing():
    case = Case("2026-03-02 12:00").agent("2026-03-02 14:00", Kind.WAITING, on="customer")
    case.customer("2026-03-03 15:00", automatic=True)
    assert clock(case, "2026-03-03 16:00", "resolution").state is State.PAUSED


def test_a_wait_the_target_does_not_name_pauses_nothing():
    case = Case("2026-03-02 12:00", priority="high")
    case.agent("2026-03-02 12:30", Kind.WAITING, on="customer")
    assert clock(case, "2026-03-02 13:00").due_at == utc("2026-03-02 14:00")


def test_a_change_of_priority_holds_for_what_follows():
    case = Case("2026-03-02 12:00").agent("2026-03-02 15:00", Kind.CLASSIFIED, priority="high")
    assert clock(case, "2026-03-02 14:59").due_at == utc("2026-03-02 20:00")
    raised = clock(case, "2026-03-02 16:00")
    assert raised.due_at == utc("2026-03-02 14:00")
    assert raised.breached_at == utc("2026-03-02 15:00")  # it was not late before it was raised
    assert raised.started_at == utc("2026-03-02 12:00")


def test_a_breach_stays_on_record_when_the_target_is_relaxed():
    case = Case("2026-03-02 12:00", priority="high")
    case.agent("2026-03-02 15:00", Kind.CLASSIFIED, priority="low")
    relaxed = clock(case, "2026-03-02 16:00")
    assert (relaxed.state, relaxed.due_at) == (State.RUNNING, utc("2026-03-02 20:00"))
    assert relaxed.breached_at == utc("2026-03-02 14:00")
    case.agent("2026-03-02 17:00", Kind.REPLY)
    assert clock(case, "2026-03-02 18:00").state is State.MET_LATE


def test_a_clock_that_is_met_stays_met():
    case = Case("2026-03-02 12:00").agent("2026-03-02 12:30", Kind.REPLY)
    case.agent("2026-03-02 13:00", Kind.CLASSIFIED, priority="high")
    met = clock(case, "2026-03-12 00:00")
    assert (met.state, met.spent) == (State.MET, timedelta(minutes=30))
    assert met.steps == ()


def test_excluded_from_the_moment_the_cause_is_found():
    case = Case("2026-03-02 12:00").agent("2026-03-02 14:00", Kind.CAUSE, cause="isp")
    out = clock(case, "2026-03-09 12:00", "resolution")
    assert (out.state, out.due_at, out.spent) == (State.EXCLUDED, None, timedelta(hours=2))
    assert (out.paused, out.steps) == (timedelta(), ())
    assert kinds(out) == [("counting", ""), ("excluded", "isp")]


def test_an_earlier_breach_stays_on_record_when_excluded():
    case = Case("2026-03-02 12:00").agent("2026-03-05 12:00", Kind.CAUSE, cause="isp")
    out = clock(case, "2026-03-09 12:00", "resolution")
    assert (out.state, out.breached_at) == (State.EXCLUDED, utc("2026-03-04 12:00"))
    assert out.steps == ()


def test_when_the_cause_is_the_providers_after_all_the_clock_is_as_if_never_gone():
    case = Case("2026-03-02 12:00").agent("2026-03-02 14:00", Kind.CAUSE, cause="isp")
    case.agent("2026-03-03 12:00", Kind.CAUSE, cause="own")
    back = clock(case, "2026-03-03 13:00", "resolution")
    assert (back.state, back.due_at) == (State.RUNNING, utc("2026-03-04 12:00"))
    assert back.spent == timedelta(hours=25)
    # And yet, at that time, it was excluded.
    assert clock(case, "2026-03-03 11:00", "resolution").state is State.EXCLUDED


def test_a_cause_that_pauses_books_the_time_to_whom_it_waits_on():
    case = Case("2026-03-02 12:00").agent("2026-03-02 14:00", Kind.CAUSE, cause="access")
    case.agent("2026-03-02 18:00", Kind.CAUSE, cause="")
    after = clock(case, "2026-03-02 19:00", "resolution")
    assert (after.spent, after.paused) == (timedelta(hours=3), timedelta(hours=4))
    assert ("waiting", "customer") in kinds(after)


def test_a_line_may_promise_nothing():
    case = Case("2026-03-02 12:00").agent("2026-03-02 14:00", Kind.CAUSE, cause="meta")
    nothing = clock(case, "2026-03-12 12:00", "resolution")
    assert (nothing.state, nothing.due_at, nothing.breached_at) == (State.NO_TARGET, None, None)


def test_reopened_goes_on_with_what_it_had_spent():
    case = Case("2026-03-02 12:00").agent("2026-03-02 14:00", Kind.RESOLVED)
    assert clock(case, "2026-03-02 15:00", "resolution").state is State.MET
    case.customer("2026-03-04 14:00").add("2026-03-04 14:00", Kind.REOPENED, Author.REQUESTER)
    again = clock(case, "2026-03-04 15:00", "resolution")
    assert (again.spent, again.due_at) == (timedelta(hours=3), utc("2026-03-06 12:00"))
    assert ("resolved", "") in kinds(again)


def test_a_target_for_a_level_starts_when_the_ticket_reaches_it():
    case = Case("2026-03-02 12:00", level="l1")
    metrics = {c.metric for c in fold(AGREEMENT, case.events, utc("2026-03-02 13:00"))}
    assert "second_level" not in metrics
    case.agent("2026-03-02 15:00", Kind.CLASSIFIED, level="l2")
    assert clock(case, "2026-03-02 16:00", "second_level").started_at == utc("2026-03-02 15:00")


def test_a_repeating_target_starts_anew_after_each_answer():
    case = Case("2026-03-02 12:00").agent("2026-03-02 23:00", Kind.REPLY)
    case.customer("2026-03-03 12:00").customer("2026-03-03 13:00")
    first = clock(case, "2026-03-03 14:00", "update", 1)
    second = clock(case, "2026-03-03 14:00", "update", 2)
    assert (first.state, first.spent) == (State.MET, timedelta(hours=2))
    assert (second.state, second.started_at) == (State.RUNNING, utc("2026-03-03 12:00"))


def test_the_customer_owes_an_answer_while_it_is_waited_for():
    case = Case("2026-03-02 12:00").agent("2026-03-02 14:00", Kind.WAITING, on="customer")
    owed = clock(case, "2026-03-02 15:00", "customer_answer")
    assert owed.due_at == utc("2026-03-04 14:00")
    assert owed.steps == ()  # a step for any metric speaks of what the provider owes
    case.agent("2026-03-02 16:00", Kind.RESUMED)
    ended = clock(case, "2026-03-02 17:00", "customer_answer")
    assert (ended.state, ended.ended_at) == (State.NO_TARGET, utc("2026-03-02 16:00"))


def test_closing_by_the_system_ends_clocks_without_meeting_them():
    case = Case("2026-03-02 12:00").system("2026-03-02 14:00", Kind.CLOSED)
    ended = clock(case, "2026-03-12 12:00")
    assert (ended.state, ended.met_at) == (State.NO_TARGET, None)
    assert ended.breached_at is None


def test_closed_after_resolved_does_not_change_the_resolution():
    case = Case("2026-03-02 12:00").agent("2026-03-02 12:30", Kind.RESOLVED)
    case.agent("2026-03-03 12:00", Kind.CLOSED)
    assert clock(case, "2026-03-04 12:00", "resolution").spent == timedelta(minutes=30)


def test_merged_runs_from_the_earliest_communication_of_the_two():
    other = Case("2026-03-02 10:00", priority="high")
    case = Case("2026-03-02 12:00")
    case.agent("2026-03-02 13:00", Kind.MERGED, events=tuple(other.events))
    assert clock(case, "2026-03-02 12:30", "resolution").started_at == utc("2026-03-02 12:00")
    merged = clock(case, "2026-03-02 14:00", "resolution")
    assert merged.started_at == utc("2026-03-02 10:00")
    assert (merged.spent, merged.due_at) == (timedelta(hours=4), utc("2026-03-04 10:00"))
    assert clock(case, "2026-03-02 14:00").allowed == timedelta(hours=8)  # its own priority


def test_an_answer_given_on_the_merged_ticket_was_an_answer():
    other = Case("2026-03-02 12:10").agent("2026-03-02 12:30", Kind.REPLY)
    case = Case("2026-03-02 12:20")
    case.agent("2026-03-02 13:00", Kind.MERGED, events=tuple(other.events))
    assert clock(case, "2026-03-02 14:00").met_at == utc("2026-03-02 12:30")


def test_merged_after_a_merge_runs_from_the_earliest_of_them_all():
    first = Case("2026-03-02 12:00")
    second = Case("2026-03-02 13:00")
    second.agent("2026-03-02 13:30", Kind.MERGED, events=tuple(first.events))
    case = Case("2026-03-02 14:00")
    case.agent("2026-03-02 14:30", Kind.MERGED, events=tuple(second.events))
    for metric in ("first_response", "resolution"):
        assert clock(case, "2026-03-02 15:00", metric).started_at == utc("2026-03-02 12:00")


def test_what_the_customer_said_on_the_merged_ticket_is_still_to_be_answered():
    other = Case("2026-03-02 15:00").agent("2026-03-02 15:30", Kind.REPLY)
    other.customer("2026-03-02 16:00")
    case = Case("2026-03-02 14:00").agent("2026-03-02 14:30", Kind.REPLY)
    case.agent("2026-03-02 16:20", Kind.WAITING, on="customer")
    case.agent("2026-03-02 16:30", Kind.MERGED, events=tuple(other.events))
    last = [
        c for c in fold(AGREEMENT, case.events, utc("2026-03-02 17:00")) if c.metric == "update"
    ]
    assert (last[-1].started_at, last[-1].met_at) == (utc("2026-03-02 16:00"), None)
    # Its words end no wait of the case's: that is its agents' to do.
    assert clock(case, "2026-03-02 17:00", "resolution").state is State.PAUSED


def test_an_event_that_comes_late_takes_its_place_in_time():
    case = Case("2026-03-02 12:00", priority="high")
    case.agent("2026-03-02 15:00", Kind.REPLY)
    assert clock(case, "2026-03-02 16:00").state is State.MET_LATE
    case.agent("2026-03-02 13:00", Kind.REPLY)  # a mail that lay in a queue
    assert clock(case, "2026-03-02 16:00").state is State.MET


def test_moved_to_another_version_what_was_spent_stays_spent():
    case = Case("2026-03-02 12:00")
    case.agent("2026-03-02 17:00", Kind.AGREEMENT, agreement="test", version="2", reason="…")
    found = fold([AGREEMENT, STRICTER], case.events, utc("2026-03-02 18:00"))
    resolution = next(c for c in found if c.metric == "resolution")
    assert resolution.agreement is STRICTER
    # 5 h round the clock, then 10 h less these in office hours: 4 h until 21:00, 1 h on Tuesday.
    assert resolution.due_at == utc("2026-03-03 13:00")
    before = fold([AGREEMENT, STRICTER], case.events, utc("2026-03-02 16:00"))
    assert next(c for c in before if c.metric == "resolution").agreement is AGREEMENT


def test_steps_are_counted_on_the_same_working_time_as_the_target():
    found = clock(Case(FRIDAY, priority="high"), "2026-03-06 20:10")
    assert [(s.step, s.repeat, s.at) for s in found.steps] == [
        (0, 0, utc("2026-03-09 12:30")),
        (1, 0, utc("2026-03-09 13:00")),
        (2, 0, utc("2026-03-09 13:30")),
    ]


def test_a_repeated_step_shows_the_past_ones_and_the_next():
    found = clock(Case(FRIDAY, priority="high"), "2026-03-09 14:00")
    repeats = [(s.repeat, s.at) for s in found.steps if s.step == 2]
    assert repeats == [(0, utc("2026-03-09 13:30")), (1, utc("2026-03-09 14:30"))]
