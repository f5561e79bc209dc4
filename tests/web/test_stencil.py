"""A stencil is filled with escaped words, once drawn for each language and variant."""

from unittest.mock import patch

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe

from prazo.web import stencil
from prazo.web.stencil import Stencil, hole

HOSTILE = "<script>alert(1)</script>\"'&"
TABLE = "queue/rows.html"
HOLES = ("title", "rows", "here", "beginning", "next")
WORDS = dict.fromkeys(HOLES, "x")
VARIANT = {"slug": "due", "any": True, "first": True, "onward": True, "works": True}


def test_words_are_escaped_and_our_html_is_not() -> None:
    """X01."""
    rows = mark_safe("<tr><td>1</td></tr>")
    shown = Stencil(TABLE, *HOLES).filled(WORDS | {"title": HOSTILE, "rows": rows}, **VARIANT)
    assert rows in shown and "<script" not in shown and "&lt;script&gt;" in shown
    assert stencil.BEGINS not in shown


def test_a_word_that_looks_like_a_hole_is_a_word() -> None:
    shown = Stencil(TABLE, *HOLES).filled(WORDS | {"title": hole("here")}, **VARIANT)
    assert hole("here") in shown


def test_it_says_what_its_template_says() -> None:
    for first in (True, False):
        variant = VARIANT | {"first": first}
        drawn = render_to_string(TABLE, {**WORDS, **variant})
        assert Stencil(TABLE, *HOLES).filled(WORDS, **variant) == drawn


def test_each_language_and_variant_is_drawn_once() -> None:
    table = Stencil(TABLE, *HOLES)
    with patch("prazo.web.stencil.render_to_string", wraps=render_to_string) as draws:
        for language, due in (("en", "Due"), ("de", "Fällig"), ("en", "Due"), ("de", "Fällig")):
            with translation.override(language):
                assert f">{due}<" in table.filled(WORDS, **VARIANT)
        assert draws.call_count == 2
        table.filled(WORDS, **VARIANT | {"onward": False})
        assert draws.call_count == 3


def test_it_keeps_no_more_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stencil, "KEPT", 4)
    table = Stencil(TABLE, *HOLES)
    for n in range(20):
        table.filled(WORDS, **VARIANT | {"slug": f"s{n}"})
    assert len(table._drawn) <= 4


def test_a_word_that_is_missing_is_a_fault() -> None:
    with pytest.raises(KeyError, match="rows"):
        words = {name: "x" for name in HOLES if name != "rows"}
        Stencil(TABLE, *HOLES).filled(words, **VARIANT)
