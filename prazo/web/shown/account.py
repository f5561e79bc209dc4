"""The account of one clock: span by span, each with the line of the agreement behind it.

It says in HTML what `prazo explain` prints, in the same words, out of the same explanation.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format, get_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from prazo.agreements.document import Document
from prazo.agreements.explain_text import NOTHING, exact, promised
from prazo.agreements.phrases import say
from prazo.agreements.wording import (
    conditions,
    start_words,
    value_name,
)
from prazo.desk.terms import Terms
from prazo.engine.clock import Clock, State
from prazo.engine.explain import Explanation, Statement, explain
from prazo.web.shown import words
from prazo.web.shown.due import Due, instant, zone_name
from prazo.web.shown.promise import picture, standing


@dataclass(frozen=True, slots=True)
class Step:
    """One span: what it was, how long, the totals at its end, and the line that says so."""

    kind: str
    says: str
    since: str
    until: str
    length: SafeString
    spent: SafeString
    left: SafeString
    late: bool
    line: int
    rule: str

    @property
    def section(self) -> str:
        """Where the agreement's page speaks of it."""
        return self.rule.partition(".")[0].partition("[")[0]


@dataclass(frozen=True, slots=True)
class Share:
    whose: str
    time: str


@dataclass(frozen=True, slots=True)
class Account:
    name: str
    cycle: int
    kind: str
    says: str
    due: Due | None
    reasons: tuple[str, ...]
    passed: tuple[str, ...]
    outcome: tuple[str, ...]
    zone: str
    now: str
    bar: SafeString
    steps: tuple[Step, ...]
    ahead: tuple[Step, ...]
    shares: tuple[Share, ...]
    running: bool


def account(clock: Clock, terms: Terms, now: datetime) -> Account:
    told = explain(clock)
    kind, says, due = standing(clock, terms, now)
    language = words.tag()
    return Account(
        name=terms.metric_name(clock.metric, words.reader()),
        cycle=clock.cycle,
        kind=kind,
        says=says,
        due=due,
        reasons=tuple(_reasons(told, terms.document, language)),
        passed=tuple(_passed(told, terms.document, language)),
        outcome=tuple(_outcome(told, language)),
        zone=zone_name(),
        now=_precise(now),
        bar=picture(clock, now),
        steps=tuple(_step(s, terms.document, language) for s in told.statements),
        ahead=tuple(_step(s, terms.document, language) for s in told.ahead),
        shares=tuple(
            Share(say(f"party.{whose}", language), exact(time))
            for whose, time in told.shares().items()
        ),
        running=clock.running,
    )


def _reasons(told: Explanation, document: Document, language: str) -> Iterator[str]:
    """What was promised, since when it counts, what meets it, which line says so."""
    clock, line = told.clock, told.line
    if line is not None:
        yield promised(told, line.allowed, document, language)
    starts = ", ".join(start_words(document, start, language) for start in told.target.starts)
    since = f"{starts}, {_precise(clock.started_at)}"
    yield say("explain.counts_from", language, start=since)
    yield say("explain.met_by", language, met=say(f"met.{told.target.met_by}", language))
    if line is None:
        yield say("explain.fits_none", language)
    elif line.when:
        number, asked = document.line_of(line.rule), conditions(document, line.when, language)
        yield say("explain.fits", language, line=number, conditions=asked)
    else:
        yield say("explain.fits_all", language, line=document.line_of(line.rule))


def _passed(told: Explanation, document: Document, language: str) -> Iterator[str]:
    """The lines above it that do not fit, and why not."""
    for passed in told.passed:
        if passed.unfit:
            number = document.line_of(passed.line.rule)
            asked = conditions(document, passed.unfit, language)
            yield say("explain.passed", language, line=number, conditions=asked)


def _step(statement: Statement, document: Document, language: str) -> Step:
    late = statement.left is not None and statement.left < NOTHING
    left = ""
    if statement.left is not None:
        time = exact(-statement.left if late else statement.left)
        left = say("explain.over", language, time=time) if late else time
    return Step(
        kind=statement.kind,
        says=_what(statement, document, language),
        since=_precise(statement.start),
        until=_precise(statement.end),
        length=_breaking(exact(statement.length)),
        spent=_breaking(exact(statement.spent)),
        left=_breaking(left),
        late=late,
        line=document.line_of(statement.rule),
        rule=statement.rule,
    )


def _breaking(time: str) -> SafeString:
    """It may go on in a second line before the parts of a second, else columns run off the page."""
    whole, dot, parts = time.rpartition(".")
    return format_html("{}<wbr>.{}", whole, parts) if dot else format_html("{}", time)


def _what(statement: Statement, document: Document, language: str) -> str:
    match statement.kind:
        case "closed" if statement.closed:
            dates = ", ".join(f"{c.name or c.day} {c.day:%m-%d}" for c in statement.closed)
            return say("explain.closed_on", language, dates=dates)
        case "waiting":
            return say("explain.waiting", language, on=say(f"party.{statement.on}", language))
        case "excluded":
            cause = value_name(document, "cause", statement.on, language)
            owner = say(f"party.{statement.whose}", language)
            return say("explain.excluded", language, cause=cause, owner=owner)
    return say(f"explain.{statement.kind}", language)


def _outcome(told: Explanation, language: str) -> Iterator[str]:
    clock = told.clock
    for key, at in (
        ("breached", clock.breached_at),
        ("met_at", clock.met_at),
        ("ended_at", clock.ended_at),
        ("due", None if clock.no_longer_owed else clock.due_at),
    ):
        if at is not None:
            yield say(f"explain.{key}", language, at=instant(at))
    if clock.state is State.NO_TARGET:
        yield say("explain.no_due", language)
    elif clock.state in (State.PAUSED, State.EXCLUDED):
        yield _resumption(told, language)


def _resumption(told: Explanation, language: str) -> str:
    left = told.clock.left
    if told.resumed_due is None or left is None:
        return say("explain.stands", language)
    if left <= NOTHING:
        return say("explain.resumed_late", language)
    return say("explain.resumed", language, at=instant(told.resumed_due))


def _precise(at: datetime) -> str:
    day = get_format("SHORT_DATE_FORMAT")
    return date_format(timezone.localtime(at), f"D {day} H:i:s")
