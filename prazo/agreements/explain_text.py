"""The account of a due time as plain text, each line with the line of the agreement behind it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from prazo.agreements.document import Document
from prazo.agreements.loader import Loaded
from prazo.agreements.phrases import say
from prazo.agreements.wording import (
    calendar_name,
    conditions,
    duration,
    figure,
    instant_words,
    start_words,
    value_name,
)
from prazo.engine.agreement import Allowance, Limit
from prazo.engine.clock import Clock, State
from prazo.engine.explain import Explanation, Statement, explain

NOTHING = timedelta()


def explain_text(clock: Clock, loaded: Loaded, language: str, zone: str, as_of: datetime) -> str:
    """Everything a reader needs to add it up: spans, sums, rules, and what comes next.

    Instants are shown in `zone`. `as_of` is when it was asked, which a clock that was met or
    ended before then has not lived to see.
    """
    return "\n".join(_Account(explain(clock), loaded, language, ZoneInfo(zone), as_of).lines())


def promised(told: Explanation, allowed: Allowance, document: Document, language: str) -> str:
    """How long by the line that fits, and on which hours; what a contract says in figures too."""
    calendar = told.clock.agreement.calendars[told.calendar].calendar
    unbroken = calendar.hours.unbroken
    words = figure(allowed, unbroken, language)
    if allowed.limit is Limit.NONE:
        return words
    if allowed.limit is Limit.CONTRACT and told.clock.allowed is not None:
        words = f"{duration(told.clock.allowed, language, working=not unbroken)} ({words})"
    if unbroken:
        return say("explain.promise_always", language, figure=words)
    name, zone = calendar_name(document, told.calendar, language), calendar.zone.key
    return say("explain.promise", language, figure=words, calendar=name, zone=zone)


class _Account:
    def __init__(
        self, told: Explanation, loaded: Loaded, language: str, zone: ZoneInfo, as_of: datetime
    ) -> None:
        self.told = told
        self.clock = told.clock
        self.document = loaded.document
        self.language = language
        self.zone = zone
        self.as_of = as_of

    def lines(self) -> Iterator[str]:
        metric = self.clock.metric
        known = self.document.targets.get(metric)  # None: the version it ended under had it
        name = metric if known is None else known.name.of(self.language)
        cycle = f" ({self.clock.cycle})" if self.told.target.repeats else ""
        state = "no_longer_owed" if self.clock.no_longer_owed else self.clock.state
        yield f"{name}{cycle}: {self._say(f'state.{state}')}"
        for line in self._promise():
            yield f"  {line}"
        rows = [self._row(s) for s in self.told.statements]
        ahead = [self._row(s) for s in self.told.ahead]
        widths = [max(map(len, column)) for column in zip(*rows, *ahead, strict=True)]
        yield from (_aligned(row, widths, " ") for row in rows)
        if self.clock.running:
            yield f"  — {self._say('explain.now', at=self._at(self.as_of))} —"
        yield from (_aligned(row, widths, "›") for row in ahead)
        for line in self._outcome():
            yield f"  {line}"

    def _promise(self) -> Iterator[str]:
        line, target = self.told.line, self.told.target
        if line is not None:
            yield promised(self.told, line.allowed, self.document, self.language)
        starts = ", ".join(
            start_words(self.document, start, self.language) for start in target.starts
        )
        yield self._say("explain.counts_from", start=f"{starts}, {self._at(self.clock.started_at)}")
        yield self._say("explain.met_by", met=self._say(f"met.{target.met_by}"))
        yield from self._why()

    def _why(self) -> Iterator[str]:
        line = self.told.line
        if line is None:
            yield self._say("explain.fits_none")
            return
        number = self.document.line_of(line.rule)
        if line.when:
            words = conditions(self.document, line.when, self.language)
            yield self._say("explain.fits", line=number, conditions=words)
        else:
            yield self._say("explain.fits_all", line=number)
        for passed in self.told.passed:
            if passed.unfit:
                words = conditions(self.document, passed.unfit, self.language)
                number = self.document.line_of(passed.line.rule)
                yield "  " + self._say("explain.passed", line=number, conditions=words)
        if self.told.days_due is not None:
            words = figure(line.allowed, False, self.language)
            start, due = self._at(self.clock.started_at), self._at(self.told.days_due)
            yield self._say("explain.days", figure=words, start=start, due=due)

    def _row(self, statement: Statement) -> tuple[str, ...]:
        number = self.document.line_of(statement.rule)
        totals = self._say("explain.spent", time=exact(statement.spent))
        if statement.left is not None:
            past = statement.left < NOTHING
            time = exact(-statement.left if past else statement.left)
            totals += " · " + self._say("explain.over" if past else "explain.left", time=time)
        return (
            self._at(statement.start),
            self._at(statement.end),
            exact(statement.length).rjust(8),
            self._what(statement),
            totals,
            self._say("explain.line", line=number),
        )

    def _what(self, statement: Statement) -> str:
        match statement.kind:
            case "closed" if statement.closed:
                dates = ", ".join(f"{c.name or c.day} {c.day:%m-%d}" for c in statement.closed)
                return self._say("explain.closed_on", dates=dates)
            case "waiting":
                return self._say("explain.waiting", on=self._say(f"party.{statement.on}"))
            case "excluded":
                cause = value_name(self.document, "cause", statement.on, self.language)
                owner = self._say(f"party.{statement.whose}")
                return self._say("explain.excluded", cause=cause, owner=owner)
        return self._say(f"explain.{statement.kind}")

    def _outcome(self) -> Iterator[str]:
        clock = self.clock
        if self.told.statements:
            yield self._say("explain.sum", time=exact(clock.spent))
            shares = (
                f"{self._say(f'party.{whose}')} {exact(time)}"
                for whose, time in self.told.shares().items()
            )
            yield self._say("explain.shares", shares=", ".join(shares))
        for key, at in (
            ("breached", clock.breached_at),
            ("met_at", clock.met_at),
            ("ended_at", clock.ended_at),
            ("due", None if clock.no_longer_owed else clock.due_at),
        ):
            if at is not None:
                yield self._say(f"explain.{key}", at=f"{self._at(at)} ({self.zone.key})")
        if clock.state is State.NO_TARGET:
            yield self._say("explain.no_due")
        elif clock.state in (State.PAUSED, State.EXCLUDED):
            yield self._resumption()

    def _resumption(self) -> str:
        at, left = self.told.resumed_due, self.clock.left
        if at is None or left is None:
            return self._say("explain.stands")
        if left <= NOTHING:
            return self._say("explain.resumed_late")
        return self._say("explain.resumed", at=f"{self._at(at)} ({self.zone.key})")

    def _at(self, at: datetime) -> str:
        return instant_words(at, self.zone, self.language)

    def _say(self, key: str, **params: object) -> str:
        return say(key, self.language, **params)


def exact(time: timedelta) -> str:
    """`26:15:00`: hours, minutes, seconds, and what is left of a second if anything is."""
    sign, time = ("-", -time) if time < NOTHING else ("", time)
    seconds, part = divmod(time, timedelta(seconds=1))
    text = f"{sign}{seconds // 3600}:{seconds % 3600 // 60:02}:{seconds % 60:02}"
    return text if not part else f"{text}.{part.microseconds:06}"


def _aligned(row: tuple[str, ...], widths: list[int], mark: str) -> str:
    cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
    return f" {mark} {'  '.join(cells)}".rstrip()
