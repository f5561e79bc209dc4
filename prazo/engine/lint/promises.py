"""Promises that contradict each other, each alone being fine."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

from prazo.engine.agreement import Agreement, Limit, MetBy, Target
from prazo.engine.calendar import Calendar
from prazo.engine.combinations import Space, admits, any_of, met
from prazo.engine.lint.coverage import Region
from prazo.engine.lint.due import Earlier, due, measurable, plain_week, second_is_earlier, starts
from prazo.engine.lint.finding import Finding, Weight

ANSWERS = (MetBy.REPLY, MetBy.INVESTIGATION, MetBy.ASSIGNMENT, MetBy.ACKNOWLEDGEMENT)
ONE_DAY = timedelta(days=1)
WEEK = timedelta(days=7)


def promises(
    agreement: Agreement,
    space: Space,
    found: Mapping[str, list[Region]],
    channel_hours: Mapping[str, str],
) -> Iterator[Finding]:
    """All contradictions between promises, with an hour at which each shows."""
    week = plain_week(agreement)
    owed = {
        metric: [region for region in some if measurable(region.line.allowed)]
        for metric, some in found.items()
        if agreement.targets[metric].owed_by == "provider"
    }
    for metric, some in owed.items():
        target = agreement.targets[metric]
        if target.met_by in ANSWERS:
            for other, others in owed.items():
                if _solves(agreement.targets[other], target):
                    yield from _solved_before_answered(agreement, space, some, others, week)
            yield from _reached_while_closed(agreement, space, some, channel_hours, week)
        yield from _urgent_later(agreement, space, some, week)
        yield from _hours_for_days(agreement, some)
        yield from _no_time(some)


def _solves(target: Target, answered: Target) -> bool:
    return (
        target.met_by is MetBy.RESOLUTION
        and bool(set(target.starts) & set(answered.starts))
        and not answered.repeats
    )


def _solved_before_answered(
    agreement: Agreement, space: Space, some: list[Region], others: list[Region], week: datetime
) -> Iterator[Finding]:
    told: set[tuple[str, str]] = set()
    for answer in some:
        for solution in others:
            common = met(answer.box, solution.box)
            pair = (answer.line.rule, solution.line.rule)
            if common is None or pair in told:
                continue
            found = _earlier(agreement, answer, solution, week)
            if found is not None:
                told.add(pair)
                zone = agreement.calendars[answer.calendar].calendar.zone
                yield Finding(
                    "solved_before_answered",
                    solution.line.rule,
                    Weight.WARNING,
                    {
                        "other_rule": answer.line.rule,
                        "combination": space.conditions(common),
                        **_shown(found, zone),
                    },
                )


def _reached_while_closed(
    agreement: Agreement,
    space: Space,
    some: list[Region],
    channel_hours: Mapping[str, str],
    week: datetime,
) -> Iterator[Finding]:
    """The most urgent may come in at any hour, and is counted in some hours only."""
    urgent = agreement.dimensions.get("priority", ())[:1]
    wanted = {"priority": urgent[0]} if urgent else {}
    for region in some:
        calendar = agreement.calendars[region.calendar].calendar
        if calendar.hours.unbroken or not admits(space, region.box, wanted):
            continue
        open_always = [
            channel
            for channel, hours in channel_hours.items()
            if agreement.calendars[hours].calendar.hours.unbroken
            and admits(space, region.box, {"channel": channel})
        ]
        if open_always:
            start = next(start for start in starts(week) if not calendar.is_open(start))
            found = Earlier(start, start, due(calendar, region.line.allowed, start))
            yield Finding(
                "reached_while_closed",
                region.line.rule,
                Weight.WARNING,
                {
                    "channels": ", ".join(open_always),
                    "priority": urgent[0] if urgent else "—",
                    "calendar": region.calendar,
                    **_shown(found, calendar.zone),
                },
            )


def _urgent_later(
    agreement: Agreement, space: Space, some: list[Region], week: datetime
) -> Iterator[Finding]:
    """What is more urgent falls due later, all else being equal."""
    if "priority" not in space.dimensions:
        return
    place = space.dimensions.index("priority")
    rank = {value: n for n, value in enumerate(agreement.dimensions["priority"])}

    def ranks(region: Region) -> list[int]:
        return [rank[value] for value in region.box[place] if value in rank]

    told: set[tuple[str, str]] = set()
    for one, other in combinations(some, 2):
        for urgent, less in ((one, other), (other, one)):
            high, low = ranks(urgent), ranks(less)
            pair = (urgent.line.rule, less.line.rule)
            if pair in told or not high or not low or min(high) >= max(low):
                continue
            if met(any_of(space, urgent.box, "priority"), less.box) is None:
                continue
            found = _earlier(agreement, urgent, less, week)
            if found is not None:
                told.add(pair)
                zone = agreement.calendars[urgent.calendar].calendar.zone
                params = {"other_rule": less.line.rule, **_shown(found, zone)}
                yield Finding("urgent_later", urgent.line.rule, Weight.WARNING, params)


def _hours_for_days(agreement: Agreement, some: list[Region]) -> Iterator[Finding]:
    """`24h` on a calendar with hours is 24 hours of work, which may not be what was meant."""
    told: set[str] = set()
    for region in some:
        allowed = region.line.allowed
        facts = agreement.calendars[region.calendar]
        if allowed.limit is not Limit.WORKING or allowed.time < ONE_DAY:
            continue
        if facts.calendar.hours.unbroken or region.line.rule in told:
            continue
        week = plain_week(agreement)
        open_hours = facts.calendar.spent(week, week + WEEK)
        if open_hours * 2 < WEEK:
            told.add(region.line.rule)
            params = {
                "hours": f"{allowed.time / timedelta(hours=1):g}",
                "calendar": region.calendar,
                "weeks": f"{allowed.time / open_hours:.1f}",
            }
            yield Finding("hours_for_days", region.line.rule, Weight.NOTE, params)


def _no_time(some: list[Region]) -> Iterator[Finding]:
    """`0h` is missed as soon as its calendar is open."""
    for line in dict.fromkeys(region.line for region in some):
        if not line.allowed.time and not line.allowed.days:
            yield Finding("no_time", line.rule, Weight.WARNING, {})


def _earlier(agreement: Agreement, first: Region, second: Region, week: datetime) -> Earlier | None:
    return second_is_earlier(
        _calendar(agreement, first),
        first.line.allowed,
        _calendar(agreement, second),
        second.line.allowed,
        week,
    )


def _calendar(agreement: Agreement, region: Region) -> Calendar:
    return agreement.calendars[region.calendar].calendar


def _shown(found: Earlier, zone: ZoneInfo) -> dict[str, str]:
    """Instants as the file would write them, in one zone."""

    def local(at: datetime) -> str:
        return at.astimezone(zone).strftime("%Y-%m-%d %H:%M")

    return {
        "start": local(found.start),
        "first": local(found.first),
        "second": local(found.second),
        "zone": str(zone),
    }
