"""What holds for each clock while nothing changes: worked out once, for all tickets alike."""

from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple

from prazo.engine.agreement import Agreement, Effect, Facts, Limit, Line, Target
from prazo.engine.calendar import Calendar


class Fit(NamedTuple):
    """The line that gives a target's figure, the calendar it counts on, the figure itself.

    `allowed` is None where that is not a plain amount of working time.
    """

    line: Line | None
    name: str
    calendar: Calendar
    allowed: timedelta | None


class Rule(NamedTuple):
    """What a clock does. `kind` and `on` are its ledger's; `place` is where the file says so."""

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


class Rules(dict[str, Rule | None]):
    """The rule for each metric in one set of circumstances; None where there is no such target."""

    __slots__ = ("agreement", "cause", "circumstances", "facts")

    def __init__(self, agreement: Agreement, facts: Facts, circumstances: Circumstances) -> None:
        super().__init__()
        self.agreement = agreement
        self.facts = facts
        self.circumstances = circumstances
        self.cause = circumstances[2]

    def before(self) -> "Rules":
        """What held before it was opened here: the same, but nothing had happened yet."""
        return self.agreement.prepared.rules[self.circumstances[0], "", "", True, False]

    def __missing__(self, metric: str) -> Rule | None:
        target = self.agreement.targets.get(metric)
        rule = self[metric] = None if target is None else self._rule(target)
        return rule

    def _rule(self, target: Target) -> Rule:
        agreement = self.agreement
        _, waiting_on, cause, excluding, ended = self.circumstances
        fit = fitting(agreement, target, self.facts)
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


def fitting(agreement: Agreement, target: Target, facts: Facts) -> Fit:
    """The first line that fits these facts, and what it says."""
    line = target.line(facts)
    name = target.calendar(line, facts)
    plain = line is not None and line.allowed.limit is Limit.WORKING
    allowed = line.allowed.time if line is not None and plain else None
    return Fit(line, name, agreement.calendars[name].calendar, allowed)
