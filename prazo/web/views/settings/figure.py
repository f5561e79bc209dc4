"""The figures an agreement leaves to the contract (A9), and which promise each one is."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from prazo.agreements.schema import DECLARED_UNDER
from prazo.agreements.schema.dimensions import Conditions
from prazo.desk.terms import Terms, tag


@dataclass(frozen=True, slots=True)
class Figure:
    """`about` names the promise: its metric, and for what it holds."""

    key: str
    about: str


def figures_left(terms: Terms, language: str) -> list[Figure]:
    """In the order of the file; a figure that several lines name tells of each."""
    told: dict[str, list[str]] = {}
    for target in terms.document.targets.values():
        for place, line in enumerate(target.within):
            if line.allowed.key:
                holds_for = _conditions(terms, line, language) or (_("everything else"),)[:place]
                name = target.name.of(tag(language))
                about = f"{name}: {' · '.join(holds_for)}" if holds_for else name
                told.setdefault(line.allowed.key, []).append(about)
    return [Figure(key, "; ".join(dict.fromkeys(lines))) for key, lines in told.items()]


def _conditions(terms: Terms, line: Conditions, language: str) -> list[str]:
    """One for each dimension the line names, its values as alternatives."""
    named = {dimension: getattr(line, dimension) or () for dimension in DECLARED_UNDER}
    return [
        " / ".join(terms.value_name(dimension, value, language) for value in values)
        for dimension, values in named.items()
        if values
    ]
