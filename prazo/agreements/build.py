"""A checked file made into the engine's values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import MAXYEAR, UTC, date, datetime
from zoneinfo import ZoneInfo

from prazo.agreements.faults import Fault, fault
from prazo.agreements.holiday_tables import (
    Holiday,
    Tables,
    UnknownHolidays,
    holiday_table,
    only_named,
    table_key,
)
from prazo.agreements.schema import DECLARED_UNDER, AgreementFile
from prazo.agreements.schema.calendars import OfficeHours, Union
from prazo.agreements.schema.dimensions import Conditions
from prazo.agreements.schema.escalation import MOST_TIMES, StepPart
from prazo.agreements.schema.targets import NotCovered, TargetPart
from prazo.agreements.source import Path, Source, path_text
from prazo.agreements.text import Text
from prazo.engine import calendar as engine
from prazo.engine.agreement import (
    NO_TARGET,
    Agreement,
    CalendarFacts,
    CalendarLine,
    Effect,
    Exclusion,
    Line,
    Moment,
    Step,
    Target,
)
from prazo.engine.agreement import Conditions as EngineConditions
from prazo.engine.calendar import Calendar
from prazo.engine.errors import CalendarError
from prazo.engine.instant import to_datetime
from prazo.engine.lint.due import due, measurable

YEARS_AHEAD = 10
"""How long an agreement may be in force before somebody looks at it again."""

Closed = Mapping[date, Text | None]
"""Dates on which a calendar is shut, with their names."""


@dataclass
class Builder:
    """Collects faults on the way; what has one is left out of what is built."""

    file: AgreementFile
    source: Source
    given: Tables = field(default_factory=dict)
    tables: dict[str, tuple[Holiday, ...]] = field(default_factory=dict)
    closed: dict[str, Closed] = field(default_factory=dict)
    calendars: dict[str, CalendarFacts] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def build(self) -> Agreement:
        """The engine's value; to be thrown away if there are faults."""
        file = self.file
        self._build_calendars()
        targets = {metric: self._target(metric, part) for metric, part in file.targets.items()}
        self._must_go_on(targets)
        self._must_end(targets)
        return Agreement(
            name=file.agreement,
            version=file.version,
            effective=file.effective,
            calendars=self.calendars,
            dimensions={
                dimension: tuple(getattr(file, where))
                for dimension, where in DECLARED_UNDER.items()
            },
            targets=targets,
            not_covered=tuple(_exclusion(i, x) for i, x in enumerate(file.not_covered)),
            escalation=tuple(_step(i, s) for i, s in enumerate(file.escalation)),
        )

    def _build_calendars(self) -> None:
        zones = (c.zone for c in self.file.calendars.values() if isinstance(c, OfficeHours))
        zone = next(zones, ZoneInfo("UTC"))
        unions: dict[str, Union] = {}
        for name, part in self.file.calendars.items():
            if isinstance(part, Union):
                unions[name] = part
            elif isinstance(part, OfficeHours):
                self._add(name, self._office(name, part))
            else:
                self._add(name, engine.always(zone, name))
        while unions:
            ready = [n for n, u in unions.items() if all(c in self.calendars for c in u.any)]
            if not ready:
                break
            for name in ready:
                parts = unions.pop(name).any
                shut = (self.closed.get(part, {}) for part in parts)
                self.closed[name] = _closed_in_all(list(shut))
                self._add(name, engine.union(name, *(self.calendars[p].calendar for p in parts)))
        for name, union in unions.items():
            if all(part in self.file.calendars for part in union.any):
                self._fault(("calendars", name, "any"), "union_itself", name=name)
        self.calendars = {n: self.calendars[n] for n in self.file.calendars if n in self.calendars}

    def _office(self, name: str, part: OfficeHours) -> Calendar:
        named: dict[date, Text | None] = dict(self._holidays(name, part))
        for own in part.closed:
            named[own.date] = own.name or named.get(own.date)
        shut = {day: text for day, text in sorted(named.items()) if day not in part.days}
        for day, windows in part.days.items():
            if not windows:
                shut[day] = named.get(day)
        self.closed[name] = dict(sorted(shut.items()))
        return engine.weekly(name, part.zone, part.hours, named, (), part.days)

    def _holidays(self, name: str, part: OfficeHours) -> Iterator[tuple[date, Text]]:
        for index, table in enumerate(part.holidays):
            key = table_key(table.of, table.category)
            path = ("calendars", name, "holidays", index)
            try:
                days = self.given.get(key) or holiday_table(
                    table.of, table.category, self.file.effective.year
                )
                self.tables[key] = days
                for day in only_named(days, table.only):
                    yield day.date, Text(day.names, self.file.language)
            except UnknownHolidays as unknown:
                self._fault(path, unknown.what, **{"country": table.of, **unknown.params})

    def _add(self, name: str, calendar: Calendar) -> None:
        closed = {day: str(text or "") for day, text in self.closed.get(name, {}).items()}
        self.calendars[name] = CalendarFacts(calendar, closed, f"calendars.{name}")
        try:
            effective = self.file.effective
            calendar.check(
                datetime(effective.year, effective.month, effective.day, tzinfo=calendar.zone)
            )
        except CalendarError:
            self._fault(("calendars", name), "never_opens", name=name)

    def _target(self, metric: str, part: TargetPart) -> Target:
        path: Path = ("targets", metric)
        lines = tuple(
            Line(conditions(line), line.allowed, path_text((*path, "within", i)), line.calendar)
            for i, line in enumerate(part.within)
        )
        uses = tuple(CalendarLine(conditions(line), line.use) for line in part.calendar)
        if not uses and all(line.calendar is not None for line in lines):
            # Where no line fits nothing is counted, but a clock still names a calendar.
            uses = tuple(CalendarLine((), str(line.calendar)) for line in lines[-1:])
        elif not uses:
            self._fault(path, "no_calendar")
        elif uses[-1].when:
            self._fault((*path, "calendar"), "calendar_gap", calendar=uses[-1].calendar)
        return Target(
            metric=metric,
            starts=part.starts,
            met_by=part.met_by,
            lines=lines,
            calendars=uses,
            pauses=frozenset(part.pauses),
            repeats=part.repeats,
            owed_by=part.owed_by,
            rule=path_text(path),
        )

    def _must_go_on(self, targets: Mapping[str, Target]) -> None:
        """What a clock counts on opens for ever: a ticket may come at any time."""
        users: dict[str, str] = {}
        for metric, target in targets.items():
            named = [line.calendar for line in target.lines]
            named += [line.calendar for line in target.calendars]
            users = {name: metric for name in named if name in self.calendars} | users
        for name, metric in users.items():
            calendar = self.calendars[name].calendar
            reach = calendar.hours.reach
            if reach is not None and reach[0] < reach[1]:
                last = calendar.prev_open(to_datetime(reach[1])).astimezone(calendar.zone).date()
                said = {"name": name, "last": last.isoformat(), "metric": metric}
                self._fault(("calendars", name), "opens_no_more", **said)

    def _must_end(self, targets: Mapping[str, Target]) -> None:
        """Whatever is promised falls due within the years that are reckoned with."""
        effective = self.file.effective
        last = datetime(min(effective.year + YEARS_AHEAD, MAXYEAR), 12, 31, tzinfo=UTC)
        for metric, target in targets.items():
            for index, line in enumerate(target.lines):
                named = [line.calendar] if line.calendar else [c.calendar for c in target.calendars]
                for name in dict.fromkeys(named):
                    facts = self.calendars.get(name)
                    if facts is None or not measurable(line.allowed):
                        continue
                    if facts.calendar.hours.reach is not None:  # it ends, which is told already
                        continue
                    try:
                        due(facts.calendar, line.allowed, last)
                    except CalendarError:
                        said = {"name": name, "day": last.date().isoformat()}
                        self._fault(("targets", metric, "within", index), "never_due", **said)
                        break

    def _fault(self, path: Path, what: str, **params: object) -> None:
        if path[:2] in self.source.places:  # no stand-in
            self.faults.append(fault(self.source.place(path), path_text(path), what, params))


