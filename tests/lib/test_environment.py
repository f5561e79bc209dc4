"""The operator's environment: what cannot be meant is refused with what to write instead."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from prazo.lib.environment import env, level, number, origin, page, place, switch, unknown
from prazo.settings import database


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


def test_a_switch_is_on_by_1_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """`PRAZO_OIDC_TWO_FACTORS=0` asked nobody for a second factor any more."""
    found = []
    for said in ("", "0", "1"):
        monkeypatch.setenv("PRAZO_X", said)
        found.append(switch("PRAZO_X"))
    assert found == [False, False, True]
    monkeypatch.setenv("PRAZO_X", "no")
    with pytest.raises(ImproperlyConfigured, match=r"PRAZO_X is “no”\. Write 1"):
        switch("PRAZO_X")


def test_a_file_that_cannot_be_read_is_named_with_its_setting(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    odd = tmp_path / "odd"
    odd.write_bytes(b"\xff")
    for path in (tmp_path / "none", tmp_path, odd):
        monkeypatch.setenv("PRAZO_X_FILE", str(path))
        with pytest.raises(ImproperlyConfigured, match=f"PRAZO_X_FILE is “{path}”"):
            env("PRAZO_X")


def test_a_misspelled_setting_is_told_with_the_likeliest(monkeypatch: pytest.MonkeyPatch) -> None:
    before = unknown()
    monkeypatch.setenv("PRAZO_ADRESS", "https://desk.example")
    monkeypatch.setenv("PRAZO_KEY_FILE", "/run/secrets/keys")
    monkeypatch.setenv("PRAZO_SMTP_RELAY", "mail.example:25")
    assert [line for line in unknown() if line not in before] == [
        "PRAZO_ADRESS is no setting of Prazo and does nothing. Did you mean PRAZO_ADDRESS?",
        "PRAZO_KEY_FILE is no setting of Prazo and does nothing. Did you mean PRAZO_KEYS?",
    ]


@pytest.mark.parametrize("url", ["mysql://u:walrus@h/x", "postgresql://u:walrus@h:odd/x"])
def test_a_wrong_database_address_is_told_without_its_password(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="MIGRATE_DATABASE_URL") as told:
        database(url, "MIGRATE_DATABASE_URL")
    assert "walrus" not in str(told.value)
