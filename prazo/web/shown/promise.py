"""A clock as the ticket's side shows it: what was promised, how it stands, its bar."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from prazo.agreements.phrases import say
from prazo.desk import bar
from prazo.desk.terms import Terms
from prazo.engine.clock import Clock, State
from prazo.web.shown import ledger, words
from prazo.web.shown.due import Due, due_of, instant, moment
from prazo.web.shown.reader import Reader, reader


@dataclass(frozen=True, slots=True)
class Promise:
    metric: str
    cycle: int
    name: str
    allowed: str
    kind: str  # kept | missed | soon | fine | wait | none
    says: str
    due: Due | None
    bar: SafeString | str
    starts: str
    ends: str
    ends_full: str
    owed_by: str
    earlier: int


def promises(clocks: Iterable[Clock], terms: Terms, now: datetime) -> list[Promise]:
    """The last cycle of each metric, what others owe after what the desk owes."""
    to = reader()
    latest: dict[str, Clock] = {}
    for clock in clocks:
        latest[clock.metric] = clock
    found = [_promise(clock, terms, now, to) for clock in latest.values()]
    return sorted(found, key=lambda promise: promise.owed_by != "")


def _promise(clock: Clock, terms: Terms, now: datetime, to: Reader) -> Promise:
    target = clock.agreement.targets[clock.metric]
    named = terms if clock.metric in terms.agreement.targets else None
    name = named.metric_name(clock.metric, to.language) if named else clock.metric
    rule = clock.line.rule if clock.line else ""
    kind, says, due = standing(clock, terms, now)
    end = clock.met_at or clock.ended_at
    last = max(filter(None, (end or now, clock.due_at)))
    return Promise(
        metric=clock.metric,
        cycle=clock.cycle,
        name=name,
        allowed=words.allowance_words(terms, clock.metric, rule, clock.allowed),
        kind=kind,
        says=says,
        due=due,
        bar=picture(clock, now) if clock.allowed is not None else "",
        starts=moment(clock.started_at, now, to),
        ends=moment(last, now, to),
        ends_full=instant(last, to),
        owed_by="" if target.owed_by == "provider" else words.party(target.owed_by),
        earlier=clock.cycle - 1,
    )


def standing(clock: Clock, terms: Terms, now: datetime) -> tuple[str, str, Due | None]:
    days = clock.agreement.calendars[clock.calendar].calendar.hours.unbroken
    spent = words.length(clock.spent, days)
    match clock.state:
        case State.MET if clock.allowed is None:
            return "none", _("took %(length)s") % {"length": spent}, None
        case State.MET:
            return "kept", _("kept in %(length)s") % {"length": spent}, None
        case State.MET_LATE:
            over = clock.spent - (clock.allowed or timedelta())
            return "missed", _("met %(length)s late") % {"length": words.length(over, days)}, None
        case State.PAUSED:
            left = words.length(clock.left, days) if clock.left is not None else "—"
            if clock.left is not None and clock.left < timedelta():
                return "missed", _("paused, %(length)s over") % {"length": left}, None
            return "wait", _("paused, %(length)s left") % {"length": left}, None
        case State.EXCLUDED:
            cause = terms.value_name("cause", clock.cause, words.reader())
            return "none", _("excluded: %(cause)s") % {"cause": cause}, None
        case State.NO_TARGET if clock.no_longer_owed:
            return "none", say("state.no_longer_owed", words.tag()), None
        case State.NO_TARGET:
            return "none", _("no time promised"), None
    if clock.due_at is None or clock.ended_at is not None:
        return "missed", _("missed"), None
    due = due_of(clock.due_at, now)
    return due.kind, due.word, due


def picture(clock: Clock, now: datetime, big: bool = True) -> SafeString:
    """The bar of a folded clock, from its ledger."""
    pieces = bar.pieces(
        bar.of_ledger(clock.ledger),
        started=int(clock.started_at.timestamp()),
        now=int(now.timestamp()),
        due=_second(clock.due_at),
        breached=_second(clock.breached_at),
        ended=_second(clock.met_at or clock.ended_at),
        left=None if clock.left is None else int(clock.left.total_seconds()),
        calendar=clock.agreement.calendars[clock.calendar].calendar,
    )
    return ledger.drawn(pieces, ledger.account(pieces, words.reader()), big)


def _second(at: datetime | None) -> int | None:
    return None if at is None else int(at.timestamp())
