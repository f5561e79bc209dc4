"""What `make soak` tries: each function one experiment, `scale` 1 its long form, and what it found.

Whatever counts as a failure is summed under "failures".
"""

from collections.abc import Callable
from datetime import timedelta

from django.db import connections

from tests.emptied import empty_all
from tests.escalation import races
from tests.soak import faults, load, mails, skew
from tests.world import World, make_world

Experiment = Callable[[float], dict[str, float]]


def fresh(text: str | None = None) -> World:
    empty_all()
    with connections["owner"].cursor() as cursor:
        cursor.execute("vacuum")  # what is measured finds files as small as on the first day
    return make_world(text) if text else make_world()


def rounds(scale: float, most: int) -> int:
    return max(1, int(most * scale))


def r01(scale: float) -> dict[str, float]:
    n = rounds(scale, 200)
    found = races.closes(fresh(), rounds=n, agents=64)
    return {"rounds": n, **found, "failures": sum(found.values()) - _expected_r01(found, n)}


def _expected_r01(found: dict[str, int], n: int) -> int:
    good = found["done"] == n and found["refused"] == 63 * n and found["ends"] == n
    return sum(found.values()) if good else 0


def r02(scale: float) -> dict[str, float]:
    n = rounds(scale, 1000)
    found = races.same_step(fresh(), rounds=n, workers=4)
    wrong = abs(found["steps due"] - found["taken"]) + abs(found["steps due"] - found["told"])
    return {"rounds": n, **found, "failures": wrong + found["errors"]}


def r03(scale: float) -> dict[str, float]:
    n = rounds(scale, 1000)
    found = races.answer_against_close(fresh(), rounds=n)
    return {"rounds": n, **found, "failures": n - found["open"] + found["errors"]}


def merges(scale: float) -> dict[str, float]:
    n = rounds(scale, 200)
    found = races.merges(fresh(), rounds=n, agents=8)
    errors = sum(count for what, count in found.items() if what.startswith("error"))
    return {"rounds": n, **found, "failures": errors + found["messages left behind"]}


def es01(scale: float) -> dict[str, float]:
    """2,500 tickets of 4 steps, 4 workers, 100 kills, 10 restarts."""
    found = faults.killed_while_due(
        fresh(faults.SOAK_TEXT),
        tickets=rounds(scale, 2500),
        over=timedelta(seconds=max(20, 600 * scale)),
        workers=4,
        kills=rounds(scale, 100),
        restarts=rounds(scale, 10),
    )
    return {**found, "failures": _wrong(found)}


def es02(scale: float) -> dict[str, float]:
    """Lateness without faults."""
    found = faults.killed_while_due(
        fresh(faults.SOAK_TEXT),
        tickets=rounds(scale, 2500),
        over=timedelta(seconds=60),
        workers=1,
        kills=0,
        restarts=0,
    )
    return {**found, "failures": _wrong(found) + (found["late_p99"] > 5)}


def es03(scale: float) -> dict[str, float]:
    found = faults.after_an_outage(fresh(faults.SOAK_TEXT), rounds(scale, 1000), rounds(scale, 100))
    slow = found["seconds_to_clear"] > 300
    return {**found, "failures": _wrong(found) + found["told_though_met"] + slow}


def du02(scale: float) -> dict[str, float]:
    labels = faults.labels_of_escalation()
    found = faults.crash_at_every_label(fresh(faults.SOAK_TEXT), labels, rounds(scale, 50))
    missed = found["labels"] - found["died there"]
    return {**found, "failures": found["lost"] + found["twice"] + found["half done"] + missed}


def es05(scale: float) -> dict[str, float]:
    """Workers an hour and 90 s off, both ways; then the database's clock steps back."""
    if not skew.library():
        print("ES05 not run: Debian's libfaketime is not installed", flush=True)
        return {"not_run": 1, "failures": 0}
    over = timedelta(seconds=max(5, 60 * scale))
    found = skew.wrong_clocks(fresh(faults.SOAK_TEXT), rounds(scale, 500), over)
    told = found["written_early"] + found["dated_ahead"] + found["fired_again"]
    return {**found, "failures": _wrong(found) + told}


def tr1(scale: float) -> dict[str, float]:
    """500 mails over 20 kills; `--scale 20` is the 10,000 mails of the long run."""
    world = fresh()
    mail_of_desk = f"{world.desk.slug}@desk.example"
    n = rounds(scale, 500)
    found = mails.killed_while_mail_comes(mail_of_desk, mails=n, kills=rounds(scale, 20))
    missing = n - found["accepted"]
    wrong = found["lost"] + found["twice"] + found["unread"] + abs(found["tickets_too_many"])
    return {**found, "failures": missing + wrong}


def w03(scale: float) -> dict[str, float]:
    """30 requests and 10 mails a second; the database dies every 20 s for three minutes."""
    found = load.restarts_under_load(fresh(), seconds=max(20, 180 * scale), every=20)
    slow = found["longest_silence"] > 10
    return {**found, "failures": found["lost"] + found["twice"] + found["stuck"] + slow}


def _wrong(found: dict[str, float]) -> float:
    return found["lost"] + found["told_twice"] + found["unexpected"] + found["early"]


EXPERIMENTS: dict[str, Experiment] = {
    "R01": r01,
    "R02": r02,
    "R03": r03,
    "merges": merges,
    "ES01": es01,
    "ES02": es02,
    "ES03": es03,
    "ES05": es05,
    "DU02": du02,
    "TR1": tr1,
    "W03": w03,
}
