"""Instants as each language writes them: months without capitals where it has none, hours once."""

from datetime import UTC, datetime

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.formats import date_format

from prazo.web.shown.due import instant, moment
from prazo.web.shown.reader import reader

SATURDAY = datetime(2026, 10, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "full"),
    [
        ("en", "17 Oct 2026, 00:00"),
        ("pt-br", "17 de outubro de 2026 às 00:00"),
        ("es", "17 de octubre de 2026 a las 00:00"),
        ("de", "17. Oktober 2026 00:00"),
        ("ru", "17 октября 2026 г. 0:00"),
    ],
)
def test_an_instant_in_a_mail_and_on_a_page(language: str, full: str) -> None:
    with translation.override(language):
        assert date_format(SATURDAY, "DATETIME_FORMAT") == full
        assert instant(SATURDAY) == f"{full} ({reader().zone_name})"


@pytest.mark.parametrize(
    ("language", "near", "far", "short", "month"),
    [
        ("en", "Sat 00:00", "17 Oct 00:00", "17 Oct 2026, 00:00", "October 2026"),
        ("pt-br", "sáb 00:00", "17 out 00:00", "17 out 2026, 00:00", "outubro de 2026"),
        ("es", "sáb 00:00", "17 oct 00:00", "17 oct 2026, 00:00", "octubre de 2026"),
        ("de", "Sa 00:00", "17. Okt 00:00", "17. Okt 2026, 00:00", "Oktober 2026"),
    ],
)
def test_the_short_ways(language: str, near: str, far: str, short: str, month: str) -> None:
    template = Template('{{ at|date:"SHORT_DATETIME_FORMAT" }}|{{ at|date:"YEAR_MONTH_FORMAT" }}')
    with translation.override(language):
        assert moment(SATURDAY, SATURDAY) == near
        assert moment(SATURDAY, SATURDAY.replace(month=12)) == far
        assert template.render(Context({"at": SATURDAY})) == f"{short}|{month}"
