"""What is laid out, how far, and by how many threads at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from prazo.engine.hours import RoundTheClock
from prazo.engine.instant import DAY_US, to_us
from prazo.engine.layout import FIRST, LAST, Layout
from tests.engine.hours import NIGHTS, OFFICE, utc

NOW = to_us(utc("2026-05-04"))


class Counted:
    """Hours that count how much of them was laid out."""

    def __init__(self) -> None:
        self.laid: list[tuple[int, int]] = []

    def __getattr__(self, name: str) -> object:
        return getattr(OFFICE.hours, name)

    def stretches(self, since: int, until: int) -> list[tuple[int, int]]:
        if since < until:
            self.laid.append((since, until))
        return OFFICE.hours.stretches(since, until)


def test_a_far_date_is_laid_out_once():
    hours = Counted()
    layout = Layout(hours)
    layout.covering(NOW, NOW)
    far = NOW + 3650 * DAY_US
    layout.covering(far, far)
    laid = len(hours.laid)
    for days in range(3650):
        layout.covering(NOW + days * DAY_US, NOW + days * DAY_US)
    assert len(hours.laid) == laid
    assert sum(until - since for since, until in hours.laid) < 3900 * DAY_US
    assert sorted(hours.laid)[0][1] == sorted(hours.laid)[1][0]  # nothing twice


def test_what_is_laid_out_bit_by_bit_is_what_is_laid_out_at_once():
    bits, whole = Layout(NIGHTS.hours), Layout(NIGHTS.hours)
    for days in (0, 300, -300, 20, 1200, -900):
        bits.covering(NOW + days * DAY_US, NOW + days * DAY_US)
    table = bits.table
    found = whole.covering(table.since, table.until)
    assert table.stretches() == found.within(table.since, table.until)


def test_nothing_is_laid_out_beyond_reach():
    layout = Layout(RoundTheClock(OFFICE.zone))
    assert layout.covering(FIRST - 1, NOW) is None
    assert layout.covering(NOW, LAST + 1) is None
    whole = layout.covering(FIRST, LAST)
    assert (whole.since, whole.until) == (FIRST, LAST)
    assert layout.longer(whole) is None
    assert layout.earlier(whole) is None


def test_threads_that_lay_out_at_once_agree_and_do_it_once():
    calendar = type(NIGHTS)("nights", NIGHTS.hours)
    calendar.layout = Layout(NIGHTS.hours)
    starts = [utc("2026-05-04") + timedelta(days=11 * n * (-1) ** n) for n in range(200)]
    expected = [NIGHTS.due(at, timedelta(hours=100)) for at in starts]
    for _ in range(5):
        calendar.layout = Layout(NIGHTS.hours)
        with ThreadPoolExecutor(8) as threads:
            found = list(threads.map(lambda at: calendar.due(at, timedelta(hours=100)), starts))
        assert found == expected
        table = calendar.layout.table
        assert table.until - table.since < 4 * 11 * 400 * DAY_US
