"""A template drawn once for each language and filled with the words that change.

A tag or a variable of a template takes some 10 us each time; of a page all but a few words are
the same for every reader. So those stand as holes in a template that is drawn once, and a page
is its texts and words put together.
"""

import re
from collections.abc import Callable, Hashable, Mapping
from html import escape
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

KEPT = 256
"""Variants of one stencil, over all languages."""

BEGINS, ENDS = "\ue000", "\ue001"  # private use: no text of a template holds them
HOLE = re.compile(f"{BEGINS}([a-z_]+){ENDS}")


def hole(name: str) -> str:
    """What stands for a word while its template is drawn; as a condition it is always true."""
    return f"{BEGINS}{name}{ENDS}"


class Stencil:
    """Words are escaped as they are filled in, unless they are HTML of ours already (X01)."""

    def __init__(self, template: str, *holes: str) -> None:
        self._template = template
        self._holes = {name: hole(name) for name in holes}
        self._drawn: dict[tuple[object, ...], list[str]] = {}

    def filled(
        self,
        words: Mapping[str, Any],
        more: Callable[[], Mapping[str, Any]] | None = None,
        /,
        **variant: Hashable,
    ) -> SafeString:
        """A variant is one of few, and is given to the template as it is: what its tags ask for.

        `more` is asked when a variant is first drawn, for what goes with every page of that
        variant; so it may know nothing of the one at hand.
        """
        key = (get_language() or "en", *variant.items())
        texts = self._drawn.get(key)
        if texts is None:
            context = {**self._holes, **variant, **(more() if more else {})}
            texts = HOLE.split(render_to_string(self._template, context))
            if len(self._drawn) >= KEPT:
                self._drawn.clear()
            self._drawn[key] = texts
        pieces = texts.copy()
        pieces[1::2] = [_escaped(words[name]) for name in texts[1::2]]
        return mark_safe("".join(pieces))  # noqa: S308 - escaped right here, or by its template


def _escaped(word: Any) -> str:
    """As `conditional_escape` does it; of what most words are, without asking what they may be."""
    if type(word) is SafeString:
        return word
    if type(word) is str:
        return escape(word)
    if type(word) is int:
        return str(word)
    return str(conditional_escape(word))
