"""The conversation as HTML, entry after entry."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext

from prazo.web.shown import entry
from prazo.web.shown.conversation import Conversation
from prazo.web.shown.entry import Place
from prazo.web.stencil import Stencil

TALK = Stencil("ticket/talk.html", "entries")


def drawn(talk: Conversation, place: Place, swapped: bool) -> SafeString:
    """`swapped` into a page that is open."""
    parts = [entry.drawn(one, place) for one in talk.entries]
    if talk.left_out:
        parts.insert(1, _earlier(talk.left_out))
    return TALK.filled({"entries": mark_safe("\n".join(parts))}, oob=swapped)  # noqa: S308


def _earlier(count: int) -> SafeString:
    said = ngettext("%(n)s earlier entry", "%(n)s earlier entries", count) % {"n": count}
    return format_html('<p class="event"><a href="?all">{}</a></p>', said)
