"""Operators: the fields of conditions under the names people type.

They are English in every language, as in Zendesk; values are written by their identifier or as
they are called in the reader's language.
"""

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from prazo.desk.conditions import FIELDS, Condition
from prazo.desk.conditions.condition import Op
from prazo.desk.conditions.fields import ME, NONE, Field, Kind
from prazo.desk.conditions.reading import MOST_VALUES
from prazo.desk.models import Ticket
from prazo.desk.query.asked import Term
from prazo.desk.query.names import Name, Names
from prazo.desk.query.tokens import Token
from prazo.lib.refusal import Refusal
from prazo.lib.stretch import seconds_of

OPERATORS: Mapping[str, str] = {
    "from": "requester",
    "customer": "customer",
    "contract": "contract",
    "desk": "desk",
    "team": "team",
    "assignee": "assignee",
    "priority": "priority",
    "level": "level",
    "type": "request_type",
    "component": "component",
    "tier": "tier",
    "cause": "cause",
    "plan": "plan",
    "region": "region",
    "addon": "addon",
    "channel": "channel",
    "language": "language",
    "mark": "mark",
    "tag": "tag",
    "waiting": "waiting_on",
    "subject": "subject",
    "due": "due",
    "reminder": "reminder",
    "unanswered": "unanswered_since",
    "opened": "opened",
    "changed": "changed",
    "resolved": "resolved",
}
"""Besides `is:` and `has:`, whose values are fields themselves."""

FLAGS: Mapping[str, tuple[str, Promise]] = {
    "escalated": ("escalated", pgettext_lazy("is:", "escalated")),
    "unanswered": ("unanswered", pgettext_lazy("is:", "unanswered")),
    "missed": ("breached", pgettext_lazy("is:", "missed")),
    "excluded": ("excluded", pgettext_lazy("is:", "excluded")),
    "snoozed": ("snoozed", pgettext_lazy("is:", "snoozed")),
}
HELD: Mapping[str, tuple[str, Promise]] = {
    "attachment": ("attachment", pgettext_lazy("has:", "attachment")),
}
PAST = pgettext_lazy("due:", "past")
DUE = pgettext_lazy("reminder:", "due")
ALIASES = {"nobody": NONE, "none": NONE, "me": ME}
SHOWN = 12
"""Values named in a remedy."""


def term(token: Token, names: Names) -> Term:
    """One of `OPERATORS`, `is` or `has`; Refusal with the remedy for a value nobody knows."""
    if not token.value:
        raise Refusal(
            "no_value",
            _("Say after “%(operator)s:” what it should be."),
            params={"operator": token.name},
        )
    if token.name == "is":
        return _is(token)
    if token.name == "has":
        return _flag(token, HELD)
    field = FIELDS[OPERATORS[token.name]]
    match field.kind:
        case Kind.TEXT:
            op = Op.LACKS if token.negated else Op.CONTAINS
            return Term(token, Condition(field.name, op, (token.value,)), (token.value,))
        case Kind.DUE | Kind.AGO:
            return _when(token, field)
        case _:
            return _named(token, field, names)


def folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _is(token: Token) -> Term:
    """One state or several, or one of the flags."""
    if folded(token.value) in _words(FLAGS):
        return _flag(token, FLAGS)
    states = {
        word: state for state in Ticket.Status for word in (state.value, folded(str(state.label)))
    }
    chosen = [states.get(part) for part in _parts(token)]
    if not chosen or None in chosen:
        raise _knows(token, [*(str(s.label) for s in Ticket.Status), *_called(FLAGS)])
    found = [state for state in chosen if state is not None]
    condition = Condition("status", _op(token), tuple(dict.fromkeys(str(s.value) for s in found)))
    return Term(token, condition, tuple(str(state.label) for state in found))


def _flag(token: Token, known: Mapping[str, tuple[str, Promise]]) -> Term:
    word = _words(known).get(folded(token.value))
    if word is None:
        raise _knows(token, _called(known))
    field, name = known[word]
    return Term(token, Condition(field, _op(token)), (str(name),))


