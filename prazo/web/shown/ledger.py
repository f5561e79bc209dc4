"""The ledger bar as SVG: widths are attributes, so that no style stands in the page (CSP)."""

from collections.abc import Sequence
from functools import lru_cache
from html import escape

from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from prazo.desk.bar import Piece

KINDS: dict[str, Promise] = {
    "counting": _("counting"),
    "closed": _("closed hours"),
    "waiting": _("waiting"),
    "excluded": _("excluded"),
    "resolved": _("resolved"),
    "over": _("past due"),
    "left": _("left"),
    "ahead": _("closed hours ahead"),
}


def drawn(pieces: Sequence[Piece], label: str, big: bool = False) -> SafeString:
    """One bar. Kinds and widths are our own words and numbers; `label` is escaped."""
    rects = "".join(
        [
            f'<rect class="{kind}" x="{at:g}%" width="{width:g}%" height="100%"/>'
            for at, width, kind in pieces
            if kind != "left"
        ]
    )
    size = " big" if big else ""
    return mark_safe(  # noqa: S308
        f'<svg class="ledger{size}" role="img" aria-label="{escape(label)}">{rects}</svg>'
    )


def account(pieces: Sequence[Piece], language: str) -> str:
    """The bar in words, in the active language: how much of the life each kind of time was."""
    shares: dict[str, float] = {}
    for _at, width, kind in pieces:
        shares[kind] = shares.get(kind, 0) + width
    names = _names(language)
    return ", ".join([f"{names[kind]} {round(share)} %" for kind, share in shares.items()])


@lru_cache(maxsize=32)
def _names(language: str) -> dict[str, str]:
    """In the language that is active."""
    return {kind: str(name) for kind, name in KINDS.items()}
