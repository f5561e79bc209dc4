"""What holds for each clock while nothing changes: worked out once, for all tickets alike."""

from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from prazo.engine.agreement import (
    NO_TARGET,
    Agreement,
    Allowance,
    Effect,
    Facts,
    Limit,
    Line,
    Step,
    Target,
    fits,
)
from prazo.engine.calendar import Calendar


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """The line that gives a target's figure, the calendar it counts on, the figure itself.

    `closed` is where the file says when that calendar is shut. A figure in days, or one left to
    the contract, is `reckoned` for each ticket; any other is `allowed`, None for no target.
    """

    line: Line | None
    name: str
    calendar: Calendar
    closed: str
    allowed: timedelta | None
    reckoned: Allowance | None


class Rule(NamedTuple):
    """What a clock does. `kind` and `on` are its ledger's; `place` is where the file says so.

    Equal rules of one agreement are one and the same, and so are equal fits.
    """

    kind: str  # counting | waiting | excluded | resolved
    on: str
    place: str
    fit: Fit
    agreement: Agreement


Fact = str | frozenset[str]
Known = tuple[Fact | None, ...]
"""A ticket's facts, in the order in which its agreement names their dimensions."""

Circumstances = tuple[Known, str, str, bool, bool]
"""All that a rule depends on: what is known, whom the ticket waits on ("" if nobody), the cause
found, whether that still stands at the end so that its time is left out, whether it ended."""


Steps = tuple[tuple[int, Step], ...]


class Rules(dict[str, Rule | None]):
    """The rule for each metric in one set of circumstances; None where there is no such target."""

    __slots__ = ("agreement", "cause", "circumstances", "facts", "found")

    def __init__(self, agreement: Agreement, facts: Facts, circumstances: Circumstances) -> None:
        super().__init__()
        self.agreement = agreement
        self.facts = facts
        self.circumstances = circumstances
        self.cause = circumstances[2]
        self.found: dict[str, Steps] = {}

    def steps(self, metric: str) -> Steps:
        """The escalation steps that hold for a metric, with their places in the matrix."""
        steps = self.found.get(metric)
        if steps is None:
            every = self.agreement.steps(metric)
            steps = tuple((place, step) for place, step in every if fits(step.when, self.facts))
            self.found[metric] = steps
        return steps

    def before(self) -> "Rules":
        """What held before it was opened here: the same, but nothing had happened yet."""
        return self.agreement.prepared.rules[self.circumstances[0], "", "", True, False]

    def __missing__(self, metric: str) -> Rule | None:
        target = self.agreement.targets.get(metric)
        rule = None if target is None else self._rule(target)
        if rule is not None:
            rule = self.agreement.prepared.known_rules.setdefault(rule, rule)
        self[metric] = rule
        return rule

    def _rule(self, target: Target) -> Rule:
        agreement = self.agreement
        _, waiting_on, cause, excluding, ended = self.circumstances
        fit = self._fit(target)
        if ended:
            return Rule("resolved", "", target.rule, fit, agreement)
        exclusion = agreement.exclusion(cause, target) if cause else None
        if exclusion is not None and exclusion.effect is Effect.PAUSED:
            return Rule("waiting", exclusion.owner, exclusion.rule, fit, agreement)
        if exclusion is not None and excluding:
            return Rule("excluded", exclusion.cause, exclusion.rule, fit, agreement)
        if waiting_on in target.pauses:
            return Rule("waiting", waiting_on, f"{target.rule}.pauses", fit, agreement)
        place = target.rule if fit.line is None else fit.line.rule
        return Rule("counting", "", place, fit, agreement)

    def _fit(self, target: Target) -> Fit:
        line = target.line(self.facts)
        name = target.calendar(line, self.facts)
        calendar = self.agreement.calendars[name].calendar
        known = self.agreement.prepared.known_fits
        return known.setdefault((target.metric, line, name), fitting(line, name, calendar))


def fitting(line: Line | None, name: str, calendar: Calendar) -> Fit:
    """What follows from a line and the calendar it is counted on."""
    place = f"calendars.{name}"
    allowance = NO_TARGET if line is None else line.allowed
    if allowance.limit in (Limit.DAYS, Limit.CONTRACT):
        return Fit(line, name, calendar, place, None, allowance)
    allowed = allowance.time if allowance.limit is Limit.WORKING else None
    return Fit(line, name, calendar, place, allowed, None)
