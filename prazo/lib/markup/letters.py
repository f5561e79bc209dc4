"""HTML of a mail we send: our own, and cleaned all the same before it leaves (X02).

It loads nothing from anywhere: its pictures come with it (AC19).
"""

import nh3

from prazo.lib.markup.cleaning import ATTRIBUTES, EMPTIED, TAGS

STYLES = {
    "color", "background-color", "font-family", "font-size", "font-weight", "font-style",
    "text-decoration", "white-space", "margin", "padding", "padding-left", "border-left",
    "border-top", "max-width", "height", "line-height",
}  # fmt: skip
SCHEMES = {"http", "https", "mailto", "tel", "cid"}


def _kept(tag: str, name: str, value: str) -> str | None:
    return value if name != "src" or value.startswith("cid:") else None


_CLEANER = nh3.Cleaner(
    tags=TAGS,
    clean_content_tags=EMPTIED,
    attributes={name: set(kept) for name, kept in ATTRIBUTES.items()},
    attribute_filter=_kept,
    url_schemes=SCHEMES,
    link_rel=None,
    filter_style_properties=STYLES,
    allowed_classes={"div": {"signature"}},
)


def clean_letter(html: str) -> str:
    """With its inline styles, and pictures that come with it (`cid:`)."""
    return _CLEANER.clean(html)
