"""What stands beside a conversation: marks to look at, promises, and the facts of the case."""

from collections.abc import Iterable
from html import escape

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from prazo.desk.actions.see import ASK
from prazo.web.shown.case import Case, Fact
from prazo.web.shown.due import machine
from prazo.web.shown.mark_cards import SPAM, Mark
from prazo.web.shown.promise import Promise
from prazo.web.stencil import Stencil

SIDE = Stencil(
    "ticket/side.html",
    "marks", "promises", "facts", "priority", "definition", "tags", "reminders", "followers",
)  # fmt: skip
PROMISE = Stencil(
    "ticket/promise.html",
    "number", "metric", "name", "says", "at", "full", "epoch", "figure", "word",
    "allowed", "owed_by", "bar", "starts", "ends", "ends_full",
)  # fmt: skip


def drawn(
    case: Case,
    promises: Iterable[Promise],
    number: int,
    csrf_token: str,
    swapped: bool,
    reminders: SafeString | str,
    tags: SafeString,
    followers: SafeString,
    acts: bool,
    ours: bool,
) -> SafeString:
    """`swapped` into a page that is open; `acts` whether its reader may act on the ticket, `ours`
    whether one of us opened it."""
    said = [_promise(promise, number) for promise in promises]
    words = {
        "marks": _all([_mark(mark, number, csrf_token, acts) for mark in case.marks]),
        "promises": _all(said),
        "facts": _all([_fact(fact, place == 0) for place, fact in enumerate(case.facts)]),
        "priority": case.priority,
        "definition": case.definition,
        "reminders": reminders,
        "tags": tags,
        "followers": followers,
    }
    return SIDE.filled(words, oob=swapped, any=bool(said), ours=ours, defined=bool(case.definition))


def _all(parts: Iterable[str]) -> SafeString:
    """Each is HTML already."""
    return mark_safe("\n".join(parts))  # noqa: S308


def _mark(mark: Mark, number: int, csrf_token: str, acts: bool) -> str:
    context = {"mark": mark, "number": number, "csrf_token": csrf_token}
    context["seen"] = acts and mark.slug not in (*ASK, SPAM)
    return render_to_string("ticket/mark.html", context)


def _promise(promise: Promise, number: int) -> str:
    due = promise.due
    words = {
        "number": number,
        "metric": promise.metric,
        "name": promise.name,
        "says": promise.says,
        "at": machine(due.at) if due and due.at else "",
        "full": due.full if due else "",
        "epoch": due.epoch if due else "",
        "figure": due.figure if due else "",
        "word": due.word if due else "",
        "allowed": promise.allowed,
        "owed_by": promise.owed_by,
        "bar": promise.bar,
        "starts": promise.starts,
        "ends": promise.ends,
        "ends_full": promise.ends_full,
    }
    return PROMISE.filled(
        words,
        kind=promise.kind,
        due=due is not None,
        counts=due is not None and due.counts,
        drawn=bool(promise.bar),
        owed=bool(promise.owed_by),
        earlier=promise.earlier,
    )


def _fact(fact: Fact, first: bool) -> str:
    """The first is the person, whose address stands under the name."""
    value, title = escape(fact.value), escape(fact.title)
    if fact.href:
        value = f'<a href="{escape(fact.href)}">{value}</a>'
    if first and title:
        value += f'<small class="num">{title}</small>'
    told = f' title="{title}"' if title else ""
    return f"<div><dt>{escape(fact.name)}</dt><dd{told}>{value}</dd></div>"
