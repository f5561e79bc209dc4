"""Hours as people write them, and as they are shown again."""

import pytest

from prazo.lib.refusal import Refusal
from prazo.routing.hours import text_of, windows_of

HOUR, MINUTE = 3600, 60


@pytest.mark.parametrize(
    ("text", "windows", "shown"),
    [
        ("9-17", [(9 * HOUR, 17 * HOUR)], "09:00-17:00"),
        ("9:30-12:05", [(9 * HOUR + 30 * MINUTE, 12 * HOUR + 5 * MINUTE)], "09:30-12:05"),
        ("0900 às 1200", [(9 * HOUR, 12 * HOUR)], "09:00-12:00"),
        ("13-18, 9-13", [(9 * HOUR, 13 * HOUR), (13 * HOUR, 18 * HOUR)], "09:00-13:00, 13:00-18:00"),  # noqa: E501
        ("22-6", [(22 * HOUR, 6 * HOUR)], "22:00-06:00"),
        ("0-24", [(0, 24 * HOUR)], "00:00-24:00"),
        ("", [], ""),
    ],
)  # fmt: skip
def test_hours_are_read_and_shown(text: str, windows: list[tuple[int, int]], shown: str) -> None:
    assert windows_of(text) == windows
    assert text_of(windows) == shown
    assert windows_of(shown) == windows


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("9-13, 12:59-18", "hours_overlap"),
        ("22-6, 23-24", "hours_overlap"),
        ("1-2, 3-4, 5-6, 7-8, 9-10, 11-12, 13-14", "hours_overlap"),  # more than six
        ("24-25", "hours"),
        ("24-6", "hours"),
        ("9:60-12", "hours"),
        ("nine to five", "hours"),
    ],
)
def test_what_cannot_be_hours_is_refused(text: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        windows_of(text, "mon")
    assert (refused.value.code, refused.value.field) == (code, "mon")
