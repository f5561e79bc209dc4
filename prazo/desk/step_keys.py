"""What names a step of the escalation matrix, so that it is taken once for a clock.

Its place in the file would not do: a ticket that is moved to another version is not told again
of what the two versions have in common, though it stands elsewhere there.
"""

from functools import lru_cache
from hashlib import blake2s

from prazo.engine.agreement import Agreement, Step


@lru_cache(maxsize=512)
def step_keys(agreement: Agreement, metric: str) -> dict[int, str]:
    """A key of eight hex digits for each step of a metric, by its place in the matrix.

    Equal steps have equal keys in every version; the second of two alike has one of its own.
    """
    keys: dict[int, str] = {}
    seen: dict[str, int] = {}
    for place, step in agreement.steps(metric):
        text = _text(step)
        seen[text] = seen.get(text, 0) + 1
        keys[place] = blake2s(f"{text}#{seen[text]}".encode(), digest_size=4).hexdigest()
    return keys


def _text(step: Step) -> str:
    """All that makes the step what it is: not where it stands, nor for which other metrics."""
    parts = (
        step.moment,
        step.percent,
        (step.offset.limit, step.offset.time, step.offset.days, step.offset.end_of_day),
        step.every,
        sorted((dimension, sorted(values)) for dimension, values in step.when),
        step.tell,
        (step.raise_level, step.reassign, step.review, step.close, step.ask),
    )
    return repr(parts)
