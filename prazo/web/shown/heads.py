"""Heads of a queue's columns that sort it, and the list of its orders."""

from functools import lru_cache
from html import escape

from django.template.loader import render_to_string
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from prazo.desk.models import SavedQueue
from prazo.web.orders import ASCENDING, ENDED_WORDS, Sorts
from prazo.web.shown import row

Asked = tuple[tuple[str, str], ...]
"""What an address asks besides the order."""


def heads(columns: tuple[str, ...], sorts: Sorts, order: str, asked: Asked) -> SafeString:
    """Due, ticket and the others; those that sort are links to the order they lead to."""
    return _heads(columns, tuple(sorts.items()), order, asked, get_language() or "en")


def menu(sorts: Sorts, order: str, asked: Asked) -> SafeString:
    """All orders, for the keyboard and for where there is no room for heads."""
    return _menu(tuple(sorts.values()), order, asked, get_language() or "en")


def order_name(order: str) -> str:
    return str(ENDED_WORDS[order] if order in ENDED_WORDS else SavedQueue.Order(order).label)


@lru_cache(maxsize=1024)
def _heads(
    columns: tuple[str, ...],
    sorts: tuple[tuple[str, tuple[str, str]], ...],
    order: str,
    asked: Asked,
    _language: str,
) -> SafeString:
    of = dict(sorts)
    named = [("due", _("Due")), ("", _("Ticket")), *((c, str(row.HEADS[c])) for c in columns)]
    return mark_safe("".join(_head(name, head, of.get(name), order, asked) for name, head in named))  # noqa: S308


def _head(name: str, head: str, leads: tuple[str, str] | None, order: str, asked: Asked) -> str:
    kind = f' class="c-{name}"' if name else ' class="c-ticket"'
    if leads is None:
        return f"<th{kind}>{escape(head)}</th>"
    sorted_, sign = "", ""
    if order in leads:
        up = order in ASCENDING
        sorted_ = f' aria-sort="{"ascending" if up else "descending"}"'
        sign = f'<span aria-hidden="true"> {"↑" if up else "↓"}</span>'
    to = leads[1] if order == leads[0] else leads[0]
    title = escape(order_name(to))
    return (
        f'<th{kind}{sorted_}><a class="sort" id="sort-{name}" href="{_address(to, asked)}"'
        f' title="{title}">{escape(head)}{sign}</a></th>'
    )


@lru_cache(maxsize=1024)
def _menu(
    pairs: tuple[tuple[str, str], ...], order: str, asked: Asked, _language: str
) -> SafeString:
    words = [word for pair in pairs for word in pair]
    links = [
        {"name": order_name(word), "address": _address(word, asked), "here": word == order}
        for word in words
    ]
    return render_to_string("queue/orders.html", {"links": links, "now": order_name(order)})


def _address(order: str, asked: Asked) -> str:
    return escape("?" + urlencode([*asked, ("order", order)]))
