"""Secrets that people write into their messages, found and masked before anything is stored.

Catalogue line D17 (never a whole API key, never a password), attack S16. A key keeps its first
and last characters, so that its owner knows which one it was; a password keeps none. Pure: text
in, text out; it asks nobody whether a key is live. Masking twice changes nothing.
"""

import re
from collections.abc import Callable, Iterator
from functools import partial

from prazo.lib.redact.blocks import block_hits
from prazo.lib.redact.cards import card_hits
from prazo.lib.redact.codes import code_hits
from prazo.lib.redact.found import DOT, SHORT, WHOLE, Found, Hit, Redacted, joined
from prazo.lib.redact.guess import looks_made_up
from prazo.lib.redact.pairs import pair_hits
from prazo.lib.redact.phrases import phrase_hits
from prazo.lib.redact.plugins import plugin_hits
from prazo.lib.redact.providers import provider_hits
from prazo.lib.redact.spoken import places
from prazo.lib.redact.view import View, has_unseen, html_view, is_secret_name, plain_view
from prazo.lib.tags import Token, attributes, tokens

__all__ = ["Found", "Redacted", "passwords", "redact", "redact_html"]

LONG = re.compile(r"[a-z0-9_.:/+=~|$-]{16,}+")
AFTER = 40  # characters
BEFORE = 100  # characters: "aws secret access key for the staging account:"
NAMING = ("type", "name", "key", "id")  # attributes that say what the value beside them is
MOST_TOLD = 50  # passwords looked for again in the same text
MOST_ROUNDS = 8  # masks lay bare what a first look took for a part of something else; rarely two


def redact(text: str, told: tuple[str, ...] = ()) -> Redacted:
    """The text with every secret masked, and what was found. `told` are passwords that are known
    from beside it: from the other form of the same mail."""
    return _until_clean(text, partial(_plain_edits, told=told))


def redact_html(html: str, told: tuple[str, ...] = ()) -> Redacted:
    """The same for HTML. Tags stay where they are, even those inside a secret; attributes and
    comments are read too."""
    return _until_clean(html, partial(_html_edits, told=told))


def passwords(source: str, result: Redacted) -> tuple[str, ...]:
    """The passwords that were found in a source, but those that tags or entities cut."""
    found = (source[one.start : one.end] for one in result.found if one.kind == "password")
    return tuple(dict.fromkeys(one for one in found if not {"<", "&", "\n"} & set(one)))


Edit = tuple[int, int, str]  # source[start:end] becomes this
Edits = tuple[list[Edit], list[Found]]


def _until_clean(source: str, look: Callable[[str], Edits]) -> Redacted:
    """Look and mask until there is nothing to mask."""
    found: list[Found] = []
    text = source
    layers: list[list[Edit]] = []
    for _ in range(MOST_ROUNDS):
        edits, new = look(text)
        if not edits:
            break
        found += [
            Found(kind, _origin(start, layers), _origin(end - 1, layers) + 1)
            for kind, start, end in new
        ]
        text = _edited(text, edits)
        layers.append(edits)
    return Redacted(text, tuple(sorted(found, key=lambda one: (one.start, one.end))))


def _plain_edits(text: str, told: tuple[str, ...]) -> Edits:
    if not has_unseen(text):
        hits = _scan(text, told=told)
        edits = [(hit.start + hit.head, hit.end - hit.tail, _mask(hit)) for hit in hits]
        return edits, [Found(hit.kind, hit.start, hit.end) for hit in hits]
    return _edits_in(plain_view(text), told)


def _html_edits(html: str, told: tuple[str, ...]) -> Edits:
    cut = list(tokens(html))
    edits, found = _edits_in(html_view(html, cut), told)
    for token in cut:
        if token.kind == "open":
            _look_in_attributes(html, token, edits, found)
        elif token.kind == "comment":
            _look_in(html, token.start, token.end, edits, found)
    edits.sort()
    return edits, found


