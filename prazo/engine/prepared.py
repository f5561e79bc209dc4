"""An agreement made ready for folding: all that would be the same for each of its tickets."""

from prazo.engine.agreement import Agreement, Facts, Line
from prazo.engine.events import Kind
from prazo.engine.meaning import HAPPENED, Ear, ear
from prazo.engine.rules import Circumstances, Fit, Known, Rule, Rules

MOST = 10_000
"""Sets of circumstances remembered for one agreement; of what tickets are, few occur."""


class Prepared:
    """One version of an agreement, with what its folds share. Made by `Agreement.prepared`."""

    def __init__(self, agreement: Agreement) -> None:
        self.agreement = agreement
        self.named = _named(agreement)
        self.ears: dict[str, Ear] = {m: ear(t) for m, t in agreement.targets.items()}
        self.hears = HAPPENED[Kind.AGREEMENT]
        for one in self.ears.values():
            self.hears |= one.hears
        self.rules = Book(agreement, self.named)
        # One of each, so that `is` tells whether a rule goes on.
        self.known_rules: dict[Rule, Rule] = {}
        self.known_fits: dict[tuple[str, Line | None, str], Fit] = {}

    def known(self, facts: Facts) -> Known:
        """Of a ticket's facts those that anything depends on here."""
        return tuple(map(facts.get, self.named))


class Book(dict[Circumstances, Rules]):
    """The rules of one agreement, by circumstances; found when they first occur."""

    def __init__(self, agreement: Agreement, named: tuple[str, ...]) -> None:
        super().__init__()
        self.agreement = agreement
        self.named = named

    def __missing__(self, circumstances: Circumstances) -> Rules:
        if len(self) >= MOST:
            self.clear()
        pairs = zip(self.named, circumstances[0], strict=True)
        facts = {name: value for name, value in pairs if value is not None}
        rules = self[circumstances] = Rules(self.agreement, facts, circumstances)
        return rules


def _named(agreement: Agreement) -> tuple[str, ...]:
    """The dimensions that lines, calendars and steps name."""
    by_targets = (target.dimensions() for target in agreement.targets.values())
    by_steps = ([name for name, _ in step.when] for step in agreement.escalation)
    return tuple(dict.fromkeys(name for names in (*by_targets, *by_steps) for name in names))