def conditions(part: Conditions) -> EngineConditions:
    """What a line names, in the engine's order of dimensions."""
    named = ((dimension, getattr(part, dimension)) for dimension in DECLARED_UNDER)
    return tuple((dimension, frozenset(values)) for dimension, values in named if values)


def _closed_in_all(shut: list[Closed]) -> Closed:
    """A union is closed on a date only where all its parts are."""
    first, *others = shut
    return {day: text for day, text in first.items() if all(day in other for other in others)}


def _exclusion(index: int, part: NotCovered) -> Exclusion:
    return Exclusion(
        cause=part.cause,
        owner=part.owner,
        effect=Effect(part.clock),
        metrics=frozenset(part.metrics),
        rule=path_text(("not_covered", index)),
    )


def _step(index: int, part: StepPart) -> Step:
    when = part.when
    moment, percent, offset = Moment.PERCENT, 0, NO_TARGET
    if when.at == "breach":
        moment = Moment.BREACH
    elif when.at is not None:
        percent = int(when.at)
    elif when.before is not None:
        moment, offset = Moment.BEFORE, when.before
    elif when.after is not None:
        moment, offset = Moment.AFTER, when.after
    return Step(
        moment=moment,
        metrics=frozenset() if "any" in when.metric else frozenset(when.metric),
        rule=path_text(("escalation", index)),
        percent=percent,
        offset=offset,
        every=None if part.every is None else part.every.time,
        times=part.times or (1 if part.every is None else MOST_TIMES),
        when=() if part.only_if is None else conditions(part.only_if),
        tell=part.tell,
        raise_level=part.raises is not None,
        reassign=part.reassign or "",
        review=part.review is not None,
        close=part.close,
        ask=part.ask,
    )
