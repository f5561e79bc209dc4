"""The escalation matrix in words."""

from typing import Any

from prazo.agreements.loader import Loaded
from prazo.agreements.page.words import tell
from prazo.agreements.phrases import say
from prazo.agreements.wording import conditions, duration, figure, role_name
from prazo.engine.agreement import Agreement, Limit, Moment, Step


def escalation(loaded: Loaded, language: str) -> list[dict[str, Any]]:
    """One row for each step, in order."""
    document = loaded.document
    rows = []
    for step, part in zip(loaded.agreement.escalation, document.escalation, strict=True):
        told = [role_name(document, role, language) for role in step.tell]
        rows.append(
            {
                "when": when_words(loaded, step, language),
                "for": conditions(document, step.when, language),
                "told": ", ".join(told),
                "done": "; ".join(_done(loaded, step, language)),
                "text": tell(part.text, language),
                "reading": tell(part.interpretation, language),
            }
        )
    return rows


def when_words(loaded: Loaded, step: Step, language: str) -> str:
    """`30 minutes after the time of First response has passed, then every 4 hours …`."""
    names = [
        loaded.document.targets[metric].name.of(language)
        for metric in loaded.agreement.targets
        if metric in step.metrics
    ]
    metrics = ", ".join(names) or say("step.any", language)
    unbroken = _round_the_clock(loaded.agreement, step)
    match step.moment:
        case Moment.PERCENT:
            words = say("step.percent", language, percent=step.percent, metrics=metrics)
        case Moment.BREACH:
            words = say("step.breach", language, metrics=metrics)
        case _:
            time = figure(step.offset, unbroken, language)
            words = say(f"step.{step.moment}", language, time=time, metrics=metrics)
    if step.every is not None:
        time = duration(step.every, language, working=not unbroken)
        words += ", " + say("step.every", language, time=time, n=step.times)
    return words


def _round_the_clock(agreement: Agreement, step: Step) -> bool:
    """Whether the targets a step speaks of all count round the clock, so that hours are hours."""
    names = {
        line.calendar or target.calendars[-1].calendar
        for target in agreement.targets.values()
        if not step.metrics or target.metric in step.metrics
        for line in target.lines
        if line.allowed.limit is not Limit.NONE
    }
    return all(agreement.calendars[name].calendar.hours.unbroken for name in names)


def _done(loaded: Loaded, step: Step, language: str) -> list[str]:
    done = []
    if step.raise_level:
        done.append(say("step.raise", language))
    if step.reassign:
        team = loaded.document.teams[step.reassign].name.of(language)
        done.append(say("step.reassign", language, team=team))
    for wanted, key in ((step.review, "review"), (step.close, "close"), (step.ask, "ask")):
        if wanted:
            done.append(say(f"step.{key}", language))
    return done
