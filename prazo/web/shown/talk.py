"""The conversation as HTML, entry after entry."""

from collections.abc import Sequence
from itertools import groupby

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from prazo.web.shown import entry
from prazo.web.shown.conversation import Conversation, Entry
from prazo.web.shown.entry import Place
from prazo.web.stencil import Stencil

TALK = Stencil("ticket/talk.html", "entries", "last", "drafts", "news")

LINES, ENDS = 7, 2
"""Of more lines of what was done in a row than that, all but so many at either end are folded, and
but the newest: what a person did last, and what was recorded last, whenever that was."""


def drawn(
    talk: Conversation, place: Place, drafts: str, swapped: bool, strips: SafeString | None = None
) -> SafeString:
    """`swapped` into a page that is open, which compares `drafts` with those it has. `strips` of
    side threads stand below."""
    first, others = talk.entries[:1], talk.entries[1:]
    parts = [entry.drawn(one, place) for one in first]
    if talk.left_out:
        parts.append(_earlier(talk.left_out))
    for is_act, row in groupby(others, lambda one: one.kind == "act"):
        lines = list(row)
        shown = [entry.drawn(one, place) for one in lines]
        parts += _folded(lines, shown) if is_act and len(lines) > LINES else shown
    parts.append(strips or mark_safe(""))
    words = {
        "entries": mark_safe("\n".join(parts)),  # noqa: S308
        "last": talk.last.isoformat(),
        "drafts": drafts,
        "news": _news(talk.news),
    }
    return TALK.filled(words, oob=swapped)


def _news(news: Sequence[Entry]) -> SafeString:
    """What others did while the reader wrote: the latest of it, and a way there."""
    if not news:
        return mark_safe("")
    latest = news[-1]
    what = latest.line or " · ".join(latest.about[:1]) or _("message")
    return format_html(
        '<div class="news" role="status"><span>{} <b>{}</b> {} <span class="num">{}</span></span>'
        '<a class="btn small" href="#{}" data-key="v">{} <kbd aria-hidden="true">v</kbd></a></div>',
        _("While you write:"),
        latest.author,
        what,
        latest.short,
        entry.place_of(latest),
        _("Look"),
    )


def _folded(lines: Sequence[Entry], shown: Sequence[str]) -> list[str]:
    places = range(len(lines))
    kept = {*places[:ENDS], *places[-ENDS:], max(places, key=lambda place: lines[place].id)}
    kept |= set([place for place in places if lines[place].user_id is not None][-1:])
    parts: list[str] = []
    for stays, run in groupby(places, lambda place: place in kept):
        some = [shown[place] for place in run]
        parts += some if stays or len(some) == 1 else [_fold(some)]
    return parts


def _fold(lines: Sequence[str]) -> str:
    count = len(lines)
    said = ngettext("%(n)s more event", "%(n)s more events", count) % {"n": count}
    within = mark_safe("\n".join(lines))  # noqa: S308
    return format_html(
        '<details class="events"><summary>{}</summary>\n{}\n</details>', said, within
    )


def _earlier(count: int) -> SafeString:
    said = ngettext("%(n)s earlier entry", "%(n)s earlier entries", count) % {"n": count}
    return format_html('<p class="event"><a href="?all">{}</a></p>', said)
