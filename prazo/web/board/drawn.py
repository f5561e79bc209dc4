"""The board as HTML. By plain functions, for it has hundreds of promises; whatever comes from the
database is escaped here, piece by piece, and nowhere else marked as safe (X01)."""

from collections.abc import Sequence
from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from prazo.web.board.board import Board
from prazo.web.board.grid import Column, Row
from prazo.web.board.read import Due
from prazo.web.shown import words
from prazo.web.shown.due import clock, instant, machine, moment, near
from prazo.web.shown.reader import Reader, reader

SHOWN = 6
"""Promises of one cell that stand open; behind them so many are folded; the rest is counted."""
FOLDED = 14


def table(board: Board, *, moves: bool) -> SafeString:
    """`moves`: whether the reader may give tickets to others."""
    to = reader()
    late = bool(board.late)
    head = "".join(f'<th scope="col">{_heading(one, to)}</th>' for one in board.across)
    if late:
        head = f'<th scope="col" class="past">{escape(_("Missed"))}</th>{head}'
    bodies = "".join(
        f'<tbody data-team="{group.team or ""}"><tr class="team"><th colspan="{_width(board)}"'
        f' scope="rowgroup">{escape(group.name or _("No team"))}</th></tr>'
        + "".join(_row(row, board, moves, to) for row in group.rows)
        + "</tbody>"
        for group in board.groups
    )
    who = escape(_("Who"))
    return mark_safe(  # noqa: S308
        f'<table class="board"><caption class="unseen">{escape(_("Promises falling due"))}'
        f'</caption><thead><tr><th scope="col" class="c-who">{who}</th>{head}</tr></thead>'
        f"{bodies}</table>"
    )


def metric_name(due: Due, to: Reader) -> str:
    return _metric_name(due.version, due.sha256, due.metric, to.language)


@lru_cache(maxsize=1024)
def _metric_name(version: int, sha256: str, metric: str, language: str) -> str:
    return words.terms_by(version, sha256).metric_name(metric, language)


def fate_words(due: Due, board: Board, to: Reader) -> str:
    """What keeps it from being kept."""
    fate = board.fates[due.id]
    name = board.staff.names.get(fate.by, "") if fate.by is not None else ""
    if fate.kept_at is None or not name:
        return _("nobody gets to it")
    when = near(fate.kept_at, board.now, to)
    return _("%(name)s not before %(when)s") % {"name": name, "when": when}


def _width(board: Board) -> int:
    return len(board.across) + (2 if board.late else 1)


def _heading(column: Column, to: Reader) -> str:
    return f'<span class="num">{clock(column.start, to)}–{clock(column.end, to)}</span>'


def _row(row: Row, board: Board, moves: bool, to: Reader) -> str:
    name = escape(row.name) if row.user else escape(_("nobody"))
    if row.user and row.user not in board.staff.names:
        name = escape(_("somebody who left"))
    there = "" if row.there or not row.user else f"<small>{escape(_('not on shift'))}</small>"
    drop = f' data-to="{row.user or ""}"' if moves else ""
    count = ngettext("%(n)s promise", "%(n)s promises", row.count) % {"n": row.count}
    cells = [_cell(row.late, board, moves, to, _("Missed"))] if board.late else []
    for column, dues in zip(board.across, row.cells, strict=True):
        label = f"{clock(column.start, to)}–{clock(column.end, to)}"
        cells.append(_cell(dues, board, moves, to, label))
    kind = "" if row.there else ' class="off"' if row.user else ' class="free"'
    return (
        f'<tr{kind}{drop}><th scope="row">{name}{there}'
        f'<small class="num">{escape(count)}</small></th>{"".join(cells)}</tr>'
    )


def _cell(dues: Sequence[Due], board: Board, moves: bool, to: Reader, label: str) -> str:
    if not dues:
        return '<td class="none"></td>'
    cards = [_card(due, board, moves, to) for due in dues[: SHOWN + FOLDED]]
    shown, folded = "".join(cards[:SHOWN]), "".join(cards[SHOWN:])
    rest = ""
    if folded:
        more = len(dues) - SHOWN
        rest = (
            f'<details><summary class="num">+{more}</summary><ul class="cards">{folded}</ul>'
            "</details>"
        )
    return f'<td data-label="{escape(label)}"><ul class="cards">{shown}</ul>{rest}</td>'


def _card(due: Due, board: Board, moves: bool, to: Reader) -> str:
    doomed = board.fates[due.id].missed
    kind = "late" if due.late else "doomed" if doomed else "fine"
    when = moment(due.due_at, board.now, to) if due.late else clock(due.due_at, to)
    sign = '<span aria-hidden="true">▲</span> ' if kind != "fine" else ""
    fate = ""
    if kind == "doomed":
        fate = f'<span class="fate">{escape(fate_words(due, board, to))}</span>'
    customer = f" · {escape(due.customer)}" if due.customer else ""
    title = escape(f"{instant(due.due_at, to)} · {due.subject}")
    give = f' data-give="/board/t/{due.number}" draggable="true"' if moves else ""
    return (
        f'<li class="owed {kind}"><a id="p{due.id}" href="/t/{due.number}" title="{title}"'
        f"{give}>"
        f'<b><time class="num" datetime="{machine(due.due_at)}">{sign}{when}</time>'
        f" {escape(metric_name(due, to))}</b>"
        f'<span class="which"><span class="num">#{due.number}</span>{customer}</span>'
        f"{fate}</a></li>"
    )
