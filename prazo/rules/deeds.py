"""What macros and rules do, as plain values: one deed is one act of the desk with its words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from prazo.desk import tags
from prazo.desk.actions.classify import BY_HAND
from prazo.desk.actions.wait import PARTIES
from prazo.desk.models import SideThread
from prazo.desk.outsiders import apart
from prazo.lib.ids import is_id
from prazo.lib.refusal import Refusal
from prazo.writing.placeholders import NAMES

MOST = 12
"""Deeds in one macro or rule."""
MOST_DAYS = 250
LONGEST_LINE, LONGEST_TEXT = 500, 20_000
ME, NOBODY, HOLDER = "me", "nobody", "holder"
VARIABLES: Mapping[str, Promise] = {
    **NAMES,
    "agent": _("who applies it; the desk's name where a rule writes"),
}
"""Those of templates, and what stands for them in texts of deeds."""


class Form(StrEnum):
    """How a word of a deed is given."""

    PERSON = "person"  # an id, ME, NOBODY, or "" for as it is
    WHOM = "whom"  # an id, HOLDER for who has the ticket, or ""
    TEAM = "team"
    VALUE = "value"  # of the dimension it is named after
    PARTY = "party"
    THEN = "then"  # "wait" for the customer, or ""
    OUTSIDE = "outside"  # a party of a side thread
    WAITS = "waits"  # "wait" for them, or ""
    DAYS = "days"  # working days from now
    TAGS = "tags"  # some, with commas between
    LINE = "line"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Word:
    name: str
    label: Promise
    form: Form
    required: bool = False
    filled: bool = False  # variables stand in it
    outside: bool = False  # but those of the customer's: somebody outside reads it (B9)


@dataclass(frozen=True, slots=True)
class Kind:
    name: str
    label: Promise
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Deed:
    """`do` names one of KINDS; `words` holds those of its words that are not empty."""

    do: str
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> Kind:
        return KINDS[self.do]


DIMENSIONS: Mapping[str, Promise] = {
    "priority": _("Priority"),
    "level": _("Level"),
    "request_type": _("Type"),
    "component": _("Component"),
    "tier": _("Tier"),
}

_ALL = (
    Kind(
        "assign",
        _("Assign"),
        (
            Word("person", _("Person"), Form.PERSON),
            Word("team", _("Team"), Form.TEAM),
            Word("reason", _("Why, where a team is private"), Form.LINE),
        ),
    ),
    Kind(
        "classify",
        _("Classify"),
        tuple(Word(name, DIMENSIONS[name], Form.VALUE) for name in BY_HAND),
    ),
    Kind(
        "tag",
        _("Tags"),
        (Word("add", _("Put on"), Form.TAGS), Word("remove", _("Take off"), Form.TAGS)),
    ),
    Kind("note", _("Internal note"), (Word("text", _("Text"), Form.TEXT, True, True),)),
    Kind(
        "tell",
        _("Tell somebody"),
        (
            Word("whom", _("Whom"), Form.WHOM),
            Word("team", _("Everybody of the team"), Form.TEAM),
            Word("text", _("What they should know"), Form.TEXT, True, True),
        ),
    ),
    Kind(
        "remind",
        _("Remind"),
        (
            Word("whom", _("Whom"), Form.WHOM),
            Word("team", _("Everybody of the team"), Form.TEAM),
            Word("days", _("After so many working days"), Form.DAYS, True),
            Word("note", _("What for"), Form.LINE, filled=True),
        ),
    ),
    Kind(
        "reply",
        _("Reply"),
        (Word("text", _("Text"), Form.TEXT, True, True), Word("then", _("Then"), Form.THEN)),
    ),
    Kind(
        "wait",
        _("Wait"),
        (
            Word("on", _("On whom?"), Form.PARTY, True),
            Word("reference", _("Their number for it"), Form.LINE),
            Word("reason", _("What is awaited"), Form.LINE),
        ),
    ),
    Kind(
        "beside",
        _("Write to somebody outside"),
        (
            Word("party", _("To whom"), Form.OUTSIDE, True),
            Word("to", _("Their mail addresses"), Form.LINE, True),
            Word("subject", _("Subject"), Form.LINE, True),
            Word("text", _("What you write to them"), Form.TEXT, True, True, True),
            Word("waits", _("Then"), Form.WAITS),
        ),
    ),
    Kind("resolve", _("Resolve"), (Word("summary", _("What was done"), Form.TEXT, True, True),)),
    Kind(
        "close",
        pgettext_lazy("ticket", "Close"),
        (Word("reason", _("Why it is closed"), Form.LINE),),
    ),
    Kind("spam", _("Mark as spam"), (Word("reason", _("Why it is spam"), Form.LINE),)),
    Kind(
        "escalate",
        _("Escalate"),
        (Word("reason", _("What the next level should know"), Form.LINE, True),),
    ),
)
KINDS: Mapping[str, Kind] = {kind.name: kind for kind in _ALL}
ANSWERING = frozenset({"reply", "wait", "beside", "resolve", "close", "spam"})
"""Those that speak to the requester or about his case, or end or stop it: not over words nobody has
read."""
BY_PERSONS = frozenset({"beside"})
"""Those that no rule does: a machine writes to nobody outside."""

SENDING = frozenset({"reply", "beside", "resolve"})
"""Those by which a mail leaves."""


def read(stored: Sequence[Any]) -> tuple[tuple[Deed, ...], list[Refusal]]:
    """`[{"do", "words": {...}}]`, with every fault at once; what is faulty is left out.

    The field of a refusal is its place and its word, such as `0.text`, or "" for all of them.
    """
    if not isinstance(stored, list | tuple) or not 0 < len(stored) <= MOST:
        return (), [Refusal("none", _("Choose at least one deed, and at most %(n)s."), "", _N)]
    found, faults = [], []
    for place, one in enumerate(stored):
        try:
            found.append(deed(one))
        except Refusal as refusal:
            refusal.field = f"{place}.{refusal.field}"
            faults.append(refusal)
    return tuple(found), faults


def written(deeds: Sequence[Deed]) -> list[dict[str, Any]]:
    """As `read` takes it."""
    return [{"do": one.do, "words": dict(one.words)} for one in deeds]


def deed(given: Any) -> Deed:
    """One of `{"do", "words"}`; Refusal for the first fault, by the word it is in."""
    do = given.get("do") if isinstance(given, Mapping) else None
    said = given.get("words", {}) if isinstance(given, Mapping) else None
    if not isinstance(do, str) or do not in KINDS or not isinstance(said, Mapping):
        raise Refusal("unknown_deed", _("Choose what is to be done."))
    kind = KINDS[do]
    words = {word.name: _word(word, said.get(word.name, "")) for word in kind.words}
    words = {name: value for name, value in words.items() if value}
    if not words and kind.name in ("assign", "classify", "tag"):
        raise Refusal("nothing", _("Say what should change."))
    if kind.name in ("tell", "remind") and not words.keys() & {"whom", "team"}:
        raise Refusal("nobody", _("Say whom."), "whom")
    if kind.name == "beside":
        apart(words["to"], "")
    if kind.name == "remind" and {"whom", "team"} <= words.keys():
        raise Refusal("both", _("Choose a person or a team."), "team")
    if words.get("on") == "carrier" and "reference" not in words:
        raise Refusal("no_number", _("Write the carrier's number for it."), "reference")
    return Deed(do, words)


_N = {"n": MOST}
_DAYS = {"n": MOST_DAYS}


def _word(word: Word, given: object) -> str:
    value = str(given).strip()
    most = LONGEST_TEXT if word.form is Form.TEXT else LONGEST_LINE
    if word.required and not value:
        raise Refusal("empty", _("“%(word)s” is missing."), word.name, {"word": word.label})
    if len(value) > most or "\0" in value:
        raise Refusal("too_long", _("At most %(n)s characters."), word.name, {"n": most})
    if word.form is Form.TAGS:
        return _tags(word, value)
    if value and not _fits(word.form, value):
        if word.form is Form.DAYS:
            raise Refusal("bad_days", _("Write a number from 1 to %(n)s."), word.name, _DAYS)
        raise Refusal("bad_value", _("Choose one of the list."), word.name)
    return value


def _tags(word: Word, said: str) -> str:
    """In their form."""
    try:
        return tags.written(tags.read(said))
    except Refusal as refusal:
        refusal.field = word.name
        raise


def _fits(form: Form, value: str) -> bool:
    match form:
        case Form.PERSON:
            return is_id(value) or value in (ME, NOBODY)
        case Form.WHOM:
            return is_id(value) or value == HOLDER
        case Form.TEAM:
            return is_id(value)
        case Form.PARTY:
            return value in PARTIES
        case Form.THEN | Form.WAITS:
            return value == "wait"
        case Form.OUTSIDE:
            return value in SideThread.Party.values
        case Form.DAYS:
            return is_id(value) and 0 < int(value) <= MOST_DAYS
        case _:
            return True
