"""What mail programs mark in their HTML: which box holds a quote, which a signature.

Read from classes, ids and names, after what the programs write. A box that may hold answers between
the quotes (Gmail's `gmail_quote`) is no quote: what it quotes stands in blockquotes inside it.
"""

import re
from collections.abc import Mapping
from typing import Literal

QUOTE_MARKS = """
    yahoo_quoted olk_src_body_section mail-editor-reference-message-container bloop_original
    quoted-text replyforwardmessage msg-quote name:quote isforwardcontent
"""
BLOCKQUOTE_MARKS = """
    gmail_quote protonmail_quote tutanota_quote clean_bq front-blockquote moz-cite yahoo_quoted
    iosymail isreplycontent orimsghtmlseperator skiff_quote
"""
SIGNATURE_MARKS = """
    gmail_signature gmail_signature_prefix moz-signature protonmail_signature_block
    ms-outlook-mobile-signature mobile_signature yahoo_signature bloop_sign signature
    applemailsignature mobile-signature composer_signature name:messagesignaturesection
    front-signature k9mail-signature -x-evo-signature-wrapper _rc_sig
"""
# Stand above the quote, not around it: all that follows is old
REST_MARKS = "divrplyfwdmsg appendonsend ms-outlook-mobile-reference-message replysplit"
QUOTES = frozenset(QUOTE_MARKS.split())
BLOCKQUOTES = frozenset(BLOCKQUOTE_MARKS.split())
SIGNATURES = frozenset(SIGNATURE_MARKS.split())
REST = frozenset(REST_MARKS.split())
PREFIX = re.compile(r"(?:x_|ecx|yiv\d+|ydp[0-9a-f]+)+")  # put before names by web mail programs
LONGEST = 400  # characters of an attribute

Mark = Literal["quote", "perhaps", "signature", "rest"]
"""`perhaps` is a blockquote that may as well be an indented paragraph: the words tell."""


def mark_of(tag: str, attributes: Mapping[str, str]) -> Mark | None:
    """What an element marks, by its attributes, names in lower case."""
    names = _names(tag, attributes)
    if tag == "blockquote":
        cited = attributes.get("type") == "cite" or "cite" in attributes
        return "quote" if cited or names & BLOCKQUOTES else "perhaps"
    if names & REST:
        return "rest"
    if names & QUOTES:
        return "quote"
    signed = "data-signatureblock" in attributes or "data-signature-widget" in attributes
    return "signature" if signed or names & SIGNATURES else None


def _names(tag: str, attributes: Mapping[str, str]) -> set[str]:
    """What it is called, without what web mail programs put before the names in what they quote."""
    written = f"{attributes.get('class', '')[:LONGEST]} {attributes.get('id', '')[:LONGEST]}"
    names = {PREFIX.sub("", word, count=1) for word in written.lower().split()}
    if tag == "div" and "name" in attributes:
        names.add(f"name:{attributes['name'][:LONGEST].lower()}")
    return names
