"""Contradictions, gaps, lines that can never apply: an agreement held against itself (B4).

Pure: engine values in, findings out. What only the file knows (texts, unused names, zones) is
checked in `prazo/agreements/check.py`.
"""

from collections.abc import Collection, Mapping
from contextlib import suppress

from prazo.engine.agreement import Agreement
from prazo.engine.combinations import Tangled, space_of
from prazo.engine.lint.coverage import Region, coverage, regions
from prazo.engine.lint.finding import Finding, Weight
from prazo.engine.lint.promises import promises
from prazo.engine.lint.steps import steps

__all__ = ["Finding", "Weight", "lint"]


def lint(
    agreement: Agreement,
    always_set: Collection[str] = (),
    channel_hours: Mapping[str, str] | None = None,
) -> tuple[Finding, ...]:
    """All findings, in the order of targets and steps.

    `always_set` are dimensions that every ticket has a value of, as by a default.
    `channel_hours` are the calendars that channels are open on.
    """
    space = space_of(agreement, always_set)
    found: dict[str, list[Region]] = {}
    for metric, target in agreement.targets.items():
        with suppress(Tangled):  # which `coverage` tells
            found[metric] = regions(agreement, target, space)
    return (
        *coverage(agreement, space),
        *promises(agreement, space, found, channel_hours or {}),
        *steps(agreement, space, found),
    )
