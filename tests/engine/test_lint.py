"""What the linter finds in agreements made to have one fault each."""

from datetime import date, timedelta

import pytest

from prazo.engine import calendar
from prazo.engine.agreement import (
    NO_TARGET,
    Agreement,
    Allowance,
    CalendarFacts,
    CalendarLine,
    Conditions,
    Effect,
    Exclusion,
    Limit,
    Line,
    MetBy,
    Moment,
    Start,
    Step,
    Target,
)
from prazo.engine.lint import lint

NINE_TO_SIX = {day: [(9 * 3600, 18 * 3600)] for day in range(5)}
OFFICE = calendar.weekly("office", "America/Sao_Paulo", NINE_TO_SIX)
ALWAYS = calendar.always("America/Sao_Paulo")
CALENDARS = {
    "office": CalendarFacts(OFFICE, {date(2026, 2, 17): "Carnival"}),
    "always": CalendarFacts(ALWAYS),
}
DIMENSIONS = {
    "priority": ("high", "medium", "low"),
    "plan": ("basic", "premium"),
    "channel": ("email", "phone"),
    "level": ("l1", "l2"),
    "cause": ("ours", "network"),
    "addon": ("night", "fast"),
    "request_type": (),
    "component": (),
    "region": (),
    "tier": (),
}


def when(**named: str | set[str]) -> Conditions:
    return tuple((k, frozenset({v} if isinstance(v, str) else v)) for k, v in named.items())


def line(hours: float | None, calendar: str | None = None, **named: str | set[str]) -> Line:
    allowed = NO_TARGET if hours is None else Allowance(Limit.WORKING, timedelta(hours=hours))
    return Line(when(**named), allowed, "", calendar)


def days(number: int, **named: str | set[str]) -> Line:
    return Line(when(**named), Allowance(Limit.DAYS, days=number), "")


def target(
    metric: str, *lines: Line, met_by: MetBy = MetBy.REPLY, counted: str = "office", **more: object
) -> Target:
    rule = f"targets.{metric}"
    numbered = tuple(
        Line(one.when, one.allowed, f"{rule}.within[{n}]", one.calendar)
        for n, one in enumerate(lines)
    )
    values: dict[str, object] = {"starts": (Start("opened"),), "rule": rule, **more}
    calendars = (CalendarLine((), counted),)
    return Target(metric, lines=numbered, met_by=met_by, calendars=calendars, **values)  # type: ignore[arg-type]


def found(*targets: Target, steps: tuple[Step, ...] = (), **more: object) -> list[tuple[str, str]]:
    excluded = more.pop("excluded", ())
    agreement = Agreement(
        name="a",
        version="1",
        effective=date(2026, 2, 1),
        calendars=CALENDARS,
        dimensions=DIMENSIONS,
        targets={one.metric: one for one in targets},
        not_covered=excluded,  # type: ignore[arg-type]
        escalation=steps,
    )
    more.setdefault("always_set", ("priority", "channel"))
    return [(f.what, f.rule.removeprefix("targets.")) for f in lint(agreement, **more)]  # type: ignore[arg-type]


def step(moment: Moment = Moment.BREACH, **more: object) -> Step:
    values = {"metrics": frozenset(), "rule": "escalation[0]", "tell": ("assignee",), **more}
    return Step(moment=moment, **values)  # type: ignore[arg-type]


def test_nothing_is_found_in_a_sound_agreement() -> None:
    answer = target("answer", line(2, priority="high"), line(8))
    solution = target("solution", days(4), met_by=MetBy.RESOLUTION)
    assert found(answer, solution, steps=(step(),)) == []


def test_a_combination_that_no_line_covers() -> None:
    answer = target("answer", line(1, priority="high"), line(2, priority="medium", channel="phone"))
    assert found(answer) == [("gap", "answer.within")]
    whole = target("answer", *answer.lines, line(None))
    assert found(whole) == []


def test_a_gap_names_its_combinations() -> None:
    answer = target("answer", line(1, priority="high"), line(2, priority="medium", channel="phone"))
    agreement = Agreement("a", "1", date(2026, 2, 1), CALENDARS, DIMENSIONS, {"answer": answer})
    (gap,) = lint(agreement, ("priority", "channel"))
    assert gap.params["combinations"] == "{priority: low}; {priority: medium, channel: email}"


def test_tickets_without_a_value_are_noted_apart() -> None:
    lines = [line(1, plan="basic"), line(1, plan="premium")]
    assert found(target("answer", *lines)) == [("gap_unset", "answer.within")]
    assert found(target("answer", *lines), always_set=("plan",)) == []