def _edits_in(view: View, told: tuple[str, ...]) -> Edits:
    """Mask in the source what is found in the view: the first stretch of a secret gives way to
    the mask, the others to nothing."""
    edits: list[Edit] = []
    found: list[Found] = []
    for hit in _scan(view.text, told=told):
        whole = view.places(hit.start, hit.end)
        found.append(Found(hit.kind, whole[0][0], whole[-1][1]))
        mask = _mask(hit)
        for start, end in view.places(hit.start + hit.head, hit.end - hit.tail):
            if end > start:
                edits.append((start, end, mask))
                mask = ""
    return edits, found


def _look_in_attributes(html: str, tag: Token, edits: list[Edit], found: list[Found]) -> None:
    named = [one for one in attributes(html, tag) if one.value]
    asked = any(one.name in NAMING and is_secret_name(one.value.lower()) for one in named)
    for one in named:
        if len(one.value) > 3:
            secret = is_secret_name(one.name) or (asked and one.name == "value")
            _look_in(html, one.start, one.end, edits, found, "password=" if secret else "")


def _look_in(
    html: str, start: int, end: int, edits: list[Edit], found: list[Found], named: str = ""
) -> None:
    """In a comment or an attribute's value; `named` is what it is called, as if it stood there."""
    start -= len(named)
    for hit in _scan(named + html[start + len(named) : end], prose=False):
        edits.append((start + hit.start + hit.head, start + hit.end - hit.tail, _mask(hit)))
        found.append(Found(hit.kind, start + hit.start, start + hit.end))


def _scan(text: str, prose: bool = True, told: tuple[str, ...] = ()) -> list[Hit]:
    """Every secret in the text, in order, none overlapping another."""
    lowered = _lower(text)
    hits = [*block_hits(text), *card_hits(text), *phrase_hits(text, lowered, prose)]
    if prose:
        hits += [*code_hits(text, lowered), *pair_hits(text, lowered)]
    for start, end in _around_long_words(lowered):
        near = lowered[start:end]
        hits += provider_hits(text, near, start, end)
        hits += plugin_hits(text, near, start, end)
    if not hits and not told:
        return hits
    return joined([*hits, *_told_again(text, joined(hits), told)])


def _told_again(text: str, hits: list[Hit], told: tuple[str, ...]) -> Iterator[Hit]:
    """Where a password that was found, or that is known already, is said once more."""
    own = (text[hit.start : hit.end] for hit in hits if hit.kind == "password")
    for value in [*dict.fromkeys((*told, *own))][:MOST_TOLD]:
        if len(value) >= 6 and DOT not in value and (looks_made_up(value) or " " in value):
            for start in places(text, (value,)):
                end = start + len(value)
                if not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()):
                    yield Hit("password", start, end, 0, 0)


def _lower(text: str) -> str:
    """Lower case, plain spaces, and as long as the text: some capitals (İ) would become two."""
    lowered = text.replace("\u00a0", " ").replace("\u202f", " ").lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := sign.lower()) == 1 else sign for sign in text)


def _around_long_words(lowered: str) -> list[tuple[int, int]]:
    """Where the long words of a text are, with what stands around them. Every provider's key is
    such a word, so most of a mail is done with here."""
    spans: list[tuple[int, int]] = []
    for word in LONG.finditer(lowered):
        start, end = max(word.start() - BEFORE, 0), word.end() + AFTER
        if spans and start <= spans[-1][1]:
            start = spans.pop()[0]
        spans.append((start, end))
    return spans


def _mask(hit: Hit) -> str:
    return SHORT if hit.head or hit.tail else WHOLE


def _edited(text: str, edits: list[Edit]) -> str:
    pieces, done = [], 0
    for start, end, mask in edits:
        pieces += [text[done:start], mask]
        done = end
    return "".join([*pieces, text[done:]])


def _origin(place: int, layers: list[list[Edit]]) -> int:
    """Where a character stood before the edits of all rounds so far."""
    for edits in reversed(layers):
        shift = 0
        for start, end, mask in edits:
            if place + shift < start:
                break
            if place + shift < start + len(mask):
                shift = start - place
                break
            shift += (end - start) - len(mask)
        place += shift
    return place
