"""The operator's environment: what cannot be meant is refused with what to write instead."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from prazo.lib.environment import level, number, origin, page, place


@pytest.mark.parametrize(
    "said",
    ["127.0.0.1:8710", "desk.example", "ftp://desk.example", "http://", "http://desk.example/path",
     "http://desk.example:99999", "https://a@desk.example", "http://[", "http://desk.example?x"],
)  # fmt: skip
def test_an_address_without_its_scheme_or_with_more_is_refused(
    said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRAZO_ADDRESS", said)
    with pytest.raises(ImproperlyConfigured, match=r"PRAZO_ADDRESS is .* such as https://"):
        origin("PRAZO_ADDRESS", "http://127.0.0.1:8000")


@pytest.mark.parametrize(
    "said", ["https://desk.example", "http://127.0.0.1:8000/", "http://[::1]:8000"]
)
def test_one_as_a_browser_writes_it_is_taken(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRAZO_ADDRESS", said)
    assert origin("PRAZO_ADDRESS", "") == said.rstrip("/")


@pytest.mark.parametrize(
    ("read", "said"),
    [
        (place, "8024"), (place, "127.0.0.1"), (place, ":8024"), (place, "localhost:smtp"),
        (place, "127.0.0.1:70000"), (page, "login.example"), (page, "//login.example"),
    ],
)  # fmt: skip
def test_a_place_is_host_and_port_and_a_page_a_whole_address(
    read: object, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRAZO_X", said)
    with pytest.raises(ImproperlyConfigured, match="PRAZO_X is"):
        read("PRAZO_X")  # type: ignore[operator]


def test_numbers_and_levels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRAZO_X", "many")
    with pytest.raises(ImproperlyConfigured, match="whole number"):
        number("PRAZO_X", 8)
    with pytest.raises(ImproperlyConfigured, match="DEBUG, INFO"):
        level("PRAZO_X", "INFO")
    monkeypatch.delenv("PRAZO_X")
    assert (number("PRAZO_X", 8), level("PRAZO_X", "info"), place("PRAZO_X")) == (8, "INFO", "")
