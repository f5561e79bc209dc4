"""Tags of a ticket beside its conversation, and how one is searched for."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from prazo.web.stencil import Stencil

CARD = Stencil("ticket/tags.html", "number", "csrf_token", "tags")


def drawn(tags: Sequence[str], number: int, token: str, acts: bool) -> SafeString:
    """`acts` whether its reader may change them."""
    shown = format_html_join("", "{}", ((_one(tag, acts),) for tag in tags))
    words = {"number": number, "csrf_token": token, "tags": shown}
    return CARD.filled(words, any=bool(tags), acts=acts)


def _one(tag: str, acts: bool) -> SafeString:
    link = format_html('<a href="{}">{}</a>', address(tag), tag)
    button = _off(tag) if acts else ""
    return format_html('<li class="tag">{}{}</li>', link, button)


def _off(tag: str) -> SafeString:
    label = _("Take the tag %(tag)s off") % {"tag": tag}
    return format_html(
        '<button class="link" name="without" value="{}" aria-label="{}">×</button>', tag, label
    )


def address(tag: str) -> str:
    """The search for what carries it."""
    said = f'"{tag}"' if not tag.isalnum() else tag
    return f"/search?{urlencode({'q': f'tag:{said}'})}"
