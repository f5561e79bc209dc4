"""Escalation steps that can never fire, or not as they were meant."""

from collections.abc import Iterator, Mapping

from prazo.engine.agreement import Agreement, Allowance, Limit, Moment, Step
from prazo.engine.combinations import Space, in_common
from prazo.engine.lint.coverage import Region
from prazo.engine.lint.due import measurable
from prazo.engine.lint.finding import Finding, Weight


def steps(
    agreement: Agreement, space: Space, found: Mapping[str, list[Region]]
) -> Iterator[Finding]:
    """Findings on the escalation matrix, in its order. A target not in `found` may be anything."""
    reached: dict[int, list[str]] = {index: [] for index in range(len(agreement.escalation))}
    for metric in agreement.targets:
        for index, _ in agreement.steps(metric):
            reached[index].append(metric)
    for index, step in enumerate(agreement.escalation):
        if not found.keys() >= set(reached[index]):
            continue
        some = [
            region
            for metric in reached[index]
            for region in found[metric]
            if _may_be_timed(region) and in_common([region.box], space.boxes(step.when))
        ]
        yield from _step(agreement, step, some, reached[index])


def _may_be_timed(region: Region) -> bool:
    return measurable(region.line.allowed) or region.line.allowed.limit is Limit.CONTRACT


def _step(
    agreement: Agreement, step: Step, some: list[Region], metrics: list[str]
) -> Iterator[Finding]:
    if not some:
        yield Finding("step_never", step.rule, Weight.WARNING)
        return
    if step.moment is Moment.BEFORE:
        short = [region for region in some if _shorter(region.line.allowed, step.offset)]
        if short:
            params = {"other_rule": short[0].line.rule}
            yield Finding("step_at_once", step.rule, Weight.WARNING, params)
    if step.raise_level and len(agreement.dimensions.get("level", ())) < 2:
        yield Finding("raise_nowhere", step.rule, Weight.WARNING)
    owed = {agreement.targets[metric].owed_by for metric in metrics}
    if step.close and "customer" not in owed:
        yield Finding("closes_own", step.rule, Weight.WARNING)


def _shorter(allowed: Allowance, offset: Allowance) -> bool:
    """Whether all that is allowed is no more than what the step is to come before."""
    if allowed.limit is not offset.limit:
        return False
    if allowed.limit is Limit.DAYS:
        return allowed.days <= offset.days
    return allowed.time <= offset.time
