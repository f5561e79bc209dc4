"""A query read: what it asks for, and all that is wrong with it, at once."""

from django.utils.translation import gettext_lazy as _

from prazo.desk.conditions import Conditions, written
from prazo.desk.conditions.reading import MOST, condition
from prazo.desk.query.asked import Asked, Fault, Term
from prazo.desk.query.names import Names
from prazo.desk.query.operators import OPERATORS, term
from prazo.desk.query.tokens import Token, tokens
from prazo.lib.refusal import Refusal

KNOWN = {*OPERATORS, "is", "has"}


def asked(text: str, names: Names) -> Asked:
    """Never raises; what cannot be asked is among the faults."""
    words: list[Token] = []
    phrases: list[Token] = []
    without: list[Token] = []
    terms: list[Term] = []
    faults: list[Fault] = []
    remarks: list[Fault] = []
    for token in tokens(text):
        if token.name in KNOWN:
            try:
                terms.append(_sound(term(token, names)))
            except Refusal as refusal:
                faults.append(Fault(token, refusal))
            continue
        if token.name and token.value:
            remarks.append(Fault(token, _taken_for_words(token)))
        said = said_by(token)
        if not any(letter.isalnum() for letter in said):
            continue
        if token.negated:
            without.append(token)
        elif token.quoted:
            phrases.append(token)
        else:
            words.append(token)
    if without and not (words or phrases or terms):
        faults.append(Fault(without[0], _nothing_to_find()))
    if len(terms) > MOST:
        faults.append(Fault(terms[MOST].token, _too_many()))
    return Asked(
        text,
        tuple(words),
        tuple(phrases),
        tuple(without),
        tuple(terms),
        tuple(faults),
        tuple(remarks),
    )


def said_by(token: Token) -> str:
    """What a piece that is no operator says, with what stands before its colon."""
    return f"{token.name} {token.value}".strip()


def _sound(found: Term) -> Term:
    """Held to what conditions may be, as those that are kept are."""
    (one,) = written(Conditions((found.condition,)))["all_of"]
    condition(one)
    return found


def _taken_for_words(token: Token) -> Refusal:
    return Refusal(
        "unknown_operator",
        _("“%(name)s:” is no operator; it was looked for as words."),
        params={"name": token.name},
    )


def _nothing_to_find() -> Refusal:
    return Refusal("only_without", _("Say also what should be found, not only what should not."))


def _too_many() -> Refusal:
    return Refusal("too_many", _("At most %(n)s conditions can be set."), params={"n": MOST})
