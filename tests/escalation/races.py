"""Races over one ticket or one step, in rounds; each counts what came out (trust.md 2.9)."""

import random
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from prazo.desk.actions.close import close
from prazo.desk.actions.merge import merge
from prazo.desk.actions.reply import reply
from prazo.desk.actions.resolve import resolve
from prazo.desk.models import Event, Message, Outgoing, Ticket
from prazo.escalation.actions.climb import climb
from prazo.escalation.models import Escalation
from prazo.lib.refusal import Refusal
from tests.at_once import at_once
from tests.desk.in_line import assert_in_line
from tests.soak.crowd import crowd
from tests.world import World, at


def closes(world: World, rounds: int, agents: int) -> Counter[str]:
    """R01: many close one ticket at once; one does, the others are told that it is closed."""
    found: Counter[str] = Counter()
    for n in range(rounds):
        ticket = world.ask()
        if n % 2:
            act: Callable[[], object] = lambda t=ticket: close(  # noqa: E731
                t, by=world.by_ann, at=at("09:00"), reason="duplicate"
            )
        else:
            act = lambda t=ticket: resolve(  # noqa: E731
                t, by=world.by_ann, at=at("09:00"), summary="Cable replaced."
            )
        for outcome in at_once([act] * agents):
            match outcome:
                case Refusal(conflict=True):
                    found["refused"] += 1
                case Exception():
                    found[f"error {outcome!r}"] += 1
                case _:
                    found["done"] += 1
        found["ends"] += Event.objects.filter(
            ticket=ticket, kind__in=["closed", "resolved"]
        ).count()
        found["summaries"] += Message.objects.filter(ticket=ticket, kind="summary").count()
        assert_in_line(ticket)
    return found


def same_step(world: World, rounds: int, workers: int, tickets: int = 3) -> Counter[str]:
    """R02: workers that sweep at once take each due step once and tell it once."""
    found: Counter[str] = Counter()
    for _ in range(rounds):
        made = crowd(world, tickets, opened_at=lambda _: at("08:00"), as_of=at("08:00"))

        def sweep() -> int:
            return sum(iter(lambda: climb(at("12:00")), 0))

        for outcome in at_once([sweep] * workers):
            found["errors"] += isinstance(outcome, Exception)
        while climb(at("12:00")):
            pass
        found["steps due"] += 2 * tickets
        found["taken"] += Escalation.objects.filter(ticket__in=made).count()
        notices = Outgoing.objects.filter(ticket__in=made, key__startswith="step:")
        found["told"] += notices.count()
    return found


def answer_against_close(world: World, rounds: int, seed: int = 0) -> Counter[str]:
    """R03: an answer at the very moment of the close for want of one: never closed, unread."""
    chance, found = random.Random(seed), Counter[str]()
    for _ in range(rounds):
        ticket = world.ask()
        reply(ticket, by=world.by_ann, at=at("09:00"), text="Which line?", then_wait=True)
        closing = at("09:00", days=2)
        wrote_at = closing + timedelta(milliseconds=chance.uniform(-50, 50))
        early, late = chance.uniform(0, 0.06), chance.uniform(0, 0.02)
        outcomes = at_once(
            [
                lambda w=early, c=closing: _sweep_after(w, c),
                lambda t=ticket, w=late, a=wrote_at: _answer_after(world, w, t, a),
            ]
        )
        found["errors"] += sum(isinstance(outcome, Exception) for outcome in outcomes)
        ticket.refresh_from_db()
        found[ticket.status] += 1
        closed = Event.objects.filter(ticket=ticket, kind="closed").exists()
        found["closed first"] += closed
        assert_in_line(ticket)
    return found


def _sweep_after(wait: float, as_of: datetime) -> int:
    time.sleep(wait)
    return sum(iter(lambda: climb(as_of), 0))


def _answer_after(world: World, wait: float, ticket: Ticket, wrote_at: datetime) -> int:
    time.sleep(wait)
    return world.write(at=wrote_at, answers=ticket).pk


def merges(world: World, rounds: int, agents: int, seed: int = 0) -> Counter[str]:
    """Merges crosswise, answers and sweeps at once: nobody waits on each other for ever."""
    chance, found = random.Random(seed), Counter[str]()
    for _ in range(rounds):
        tickets = [world.ask() for _ in range(4)]
        acts: list[Callable[[], object]] = []
        for n in range(agents):
            one, other = chance.sample(tickets, 2)
            if n % 4 == 2:
                acts.append(lambda t=one: world.write(at=at("10:00"), answers=t))
            elif n % 4 == 3:
                acts.append(lambda: climb(at("12:00")))
            else:
                acts.append(
                    lambda a=one, b=other: merge(a, into=b, by=world.by_ann, at=at("10:00"))
                )
        for outcome in at_once(acts):
            match outcome:
                case Refusal():
                    found["refused"] += 1
                case Exception():
                    found[f"error {outcome!r}"] += 1
                case _:
                    found["done"] += 1
        for ticket in tickets:
            assert_in_line(ticket)
        lost = Message.objects.filter(
            ticket__in=tickets, kind="request", ticket__status="merged"
        ).count()
        found["messages left behind"] += lost
    return found
