"""Figures, hours and dates in words."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from prazo.agreements.loader import load
from prazo.agreements.phrases import LANGUAGES, catalogue, nearest, say
from prazo.agreements.schema.calendars import OfficeHours
from prazo.agreements.wording import (
    day_words,
    duration,
    figure,
    values_words,
    weekly_words,
)
from prazo.engine.agreement import NO_TARGET, Allowance, Limit
from tests.agreements.small import changed


@pytest.mark.parametrize(
    ("minutes", "working", "language", "words"),
    [
        (120, False, "en", "2 hours"),
        (60, True, "en", "1 working hour"),
        (90, False, "en", "1 h 30 min"),
        (90, True, "en", "1 h 30 min of working time"),
        (30, True, "pt-BR", "30 minutos úteis"),
        (60, False, "pt-BR", "1 hora"),
        (0, False, "pt-BR", "0 minuto"),
        (21 * 60, False, "ru", "21 час"),
        (2 * 60, True, "ru", "2 рабочих часа"),
        (11 * 60, False, "ru", "11 часов"),
        (24 * 60, True, "de", "24 Arbeitsstunden"),
        (24 * 60, True, "es", "24 horas hábiles"),
        (1.5, False, "en", "90 seconds"),
    ],
)
def test_durations(minutes: float, working: bool, language: str, words: str) -> None:
    assert duration(timedelta(minutes=minutes), language, working) == words


@pytest.mark.parametrize(
    ("allowed", "unbroken", "words"),
    [
        (Allowance(Limit.DAYS, days=4), True, "4 days"),
        (Allowance(Limit.DAYS, days=4), False, "4 working days"),
        (Allowance(Limit.DAYS, days=1, end_of_day=True), False,
         "by closing time of the next working day"),
        (Allowance(Limit.DAYS, days=0, end_of_day=True), False, "by closing time of the same day"),
        (Allowance(Limit.CONTRACT, key="x"), False, "as the contract says"),
        (NO_TARGET, False, "no time promised"),
    ],
)  # fmt: skip
def test_figures(allowed: Allowance, unbroken: bool, words: str) -> None:
    assert figure(allowed, unbroken, "en") == words


def test_hours_by_days() -> None:
    text = changed(
        (
            '{mon-fri: "09:00-18:00"}',
            '{mon-thu: ["09:00-12:00", "13:00-17:00"], sat: "22:00-06:00"}',
        )
    )
    calendar = load(text).document.calendars["office"]
    assert isinstance(calendar, OfficeHours)
    assert weekly_words(calendar, "en") == [
        ("Monday to Thursday", "09:00–12:00, 13:00–17:00"),
        ("Saturday", "22:00–06:00 (next day)"),
    ]


def test_dates() -> None:
    day = date(2026, 12, 24)
    assert day_words(day, "pt-BR", weekday=True) == "quinta-feira, 24 de dezembro de 2026"
    assert day_words(day, "de") == "24. Dezember 2026"
    assert day_words(day, "ru") == "24 декабря 2026 г."


def test_the_nearest_language_is_spoken() -> None:
    assert [nearest(tag) for tag in ("pt-PT", "es-AR", "ja", "de")] == ["pt-BR", "es", "en", "de"]
    assert say("state.met", "pt-PT") == "cumprido"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_knows_every_phrase(language: str) -> None:
    def keys(catalogue: dict[str, str]) -> set[str]:
        forms = (".one", ".few", ".many", ".other")
        return {k.rpartition(".")[0] if k.endswith(forms) else k for k in catalogue}

    assert keys(catalogue(language)) == keys(catalogue("en"))


def test_names_with_commas_are_not_told_apart_by_commas() -> None:
    aivo = Path(__file__).parents[2] / "agreements" / "aivo.yaml"
    document = load(aivo.read_text()).document
    assert document is not None
    told = values_words(document, "priority", ("critical_2", "critical_1"), "pt-BR")
    assert told == "Crítico, nível 1 / Crítico, nível 2"
    assert values_words(document, "request_type", ("incident",), "pt-BR") == "Incidente"
