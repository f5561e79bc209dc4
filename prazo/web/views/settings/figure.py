"""The figures an agreement leaves to the contract (A9), and which promise each one is."""

from dataclasses import dataclass

from prazo.agreements.schema import DECLARED_UNDER
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
        for line in target.within:
            if line.allowed.key:
                holds_for = [
                    terms.value_name(dimension, value, language)
                    for dimension in DECLARED_UNDER
                    for value in getattr(line, dimension) or ()
                ]
                name = target.name.of(tag(language))
                about = f"{name}: {', '.join(holds_for)}" if holds_for else name
                told.setdefault(line.allowed.key, []).append(about)
    return [Figure(key, "; ".join(dict.fromkeys(lines))) for key, lines in told.items()]
