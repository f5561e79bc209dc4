"""The account of one clock: its ledger span by span, each with the line of the agreement behind it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from prazo.desk.models import Ticket
from prazo.desk.terms import Terms
from prazo.engine.agreement import Line
from prazo.engine.clock import Clock, LedgerSpan
from prazo.web.shown import words
from prazo.web.shown.due import Due, instant, zone_name
from prazo.web.shown.promise import picture, standing


@dataclass(frozen=True, slots=True)
class Step:
    """One span: what kind of time it was, how long, what had been spent at its end."""

    kind: str
    says: str
    since: str
    until: str
    length: str
    total: str
    rule: str
    line: int


@dataclass(frozen=True, slots=True)
class Account:
    name: str
    cycle: int
    kind: str
    says: str
    due: Due | None
    due_full: str
    allowed: str
    spent: str
    left: str
    calendar: str
    zone: str
    because: str
    rule: str
    line: int
    bar: SafeString
    steps: tuple[Step, ...]


def account(clock: Clock, ticket: Ticket, terms: Terms, now: datetime) -> Account:
    kind, says, due = standing(clock, terms, now)
    rule = clock.line.rule if clock.line else terms.agreement.targets[clock.metric].rule
    return Account(
        name=terms.metric_name(clock.metric, words.reader()),
        cycle=clock.cycle,
        kind=kind,
        says=says,
        due=due,
        due_full=instant(clock.due_at) if clock.due_at else "",
        allowed=words.allowance_words(terms, clock.metric, rule, clock.allowed),
        spent=exact(clock.spent),
        left="" if clock.left is None else exact(clock.left),
        calendar=calendar_name(terms, clock.calendar),
        zone=zone_name(),
        because=conditions(terms, clock.line),
        rule=rule,
        line=terms.document.line_of(rule),
        bar=picture(clock, now),
        steps=tuple(_steps(clock, terms)),
    )


def _steps(clock: Clock, terms: Terms) -> list[Step]:
    spent = timedelta()
    steps = []
    for span in clock.ledger:
        if span.kind == "counting":
            spent += span.length
        steps.append(
            Step(
                kind=span.kind,
                says=_kind(span, terms),
                since=_precise(span.start),
                until=_precise(span.end),
                length=exact(span.length),
                total=exact(spent),
                rule=span.rule,
                line=terms.document.line_of(span.rule),
            )
        )
    return steps


def _kind(span: LedgerSpan, terms: Terms) -> str:
    match span.kind:
        case "counting":
            return _("Counting")
        case "closed":
            return _("Closed hours: %(calendar)s") % {"calendar": calendar_name(terms, span.on)}
        case "waiting":
            return _("Waiting on %(party)s") % {"party": words.party(span.on)}
        case "excluded":
            name = terms.value_name("cause", span.on, words.reader())
            return _("Excluded: %(cause)s") % {"cause": name}
        case _:
            return _("Resolved: this time does not count")


def conditions(terms: Terms, line: Line | None) -> str:
    """Why this line of the table: what it names is so."""
    if line is None or not line.when:
        return _("the line for all cases")
    said = []
    for dimension, values in line.when:
        names = (terms.value_name(dimension, value, words.reader()) for value in sorted(values))
        said.append(" / ".join(names))
    return _("because of: %(facts)s") % {"facts": ", ".join(said)}


def calendar_name(terms: Terms, calendar: str) -> str:
    found = terms.document.calendars.get(calendar)
    name = getattr(found, "name", None)
    return str(name.of(words.tag())) if name else calendar.replace("_", " ")


def exact(time: timedelta) -> str:
    """To the second: 26:03:09."""
    sign = "−" if time < timedelta() else ""
    seconds = round(abs(time).total_seconds())
    return f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _precise(at: datetime) -> str:
    return date_format(timezone.localtime(at), "D j M Y H:i:s")
