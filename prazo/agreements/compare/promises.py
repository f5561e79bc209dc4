"""Promises taken apart: targets with their lines, calendars, exclusions, escalation."""

from datetime import date, timedelta

from prazo.agreements.compare.things import Fact, Reader, Thing, Things
from prazo.agreements.loader import Loaded
from prazo.agreements.page.escalation import when_words
from prazo.agreements.schema.calendars import OfficeHours, Union
from prazo.agreements.wording import (
    calendar_name,
    conditions,
    day_words,
    figure,
    role_name,
    start_words,
    value_name,
    weekly_words,
    windows_words,
)
from prazo.engine.agreement import Line, Step, Target

A_YEAR = timedelta(days=365)


class Promises(Reader):
    """Closed days are those of the year after `since`, so that both versions speak of one year."""

    def __init__(self, loaded: Loaded, language: str, since: date) -> None:
        super().__init__(loaded, language)
        self.since = since

    def things(self) -> Things:
        yield from self._targets()
        yield from self._calendars()
        yield from self._not_covered()
        yield from self._contract_states()
        yield from self._escalation()

    def _targets(self) -> Things:
        for metric, target in self.loaded.agreement.targets.items():
            part = self.document.targets[metric]
            thing = Thing(self.say("page.targets"), part.name.of(self.language), ordered=True)
            for line in target.lines:
                words = self._figure(target, line)
                calendar = line.calendar or target.calendars[-1].calendar
                label = conditions(self.document, line.when, self.language)
                label = label or self.say("page.others").lower()
                thing.facts[("line", line.when)] = Fact(label, words, (line.allowed, calendar))
            self.text(thing, "diff.name", part.name)
            self.text(thing, "page.definition", part.definition)
            starts = ", ".join(start_words(self.document, s, self.language) for s in target.starts)
            self.fact(thing, "page.counted_from", starts, target.starts)
            self.fact(thing, "page.met_when", self.say(f"met.{target.met_by}"), target.met_by)
            calendars = "; ".join(
                calendar_name(self.document, use.calendar, self.language)
                for use in target.calendars
            )
            self.fact(thing, "page.counted_on", calendars, target.calendars)
            pauses = ", ".join(self.say(f"party.{p}") for p in sorted(target.pauses))
            self.fact(thing, "page.pauses", pauses, target.pauses)
            self.fact(thing, "page.owed", self.say(f"party.{target.owed_by}"), target.owed_by)
            repeats = self.say(f"diff.{'yes' if target.repeats else 'no'}")
            self.fact(thing, "page.repeats", repeats, target.repeats)
            self.text(thing, "page.read", part.interpretation)
            yield ("targets", metric), thing

    def _figure(self, target: Target, line: Line) -> str:
        usual = target.calendars[-1].calendar
        name = line.calendar or usual
        facts = self.loaded.agreement.calendars[name]
        words = figure(line.allowed, facts.calendar.hours.unbroken, self.language)
        if name == usual:
            return words
        calendar = calendar_name(self.document, name, self.language)
        return self.say("figure.on", figure=words, calendar=calendar)

    def _calendars(self) -> Things:
        for name, calendar in self.document.calendars.items():
            shown = calendar_name(self.document, name, self.language)
            thing = Thing(self.say("page.hours"), shown)
            if isinstance(calendar, OfficeHours):
                self.text(thing, "diff.name", calendar.name)
                self.fact(thing, "diff.zone", calendar.zone.key, calendar.zone.key)
                weekly = weekly_words(calendar, self.language)
                hours = "; ".join(f"{days} {hours}" for days, hours in weekly)
                self.fact(thing, "page.hours", hours, tuple(calendar.hours.items()))
                self._days(thing, name, calendar)
            elif isinstance(calendar, Union):
                parts = (calendar_name(self.document, p, self.language) for p in calendar.any)
                self.fact(thing, "diff.made_of", ", ".join(parts), frozenset(calendar.any))
            else:
                self.fact(thing, "page.hours", self.say("hours.always"), "always")
            yield ("calendars", name), thing

    def _days(self, thing: Thing, name: str, calendar: OfficeHours) -> None:
        """Closed days and days of their own in the year that is compared."""
        until = self.since + A_YEAR
        for day, text in self.document.closed[name].items():
            if self.since <= day < until and calendar.hours.get(day.weekday()):
                words = text.of(self.language) if text is not None else self.say("hours.shut")
                shown = day_words(day, self.language)
                label = f"{self.say('diff.closed_day')} {shown}"
                thing.facts[("closed", day)] = Fact(label, words, "shut")
        for day, windows in calendar.days.items():
            if windows and self.since <= day < until:
                words = windows_words(windows, self.language)
                thing.facts[("day", day)] = Fact(day_words(day, self.language), words, windows)

    def _not_covered(self) -> Things:
        for part in self.document.not_covered:
            cause = value_name(self.document, "cause", part.cause, self.language)
            thing = Thing(self.say("page.not_covered"), cause)
            self.fact(thing, "diff.owner", self.say(f"party.{part.owner}"), part.owner)
            self.fact(thing, "page.effect", self.say(f"page.{part.clock}"), part.clock)
            self.text(thing, "diff.text", part.text)
            self.text(thing, "page.read", part.interpretation)
            yield ("not_covered", part.cause, *sorted(part.metrics)), thing

    def _contract_states(self) -> Things:
        for state, cause in self.document.contract_states.items():
            thing = Thing(self.say("diff.states"), state)
            words = value_name(self.document, "cause", cause, self.language)
            self.fact(thing, "page.cause", words, cause)
            yield ("contract_states", state), thing

    def _escalation(self) -> Things:
        steps = zip(self.loaded.agreement.escalation, self.document.escalation, strict=True)
        for step, part in steps:
            when = when_words(self.loaded, step, self.language)
            holds = conditions(self.document, step.when, self.language)
            thing = Thing(self.say("page.escalation"), f"{when} ({holds})" if holds else when)
            told = ", ".join(role_name(self.document, r, self.language) for r in step.tell)
            self.fact(thing, "page.when", when, (step.every, step.times))
            self.fact(thing, "page.told", told, step.tell)
            deeds = ("raise_level", "reassign", "review", "close", "ask")
            done = tuple((deed, getattr(step, deed)) for deed in deeds if getattr(step, deed))
            self.fact(thing, "page.done", self._deeds(step), done)
            self.text(thing, "diff.text", part.text)
            yield ("escalation", _moment(step)), thing

    def _deeds(self, step: Step) -> str:
        said = []
        if step.raise_level:
            said.append(self.say("step.raise"))
        if step.reassign:
            team = self.document.teams[step.reassign].name.of(self.language)
            said.append(self.say("step.reassign", team=team))
        said += [
            self.say(f"step.{deed}") for deed in ("review", "close", "ask") if getattr(step, deed)
        ]
        return "; ".join(said)


def _moment(step: Step) -> str:
    """What tells a step from others: when it falls, and for whom."""
    when = [(name, sorted(values)) for name, values in step.when]
    return repr((step.moment, sorted(step.metrics), step.percent, step.offset, when))