def test_several_add_ons_at_once_are_no_gap() -> None:
    lines = [line(1, addon={"night", "fast"}), line(2)]
    assert found(target("answer", *lines)) == []
    assert found(target("answer", line(1, addon="night"))) == [("gap", "answer.within")]


def test_a_cause_that_is_excluded_needs_no_line() -> None:
    answer = target("answer", line(1, cause="ours"), line(2, priority={"high", "medium", "low"}))
    assert found(answer) == []
    excluded = (Exclusion("network", "customer", Effect.EXCLUDED),)
    only = target("answer", line(2, cause="ours"))
    assert found(only, excluded=excluded) == [("gap", "answer.within")]  # no cause found yet


def test_a_target_of_a_level_is_no_matter_of_others() -> None:
    lines = [line(1, level="l2")]
    assert found(target("answer", *lines, starts=(Start("level", "l2"),))) == []
    assert found(target("answer", *lines)) == [("gap", "answer.within")]


@pytest.mark.parametrize(
    ("lines", "never"),
    [
        pytest.param([line(8), line(2, priority="high")], [1], id="after-all"),
        pytest.param(
            [line(2, priority={"high", "low"}), line(2, priority="high"), line(3)], [1], id="twice"
        ),
        pytest.param(
            [line(1, channel="email"), line(1, channel="phone"), line(9, plan="basic"), line(3)],
            [2, 3],
            id="by-several-together",
        ),
        pytest.param(
            [line(1, addon="fast"), line(1, addon={"fast", "night"}), line(2)], [], id="in-part"
        ),
    ],
)
def test_lines_that_never_apply(lines: list[Line], never: list[int]) -> None:
    rules = [rule for what, rule in found(target("answer", *lines)) if what == "line_never"]
    assert rules == [f"answer.within[{n}]" for n in never]


def test_a_resolution_due_before_its_answer() -> None:
    answer = target("answer", line(8, priority="high"), line(24))
    solution = target("solution", line(4, priority="high"), days(4), met_by=MetBy.RESOLUTION)
    told = [f for f in found(answer, solution) if f[0] == "solved_before_answered"]
    assert told == [("solved_before_answered", "solution.within[0]")]


def test_a_longer_resolution_on_another_calendar_may_be_due_before() -> None:
    answer = target("answer", line(8))
    solution = target("solution", line(48), met_by=MetBy.RESOLUTION, counted="always")
    assert found(answer, solution) == [("solved_before_answered", "solution.within[0]")]
    later = target("solution", line(96), met_by=MetBy.RESOLUTION, counted="always")
    assert found(answer, later) == []


def test_a_contradiction_says_when_it_shows() -> None:
    answer, solution = (
        target("answer", line(8)),
        target("solution", line(48), met_by=MetBy.RESOLUTION, counted="always"),
    )
    targets = {"answer": answer, "solution": solution}
    agreement = Agreement("a", "1", date(2026, 2, 1), CALENDARS, DIMENSIONS, targets)
    (told,) = lint(agreement)
    assert dict(told.params) == {
        "other_rule": "targets.answer.within[0]",
        "combination": "{}",
        "start": "2026-02-06 11:00",  # a Friday: seven of the eight hours are left in it
        "first": "2026-02-09 10:00",
        "second": "2026-02-08 11:00",
        "zone": "America/Sao_Paulo",
    }


def test_what_starts_elsewhere_or_is_owed_by_others_is_not_compared() -> None:
    solution = target("solution", line(4), met_by=MetBy.RESOLUTION)
    assert found(target("answer", line(8), starts=(Start("level", "l2"),)), solution) == []
    assert found(target("answer", line(8), owed_by="carrier"), solution) == []
    assert found(target("answer", line(8), starts=(Start("reply"),), repeats=True), solution) == []


def test_the_urgent_due_later() -> None:
    answer = target("answer", line(8, priority="high"), line(4, priority="low"), line(9))
    told = [("urgent_later", "answer.within[0]"), ("urgent_later", "answer.within[2]")]
    assert found(answer) == told  # high and medium, both behind low
    by_plan = target("answer", line(8, plan="basic"), line(4, plan="premium"), line(9))
    assert found(by_plan) == []


def test_the_urgent_reached_while_closed() -> None:
    answer = target("answer", line(2, priority="high"), line(8))
    told = found(answer, channel_hours={"phone": "always", "email": "office"})
    assert told == [("reached_while_closed", "answer.within[0]")]
    kept = target("answer", line(2, "always", priority="high", channel="phone"), *answer.lines)
    assert found(kept, channel_hours={"phone": "always", "email": "office"}) == []


