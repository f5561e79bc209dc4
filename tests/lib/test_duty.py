"""Duties: woken, kept up through failures and a restart of the database, stopped in order."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from django.db import connection, connections

from prazo.lib import duty as duties
from prazo.lib import scope
from prazo.lib.conninfo import conninfo
from prazo.lib.duty import Duty, Workers, database_now
from tests.soak.database import restart_hard

NEVER = timedelta(hours=1)
PATIENCE = 20.0


@contextmanager
def at_work(*given: Duty) -> Iterator[Workers]:
    workers = Workers(conninfo(), list(given))
    workers.start()
    try:
        yield workers
    finally:
        workers.stop()


def soon(true: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def settle(done: Sequence[object]) -> None:
    """Until nothing more is done of what a start brings with it."""
    known = -1
    while known != len(done):
        known = len(done)
        time.sleep(0.7)


def wake(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_notify(%s, %s)", [duties.CHANNEL, name])


def test_a_duty_is_done_at_once_until_nothing_is_left(committed_db: None) -> None:
    left = [1, 1, 1]

    def step(as_of: datetime) -> bool:
        return bool(left) and bool(left.pop())

    with at_work(Duty("some", step, NEVER)):
        assert soon(lambda: not left)


def test_a_duty_that_would_rest_too_long_is_refused() -> None:
    """B20: who watches would take it for dead."""
    with pytest.raises(ValueError, match="seldom would pass only every 0:10:00"):
        duties.duty("seldom", every=timedelta(minutes=10))(lambda as_of: False)
    assert "seldom" not in duties.REGISTER


def test_notify_wakes_the_duty_it_names(committed_db: None) -> None:
    done: list[str] = []

    def step(name: str) -> Callable[[datetime], bool]:
        return lambda as_of: bool(done.append(name))

    with at_work(Duty("one", step("one"), NEVER), Duty("other", step("other"), NEVER)):
        # Each is done when it starts, and again when its listener begins to listen.
        assert soon(lambda: min(done.count("one"), done.count("other")) >= 1)
        settle(done)
        before = done.count("other"), done.count("one")
        wake("other")
        assert soon(lambda: done.count("other") > before[0])
        assert done.count("one") == before[1]


def test_a_duty_looks_by_itself_besides(committed_db: None) -> None:
    done: list[datetime] = []
    often = Duty("some", lambda as_of: bool(done.append(as_of)), timedelta(milliseconds=50))
    with at_work(often):
        assert soon(lambda: len(done) >= 5)


def test_what_comes_soon_after_a_portion_is_left_together(committed_db: None) -> None:
    done: list[float] = []
    gathering = Duty(
        "some", lambda as_of: bool(done.append(time.monotonic())), NEVER, 1, timedelta(seconds=0.4)
    )
    with at_work(gathering):
        assert soon(lambda: len(done) >= 1)
        until = time.monotonic() + 1.5
        while time.monotonic() < until:
            wake("some")
            time.sleep(0.01)
    assert len(done) >= 2
    assert all(b - a >= 0.4 for a, b in pairwise(done))


def test_other_threads_help_only_where_one_finds_more_than_a_portion(committed_db: None) -> None:
    seen: list[int] = []
    full: list[str] = []
    meeting, met = threading.Barrier(2), list[int]()

    def step(as_of: datetime) -> bool:
        seen.append(threading.get_ident())
        if full == ["first"]:
            full[:] = ["second"]
            return True
        if full:
            meeting.wait(PATIENCE)  # one thread alone would wait in vain
            met.append(threading.get_ident())
        return False

    with at_work(Duty("some", step, NEVER, 2)):
        time.sleep(0.5)  # each is done when it starts
        seen.clear()
        for _ in range(5):
            wake("some")
            time.sleep(0.05)
        assert soon(lambda: bool(seen))
        assert len(set(seen)) == 1
        full.append("first")
        wake("some")
        assert soon(lambda: len(set(met)) == 2)


def test_a_step_sees_all_desks_and_the_databases_time(committed_db: None) -> None:
    seen: list[tuple[scope.Scope, datetime]] = []
    with at_work(Duty("some", lambda at: bool(seen.append((scope.current(), at))), NEVER)):
        assert soon(lambda: bool(seen))
    assert seen[0][0] == scope.SYSTEM
    assert abs(seen[0][1] - database_now()) < timedelta(seconds=PATIENCE)
    assert duties.PASSES["some"] == seen[-1][1]


def test_a_failing_step_is_tried_again_and_does_not_spin(
    committed_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duties, "AFTER_A_FAILURE", 0.05)
    tried: list[float] = []

    def step(as_of: datetime) -> bool:
        tried.append(time.monotonic())
        if len(tried) < 6:
            raise ValueError("out of order")
        return False

    begun = time.monotonic()
    with at_work(Duty("some", step, NEVER)):
        while time.monotonic() < begun + 1.0:  # what wakes it does not make it try sooner
            wake("some")
            time.sleep(0.02)
        assert soon(lambda: len(tried) >= 6)
    pauses = [b - a for a, b in pairwise(tried)]
    assert all(pause >= 0.05 * 2**n for n, pause in enumerate(pauses[:5]))


def test_one_failing_duty_stops_no_other(
    committed_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[datetime] = []

    def fail(as_of: datetime) -> bool:
        raise ValueError("out of order")

    often = timedelta(milliseconds=20)
    with at_work(Duty("bad", fail, often), Duty("good", lambda at: bool(done.append(at)), often)):
        assert soon(lambda: len(done) > 10)


def test_stopping_lets_a_portion_end(committed_db: None) -> None:
    began, may_end, ended = threading.Event(), threading.Event(), threading.Event()

    def step(as_of: datetime) -> bool:
        began.set()
        may_end.wait(PATIENCE)
        ended.set()
        return True  # there would be more

    workers = Workers(conninfo(), [Duty("some", step, NEVER)])
    workers.start()
    assert began.wait(PATIENCE)
    stopping = threading.Thread(target=workers.stop)
    stopping.start()
    time.sleep(0.1)
    assert stopping.is_alive()
    may_end.set()
    stopping.join(PATIENCE)
    assert not stopping.is_alive()
    assert ended.is_set()
    assert not [thread for thread in threading.enumerate() if thread.name in ("some", "listen")]


def test_a_restart_of_the_database_is_survived(committed_db: None) -> None:
    """TR6: back to work within 10 s, by itself, and woken again."""
    done: list[float] = []
    often = Duty("some", lambda at: bool(done.append(time.monotonic())), timedelta(seconds=0.2))
    rare = Duty("rare", lambda at: bool(done.append(-1.0)), NEVER)
    with at_work(often, rare):
        assert soon(lambda: len(done) > 2)
        restart_hard()
        back = time.monotonic()
        assert soon(lambda: max(done) > back)
        assert time.monotonic() - back < 10
        connections.close_all()
        rarely = done.count(-1.0)
        assert soon(lambda: done.count(-1.0) > rarely or bool(wake("rare")))