def _when(token: Token, field: Field) -> Term:
    if token.negated:
        raise Refusal(
            "not_turned",
            _("“%(operator)s:” cannot be turned round with “-”: use < and > instead."),
            params={"operator": token.name},
        )
    said = folded(token.value)
    if field.name == "reminder" and said in ("due", folded(str(DUE))):
        return Term(token, Condition(field.name, Op.OVERDUE), (str(DUE),))
    if field.kind is Kind.DUE and said in ("past", folded(str(PAST))):
        return Term(token, Condition(field.name, Op.OVERDUE), (str(PAST),))
    if said in ("never", "none", folded(gettext("never"))):
        return Term(token, Condition(field.name, Op.NEVER), (gettext("never"),))
    sign, length = said[:1], said[1:].strip()
    if sign not in ("<", ">") or seconds_of(length) is None:
        raise Refusal(
            "bad_length",
            _("Write %(less)s or %(more)s; a length is 30m, 2h, 3d or 1d12h."),
            params={"less": f"{token.name}:<2h", "more": f"{token.name}:>3d"},
        )
    ops = (Op.WITHIN, Op.LATER) if field.kind is Kind.DUE else (Op.LESS_AGO, Op.MORE_AGO)
    return Term(token, Condition(field.name, ops[sign == ">"], (length,)), (sign + length,))


def _named(token: Token, field: Field, names: Names) -> Term:
    """By identifier or by name; of people and customers all in whose names it occurs."""
    found: list[Name] = []
    for part in _parts(token):
        known = names.of(field, part)
        chosen = _matching(part, field, known)
        if not chosen:
            set_first = sorted(known, key=lambda one: one.value == NONE)
            called = [one.identifier if one.value == NONE else one.name for one in set_first]
            raise _knows(token, called, field)
        found += chosen
    if len(found) > MOST_VALUES:
        raise Refusal(
            "too_many",
            _("More than %(n)s are called so: write more of the name."),
            params={"n": MOST_VALUES},
        )
    values = tuple(dict.fromkeys(one.value for one in found))
    said = tuple(dict.fromkeys(one.name for one in found))
    return Term(token, Condition(field.name, _op(token), values), said)


def _matching(said: str, field: Field, known: Sequence[Name]) -> list[Name]:
    alias = ALIASES.get(said)
    exact = [
        one
        for one in known
        if said in (folded(one.identifier), folded(one.name)) or (alias and one.value == alias)
    ]
    if exact or field.kind not in (Kind.ROW, Kind.PERSON):
        return exact
    rows = (one for one in known if one.value not in (ME, NONE))
    return [one for one in rows if said in folded(f"{one.name} {one.identifier}")]


def _knows(token: Token, values: Sequence[str], field: Field | None = None) -> Refusal:
    if field is not None and field.kind in (Kind.ROW, Kind.PERSON):
        return Refusal(
            "unknown_value",
            _("Nothing you may see is called “%(value)s”. Look at “%(operator)s:” once more."),
            params={"value": token.value, "operator": token.name},
        )
    if not values:
        return Refusal(
            "unknown_value",
            _("“%(operator)s:” has no values at your desks."),
            params={"operator": token.name},
        )
    more = ", …" if len(values) > SHOWN else ""
    return Refusal(
        "unknown_value",
        _("“%(operator)s:” knows %(values)s."),
        params={"operator": token.name, "values": ", ".join(values[:SHOWN]) + more},
    )


def _parts(token: Token) -> list[str]:
    """Of several by commas any one is meant."""
    parts = [token.value] if token.quoted else token.value.split(",")
    return [folded(part) for part in parts if part.strip()] or [folded(token.value)]


def _words(known: Mapping[str, tuple[str, Promise]]) -> dict[str, str]:
    return {said: word for word, (_f, name) in known.items() for said in (word, folded(str(name)))}


def _called(known: Mapping[str, tuple[str, Promise]]) -> list[str]:
    return [str(name) for _field, name in known.values()]


def _op(token: Token) -> Op:
    return Op.IS_NOT if token.negated else Op.IS