def test_no_time_at_all() -> None:
    assert found(target("answer", line(0))) == [("no_time", "answer.within[0]")]
    assert found(target("answer", days(0))) == [("no_time", "answer.within[0]")]


def test_hours_for_days() -> None:
    assert found(target("answer", line(24))) == [("hours_for_days", "answer.within[0]")]
    assert found(target("answer", line(24), counted="always")) == []
    assert found(target("answer", days(1))) == []


def test_steps_that_never_fire() -> None:
    answer = target("answer", line(2, priority="high"), line(None))
    assert found(answer, steps=(step(when=when(priority="low")),)) == [
        ("step_never", "escalation[0]")
    ]
    assert found(answer, steps=(step(when=when(priority={"high", "low"})),)) == []
    nothing = target("answer", line(None))
    assert found(nothing, steps=(step(),)) == [("step_never", "escalation[0]")]
    excluded = (Exclusion("network", "customer", Effect.EXCLUDED),)
    on_network = step(when=when(cause="network"))
    assert found(answer, steps=(on_network,), excluded=excluded) == [
        ("step_never", "escalation[0]")
    ]
    assert found(answer, steps=(on_network,)) == []


def test_a_step_for_any_speaks_of_what_the_provider_owes() -> None:
    awaited = target("awaited", line(48), met_by=MetBy.CUSTOMER_ANSWER, owed_by="customer",
                     counted="always")  # fmt: skip
    assert found(awaited, steps=(step(),)) == [("step_never", "escalation[0]")]
    named = step(metrics=frozenset({"awaited"}), close=True)
    assert found(awaited, steps=(named,)) == []
    answer = target("answer", line(2))
    assert found(answer, steps=(step(close=True),)) == [("closes_own", "escalation[0]")]


def test_steps_not_as_they_were_meant() -> None:
    answer = target("answer", line(2))
    soon = step(Moment.BEFORE, offset=Allowance(Limit.WORKING, timedelta(hours=2)))
    assert found(answer, steps=(soon,)) == [("step_at_once", "escalation[0]")]
    assert found(answer, steps=(step(raise_level=True),)) == []
    slow = target("slow", Line((), Allowance(Limit.DAYS, days=4), "targets.slow.within[0]"))
    for days, told in ((3, []), (4, [("step_at_once", "escalation[0]")])):
        before = step(Moment.BEFORE, offset=Allowance(Limit.DAYS, days=days))
        assert found(slow, steps=(before,)) == told


def test_raising_where_there_is_one_level() -> None:
    dimensions = {**DIMENSIONS, "level": ("l1",)}
    targets = {"answer": target("answer", line(2))}
    agreement = Agreement(
        "a", "1", date(2026, 2, 1), CALENDARS, dimensions, targets, (), (step(raise_level=True),)
    )
    assert [f.what for f in lint(agreement)] == ["raise_nowhere"]


def test_many_values_cost_little() -> None:
    import time

    plans = tuple(f"p{n}" for n in range(200))
    dimensions = {**DIMENSIONS, "plan": plans, "component": tuple(f"c{n}" for n in range(200))}
    lines = [line(1 + n, plan=p, component=f"c{n}") for n, p in enumerate(plans)]
    answer = target("answer", *lines, line(500))
    agreement = Agreement("a", "1", date(2026, 2, 1), CALENDARS, dimensions, {"answer": answer})
    began = time.process_time()
    lint(agreement)
    assert time.process_time() - began < 3


def test_tangled_conditions_are_told_and_cost_little() -> None:
    import random
    import time

    chance = random.Random(1)
    names = ("priority", "plan", "channel", "level", "component", "region", "tier")
    values = {name: tuple(f"{name}{n}" for n in range(6)) for name in names}
    lines = [
        line(1, **{name: set(chance.sample(values[name], 3)) for name in names}) for _ in range(80)
    ]
    agreement = Agreement(
        "a",
        "1",
        date(2026, 2, 1),
        CALENDARS,
        {**DIMENSIONS, **values},
        {"answer": target("answer", *lines), "other": target("other", line(2))},
        escalation=(step(), step(metrics=frozenset({"answer"}))),
    )
    began = time.process_time()
    assert [(f.what, f.rule) for f in lint(agreement)] == [("tangled", "targets.answer.within")]
    assert time.process_time() - began < 5
