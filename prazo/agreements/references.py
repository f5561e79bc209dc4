"""Names that the file uses, held against those it declares."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import NamedTuple

from prazo.agreements.faults import Fault, fault
from prazo.agreements.schema import DECLARED_UNDER, AgreementFile
from prazo.agreements.schema.calendars import Union
from prazo.agreements.schema.dimensions import Conditions
from prazo.agreements.schema.escalation import TOLD
from prazo.agreements.schema.examples import Facts
from prazo.agreements.source import Path, Source, path_text


class Use(NamedTuple):
    """A name at its place, the key it should be declared under, and what is known besides."""

    path: Path
    name: str
    where: str
    besides: tuple[str, ...] = ()


def undeclared(file: AgreementFile, source: Source, unread: str = "") -> Iterator[Fault]:
    """A fault for each use of a name that nothing declares.

    `unread` is the name that stands for what could not be read.
    """
    for use in uses(file):
        declared = source.value.get(use.where)
        known = [*(declared if isinstance(declared, dict) else ()), *use.besides]
        if use.name in known or use.name == unread:
            continue
        params: dict[str, object] = {"name": use.name, "where": use.where}
        near = get_close_matches(use.name, known, n=1)
        if near:
            params["near"] = near[0]
            what = "undeclared_near"
        elif known:
            params["known"] = ", ".join(known)
            what = "undeclared"
        else:
            what = "undeclared_none"
        yield fault(source.place(use.path), path_text(use.path), what, params)


def uses(file: AgreementFile) -> Iterator[Use]:
    """Every use of a declared name, with its path."""
    yield from _small_uses(file)
    yield from _target_uses(file)
    yield from _escalation_uses(file)
    yield from _example_uses(file)


def _small_uses(file: AgreementFile) -> Iterator[Use]:
    for name, calendar in file.calendars.items():
        if isinstance(calendar, Union):
            for index, part in enumerate(calendar.any):
                yield Use(("calendars", name, "any", index), part, "calendars")
    for kind, entries in (("channels", file.channels), ("services", file.services)):
        for name, entry in entries.items():
            if entry.hours is not None:
                yield Use((kind, name, "hours"), entry.hours, "calendars")
    for name, level in file.levels.items():
        if level.team is not None:
            yield Use(("levels", name, "team"), level.team, "teams")
    if file.default_priority is not None:
        yield Use(("default_priority",), file.default_priority, "priorities")
    if file.default_level is not None:
        yield Use(("default_level",), file.default_level, "levels")
    for state, cause in file.contract_states.items():
        yield Use(("contract_states", state), cause, "causes")
    if file.receipt.next is not None:
        yield Use(("receipt", "next"), file.receipt.next, "roles")
    if file.maintenance is not None:
        for index, channel in enumerate(file.maintenance.announced_by):
            yield Use(("maintenance", "announced_by", index), channel, "channels")


def _target_uses(file: AgreementFile) -> Iterator[Use]:
    for metric, target in file.targets.items():
        path: Path = ("targets", metric)
        for start in target.starts:
            if start.kind == "level":
                yield Use((*path, "starts"), start.value, "levels")
        for index, use in enumerate(target.calendar):
            here = (*path, "calendar", index)
            yield Use((*here, "use"), use.use, "calendars")
            yield from _conditions(use, here)
        for index, line in enumerate(target.within):
            here = (*path, "within", index)
            if line.calendar is not None:
                yield Use((*here, "calendar"), line.calendar, "calendars")
            yield from _conditions(line, here)
    for index, exclusion in enumerate(file.not_covered):
        path = ("not_covered", index)
        yield Use((*path, "cause"), exclusion.cause, "causes")
        for metric in exclusion.metrics:
            yield Use((*path, "metrics"), metric, "targets")


def _escalation_uses(file: AgreementFile) -> Iterator[Use]:
    for index, step in enumerate(file.escalation):
        path: Path = ("escalation", index)
        for metric in step.when.metric:
            yield Use((*path, "when", "metric"), metric, "targets", ("any",))
        if step.only_if is not None:
            yield from _conditions(step.only_if, (*path, "if"))
        for role in step.tell:
            yield Use((*path, "tell"), role, "roles", TOLD)
        if step.reassign is not None:
            yield Use((*path, "reassign"), step.reassign, "teams")


def _example_uses(file: AgreementFile) -> Iterator[Use]:
    for index, example in enumerate(file.examples):
        path: Path = ("examples", index)
        yield from _facts(example, path)
        if example.cause is not None:
            yield Use((*path, "cause"), example.cause, "causes")
        for metric in example.expect:
            yield Use((*path, "expect", metric), metric, "targets")
        for place, happening in enumerate(example.events):
            here = (*path, "events", place)
            yield from _facts(happening, here)
            if happening.cause:
                yield Use((*here, "cause"), happening.cause, "causes")


def _conditions(conditions: Conditions, path: Path) -> Iterator[Use]:
    for dimension, where in DECLARED_UNDER.items():
        for value in getattr(conditions, dimension) or ():
            yield Use((*path, dimension), value, where)


def _facts(facts: Facts, path: Path) -> Iterator[Use]:
    given: Mapping[str, object] = facts.model_dump(include=set(DECLARED_UNDER) - {"cause"})
    for dimension, value in given.items():
        values = value if isinstance(value, tuple) else () if value is None else (value,)
        for one in values:
            yield Use((*path, dimension), str(one), DECLARED_UNDER[dimension])
