"""The server that comes along is the same wherever and by whomever it is made."""

from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest

from prazo.lib import embedded


@pytest.mark.parametrize("said", ["xx_YY.UTF-8", "C"])
def test_it_does_not_speak_as_the_system_does(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    """Under a locale that is not installed, as ssh brings it along, it could not be made at all;
    under none it took no É for a letter."""
    monkeypatch.setenv("LC_ALL", said)
    with TemporaryDirectory(prefix="prazo-embedded-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        try:
            with psycopg.connect(embedded.start(home).app) as connection:
                told = connection.execute("select lower('É'), 'Ê' ilike 'ê', 'Z' < 'a'").fetchone()
        finally:
            embedded.stop(home)
    assert told == ("é", True, True)
