"""J05, F08: one cleaning for what is put to a draft, comes by mail and is handed out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prazo.channels.email.reading.names import file_name
from prazo.lib.file_names import safe_name

HIDING = (
    "\u3164\u115f\uffa0\u034f\ufe00\ufe0f\u200b\u202e\u2066\ufeff\u2800\U000e0041\U000e0101\ue000"
)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        *((f"invoice{sign}.pdf", "invoice.pdf") for sign in HIDING),
        ('a<b>:"c|d?*.txt', "a_b_c_d_.txt"),
        ("e\u0301.txt", "\u00e9.txt"),
        ("a\r\nb.pdf", "a b.pdf"),
        ("a\u3000. .", "a"),
        ("x/..", "file"),
        ("???", "file"),
        (HIDING, "file"),
    ],
)
def test_a_name_is_what_it_seems(name: str, shown: str) -> None:
    assert safe_name(name) == shown
    assert file_name(name, "text/plain") == (shown if shown != "file" else "file.txt")


def test_a_long_one_keeps_its_ending() -> None:
    for ending in (".pdf", " " * 300 + ".exe"):
        assert safe_name("y" * 300 + ending) == "y" * 146 + ending[-4:]
        assert file_name("y" * 300 + ending, "text/plain") == "y" * 196 + ending[-4:]
    assert safe_name("y" * 300) == "y" * 150


@given(st.text(max_size=400))
def test_it_is_the_same_after_a_second_cleaning(name: str) -> None:
    assert safe_name(safe_name(name)) == safe_name(name)
