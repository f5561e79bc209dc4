"""A row of the queue, drawn."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from html import escape

from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazily
from django.utils.translation import pgettext

from prazo.desk.models import Ticket
from prazo.desk.terms import Terms
from prazo.web.shown import company as people
from prazo.web.shown import words
from prazo.web.shown.columns import COLUMNS as COLUMNS_MORE
from prazo.web.shown.columns import cell
from prazo.web.shown.due import Due, due_of, instant, machine, moment
from prazo.web.shown.reader import Reader, reader
from prazo.web.shown.row_bar import bar_of
from prazo.web.shown.row_facts import Facts
from prazo.writing.presence import company

USUAL = ("priority", "promise", "clock", "with")
"""The columns of a queue where nobody chose others; due time and ticket stand in each."""

HEADS: Mapping[str, Promise] = {
    "priority": lazily("Priority"),
    "promise": lazily("Promise"),
    "clock": lazily("Clock"),
    **{name: column.head for name, column in COLUMNS_MORE.items()},
}


Cell = Callable[[Facts, Terms, datetime, Reader], str]


def drawn(
    facts: Sequence[Facts],
    now: datetime,
    *,
    desks: bool = False,
    columns: Sequence[str] = USUAL,
    picks: bool = False,
    reader_id: int = 0,
    group: str = "",
) -> SafeString:
    """The rows as HTML, with the desk's name where there are several, each to be picked where
    `picks`, under the names of what they are in a `group` by. Whatever comes from the database is
    escaped here, piece by piece, and nowhere else marked as safe (X01)."""
    to = reader()
    cells = [CELLS[column] for column in columns]
    terms: dict[str, Terms] = {}
    rows: list[str] = []
    last, wide = None, len(cells) + 2 + picks
    for fact in facts:
        known = terms.get(fact.sha256)
        if known is None:
            known = terms[fact.sha256] = words.terms_by(fact.version_id, fact.sha256)
        if fact.metric is not None and fact.metric not in known.agreement.targets:
            fact = fact._replace(metric=None, state=None)  # of one it was moved away from
        if group and (said := _grouped(fact, known, group, to)) != last:
            rows.append(_group_head(said, wide))
            last = said
        rest = "".join([cell(fact, known, now, to) for cell in cells])
        rows.append(f"{_begins(fact, known, now, desks, picks, to, reader_id)}{rest}</tr>")
    return mark_safe("\n".join(rows))  # noqa: S308


def _grouped(fact: Facts, terms: Terms, group: str, to: Reader) -> str:
    if group == "priority":
        return _named_priority(terms, fact.priority, to.language)
    if group == "with":
        return fact.assignee or _("nobody")
    return fact.team or _("no team")


def _named_priority(terms: Terms, priority: str, language: str) -> str:
    return terms.value_name("priority", priority, language) if priority else _("not set")


def _group_head(said: str, wide: int) -> str:
    return f'<tr class="group"><th colspan="{wide}" scope="rowgroup">{escape(said)}</th></tr>'


def _begins(
    fact: Facts,
    terms: Terms,
    now: datetime,
    desks: bool,
    picks: bool,
    to: Reader,
    reader_id: int,
) -> str:
    due = _due(fact, now, to)
    who = escape(fact.customer or fact.requester or _("unknown"))
    desk = f" · {escape(fact.desk)}" if desks else ""
    asked = "" if due.kind == "asked" else _asked(fact, now, to)
    pick = (
        f'<td class="c-pick"><input type="checkbox" name="t" value="{fact.number}" form="bulk"'
        f' id="p{fact.number}" aria-label="#{fact.number}"></td>'
        if picks
        else ""
    )
    return (
        f'<tr id="t{fact.number}">{pick}<td class="due {due.kind}">{_told(due)}'
        f"<small>{escape(due.word)}</small></td>"
        f'<td class="c-ticket"><a id="a{fact.number}" class="subject" href="/t/{fact.number}">'
        f'{escape(fact.subject)}</a><div class="who"><span class="num">#{fact.number}</span>'
        f" · {who} · {_channel(terms, fact.channel, to.language)}{desk}{asked}"
        f"{_tagged(fact)} {people.drawn(company(fact.company, reader_id), fact.number)}</div></td>"
    )


TAGS = 5
"""Of one ticket in its row."""


def _tagged(fact: Facts) -> str:
    if not fact.tags:
        return ""
    more = f" +{len(fact.tags) - TAGS}" if len(fact.tags) > TAGS else ""
    shown = "".join([f' <span class="tag">{escape(tag)}</span>' for tag in fact.tags[:TAGS]])
    return f"{shown}{more}"


def _asked(fact: Facts, now: datetime, to: Reader) -> str:
    """Who spoke last is told of what is not answered: somebody waits."""
    since = fact.unanswered_since
    if since is None:
        return ""
    return (
        f' <span class="asked" title="{escape(instant(since, to))}"><span aria-hidden="true">↩'
        f"</span> {escape(_('unanswered since'))} {escape(moment(since, now, to))}</span>"
    )


def _priority_cell(fact: Facts, terms: Terms, now: datetime, to: Reader) -> str:
    chip = _chip(terms, fact.priority, to.language)
    return f'<td class="c-priority">{chip}{_flags(fact, to.language)}</td>'


def _promise_cell(fact: Facts, terms: Terms, now: datetime, to: Reader) -> str:
    return f'<td class="c-promise">{_promise(terms, fact, to.language)}</td>'


def _clock_cell(fact: Facts, terms: Terms, now: datetime, to: Reader) -> str:
    return f'<td class="c-clock">{bar_of(terms, fact, now, to)}</td>'


CELLS: Mapping[str, Cell] = {
    "priority": _priority_cell,
    "promise": _promise_cell,
    "clock": _clock_cell,
    **{name: cell(name, column) for name, column in COLUMNS_MORE.items()},
}


def _told(due: Due) -> str:
    title = f' title="{escape(due.full)}"' if due.full else ""
    if due.at is None:
        return f"<span{title}>{escape(due.figure)}</span>"
    figure = escape(due.figure)
    return f'<time datetime="{machine(due.at)}"{title} data-due="{due.epoch}">{figure}</time>'


@lru_cache(maxsize=1024)
def _channel(terms: Terms, channel: str, language: str) -> str:
    return escape(words.channel_name(terms, channel))


@lru_cache(maxsize=1024)
def _chip(terms: Terms, priority: str, language: str) -> str:
    urgency, sign, name = words.priority_chip(terms, priority)
    return (
        f'<span class="chip {urgency}"><span aria-hidden="true">{sign}</span> {escape(name)}</span>'
    )


def _due(fact: Facts, now: datetime, to: Reader) -> Due:
    if fact.resolved_at is not None and fact.status == Ticket.Status.RESOLVED:
        word = _("resolved, late") if fact.breached else _("resolved")
        kind = "missed" if fact.breached else "none"
        at = fact.resolved_at
        return Due(kind, moment(at, now, to), word, None, instant(at, to))
    if fact.status == Ticket.Status.SPAM:
        return Due("none", _("spam"), "")
    if fact.next_due_at is not None:
        return due_of(fact.next_due_at, now, to)
    if fact.status == Ticket.Status.WAITING or fact.state == "paused":
        stands = _("paused") if fact.state == "paused" else _("waiting")
        return Due("wait", stands, words.party(fact.waiting_on) if fact.waiting_on else "")
    if fact.state == "excluded":
        return Due("none", _("excluded"), "")
    if fact.unanswered_since is not None:
        since = fact.unanswered_since
        word = _("since %(at)s") % {"at": moment(since, now, to)}
        return Due("asked", _("unanswered"), word, None, instant(since, to))
    return Due("none", "—", _("nothing due"))


def _promise(terms: Terms, fact: Facts, language: str) -> str:
    if fact.metric is None:
        return ""
    return _promised(terms, fact.metric, fact.rule, fact.allowed, language)


@lru_cache(maxsize=4096)
def _promised(
    terms: Terms, metric: str, rule: str, allowed: timedelta | None, language: str
) -> str:
    name = terms.metric_name(metric, language)
    length = words.allowance_words(terms, metric, rule, allowed)
    return escape(f"{name} · {length}" if length else name)


def _flags(fact: Facts, language: str) -> str:
    """Most tickets have none."""
    if not fact.escalated and not fact.marks:
        return ""
    return _flagged(fact.escalated, tuple(fact.marks), language)


@lru_cache(maxsize=1024)
def _flagged(escalated: bool, marks: tuple[str, ...], language: str) -> str:
    flags = []
    if escalated:
        flags.append(pgettext("is:", "escalated"))
    if {"contract_unclear", "no_contract", "contract_asked"} & {*marks}:
        flags.append(_("contract?"))
    if "other_address" in marks or "written_beside" in marks:
        flags.append(_("other address"))
    if "side_answer" in marks:
        flags.append(_("answer beside"))
    if "call_unwritten" in marks:
        flags.append(_("call to write down"))
    if "unreadable" in marks:
        flags.append(_("could not be read"))
    return "".join([f' <span class="chip flag">{escape(flag)}</span>' for flag in flags])
