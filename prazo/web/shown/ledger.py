"""The ledger bar as SVG: widths are attributes, so that no style stands in the page (CSP)."""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.html import format_html
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
        f'<rect class="{kind}" x="{at}%" width="{width}%" height="100%"/>'
        for at, width, kind in pieces
        if kind != "left"
    )
    return format_html(
        '<svg class="ledger{}" role="img" aria-label="{}">{}</svg>',
        " big" if big else "",
        label,
        mark_safe(rects),  # noqa: S308
    )


def account(pieces: Sequence[Piece]) -> str:
    """The bar in words: how much of the life each kind of time was."""
    shares: dict[str, float] = {}
    for piece in pieces:
        shares[piece.kind] = shares.get(piece.kind, 0) + piece.width
    return ", ".join(f"{KINDS[kind]} {round(share)} %" for kind, share in shares.items())
