"""Lengths of time as people type them."""

import pytest

from prazo.lib.stretch import seconds_of


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("30m", 1800), ("2h", 7200), ("1d12h", 129600), ("1 h 30 min", 5400), ("1W", 604800)],
)
def test_a_length_is_read(text: str, seconds: int) -> None:
    assert seconds_of(text) == seconds


@pytest.mark.parametrize("text", ["", "2", "h", "2h!", "soon", "-2h", "2h 3", "999999w", "1.5h"])
def test_what_is_none_is_not_guessed(text: str) -> None:
    assert seconds_of(text) is None
