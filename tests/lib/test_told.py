"""Who sits at the machine is told in his language, also before there are settings."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from prazo.lib.environment import place
from prazo.lib.told import gettext

YES_OR_NO = "Write 1 for yes, or 0 for no."


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"LANG": "pt_BR.UTF-8"}, "Escreva 1 para sim, ou 0 para não."),
        ({"LANG": "pt_PT"}, "Escreva 1 para sim, ou 0 para não."),
        ({"LANG": "de_DE@euro", "LC_ALL": "es_AR.UTF-8"}, "Escriba 1 para sí, o 0 para no."),
        ({"LANG": "C.UTF-8"}, YES_OR_NO),
        ({"LANG": "ja_JP.UTF-8"}, YES_OR_NO),
        ({}, YES_OR_NO),
    ],
)
def test_the_system_says_in_which(
    monkeypatch: pytest.MonkeyPatch, said: dict[str, str], told: str
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    assert gettext(YES_OR_NO) == told
    assert gettext("What nobody has translated.") == "What nobody has translated."


def test_a_setting_is_refused_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    monkeypatch.setenv("PRAZO_X", "8000")
    with pytest.raises(ImproperlyConfigured, match=r"PRAZO_X ist „8000“\. Schreiben"):
        place("PRAZO_X")
