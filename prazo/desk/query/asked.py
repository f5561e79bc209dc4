"""What a query asks for, as plain values."""

from dataclasses import dataclass

from prazo.desk.conditions import Condition, Conditions
from prazo.desk.query.tokens import Token
from prazo.lib.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Term:
    """An operator that was understood; `said` are its values as people call them."""

    token: Token
    condition: Condition
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a piece, and the remedy."""

    token: Token
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class Asked:
    """`words` and `phrases` must all occur, none of `without` may. With `faults` nothing is to be
    searched: it would not be what was asked. `remarks` say what was taken for words."""

    text: str
    words: tuple[Token, ...] = ()
    phrases: tuple[Token, ...] = ()
    without: tuple[Token, ...] = ()
    terms: tuple[Term, ...] = ()
    faults: tuple[Fault, ...] = ()
    remarks: tuple[Fault, ...] = ()

    @property
    def conditions(self) -> Conditions:
        return Conditions(tuple(term.condition for term in self.terms))

    @property
    def says(self) -> bool:
        """Whether something must be said in a ticket."""
        return bool(self.words or self.phrases)

    @property
    def only_operators(self) -> bool:
        return bool(self.terms) and not (self.says or self.without or self.faults)

    def less(self, token: Token) -> str:
        """The text without a piece."""
        return " ".join(f"{self.text[: token.start]} {self.text[token.end :]}".split())

    def instead(self, words: dict[Token, str]) -> str:
        """The text with other words in the places of some."""
        text, place = "", 0
        for token in sorted(words, key=lambda one: one.start):
            text += self.text[place : token.start] + words[token]
            place = token.end
        return text + self.text[place:]
