"""Everything that can be said of an agreement file before anybody relies on it (B4)."""

from collections.abc import Iterator

from prazo.agreements.checks.calendars import doubtful_calendars
from prazo.agreements.checks.names import idle_names
from prazo.agreements.checks.texts import missing_texts
from prazo.agreements.document import Document
from prazo.agreements.examples import Unreadable, run
from prazo.agreements.faults import Fault, Faults, Severity, fault, in_order
from prazo.agreements.loader import Loaded, load
from prazo.agreements.source import path_text
from prazo.engine.lint import Finding, lint

ANSWERED_BY_INTERPRETATION = frozenset(
    {"reached_while_closed", "hours_for_days", "solved_before_answered", "urgent_later"}
)
"""What may be meant: an interpretation at the target says so, and it is only noted."""


def check(text: str, name: str = "agreement") -> tuple[Fault, ...]:
    """All faults, warnings and notes, in order of place. Empty for a file without any."""
    try:
        return findings(load(text, name))
    except Faults as told:
        return told.faults


def findings(loaded: Loaded) -> tuple[Fault, ...]:
    """What is to be said of a file that can be loaded."""
    document = loaded.document
    return in_order(
        (
            *_linted(loaded),
            *missing_texts(document),
            *doubtful_calendars(document),
            *idle_names(document),
            *_left_to_the_contract(document),
            *_differences(loaded),
        )
    )


def sound(text: str, name: str = "agreement") -> Loaded:
    """What may be published and adopted: a file of which no error is said, or its `Faults`."""
    loaded = load(text, name)
    errors = [told for told in findings(loaded) if told.severity is Severity.ERROR]
    if errors:
        raise Faults(name, errors)
    return loaded


def always_set(document: Document) -> frozenset[str]:
    """The dimensions that every ticket has a value of."""
    given = {
        "priority": document.default_priority is not None,
        "level": document.default_level is not None,
        "request_type": any(kind.default for kind in document.request_types.values()),
        "channel": bool(document.channels),
    }
    return frozenset(dimension for dimension, is_set in given.items() if is_set)


def _linted(loaded: Loaded) -> Iterator[Fault]:
    document = loaded.document
    hours = {name: c.hours for name, c in document.channels.items() if c.hours is not None}
    for finding in lint(loaded.agreement, always_set(document), hours):
        params: dict[str, object] = dict(finding.params)
        for key in finding.params:
            if key.endswith("_rule"):
                params[key.removesuffix("_rule") + "_line"] = document.line_of(finding.params[key])
        place = document.place_of(finding.rule)
        yield fault(place, finding.rule, finding.what, params, _severity(document, finding))


def _severity(document: Document, finding: Finding) -> Severity:
    if finding.what in ANSWERED_BY_INTERPRETATION:
        metric = finding.rule.split(".")[1]
        if document.targets[metric].interpretation is not None:
            return Severity.NOTE
        if f"{finding.rule}.interpretation" in document.places:
            return Severity.NOTE
    return Severity(finding.weight)


def _left_to_the_contract(document: Document) -> Iterator[Fault]:
    """Figures the file does not hold (A9): said, never invented."""
    for metric, target in document.targets.items():
        for index, line in enumerate(target.within):
            if line.allowed.key:
                here = f"targets.{metric}.within[{index}]"
                params = {"key": line.allowed.key}
                yield fault(document.place_of(here), here, "figure_left", params, Severity.NOTE)


def _differences(loaded: Loaded) -> Iterator[Fault]:
    document = loaded.document
    if not document.examples:
        yield fault(document.place_of(""), "", "no_examples", {}, Severity.NOTE)
    for index, example in enumerate(document.examples):
        here = f"examples[{index}]"
        try:
            for found in run(loaded.agreement, document, example):
                path = f"{here}.expect.{found.metric}"
                params = {
                    "example": str(example.name or example.opened),
                    "metric": found.metric,
                    "figure": found.figure,
                    "expected": found.expected,
                    "found": found.found,
                }
                yield fault(document.place_of(path), path, "example_differs", params)
        except Unreadable as unreadable:
            path = f"{here}.{path_text(unreadable.path)}"
            value = {"value": unreadable.value}
            yield fault(document.place_of(path), path, unreadable.what, value)
