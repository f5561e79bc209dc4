"""A ticket as plain values, for a file: instants in ISO 8601 in the reader's zone."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from prazo.desk.terms import Terms
from prazo.web.shown import words
from prazo.web.shown.columns import COLUMNS, Column
from prazo.web.shown.reader import Reader
from prazo.web.shown.row_facts import Facts

Plain = Callable[[Facts, Terms, Reader], str | int]


def _iso(at: datetime | None, to: Reader) -> str:
    return "" if at is None else at.astimezone(to.zone).isoformat("T", "seconds")


def _promise(fact: Facts, terms: Terms, to: Reader) -> str:
    if fact.metric is None or fact.metric not in terms.agreement.targets:
        return ""
    length = words.allowance_words(terms, fact.metric, fact.rule, fact.allowed)
    name = terms.metric_name(fact.metric, to.language)
    return f"{name} · {length}" if length else name


def _plain(column: Column) -> Plain:
    at, said = column.at, column.said
    if at is not None:
        return lambda fact, terms, to: _iso(at(fact), to)
    assert said is not None
    return lambda fact, terms, to: said(fact, terms, to) or ""


_OWN: Mapping[str, tuple[Promise, Plain]] = {
    "number": (_("Number"), lambda fact, terms, to: fact.number),
    "subject": (_("Subject"), lambda fact, terms, to: fact.subject),
    "address": (_("Address"), lambda fact, terms, to: f"{settings.ADDRESS}/t/{fact.number}"),
    "due": (_("Next due"), lambda fact, terms, to: _iso(fact.next_due_at, to)),
    "promise": (_("Promise"), _promise),
    "priority": (
        _("Priority"),
        lambda fact, terms, to: (
            terms.value_name("priority", fact.priority, to.language) if fact.priority else ""
        ),
    ),
}
HEADS: Mapping[str, Promise] = {
    **{name: head for name, (head, _value) in _OWN.items()},
    **{name: column.head for name, column in COLUMNS.items()},
}
PLAIN: Mapping[str, Plain] = {
    **{name: value for name, (_head, value) in _OWN.items()},
    **{name: _plain(column) for name, column in COLUMNS.items()},
}
