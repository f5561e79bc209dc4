"""Spam ends every clock; called so by mistake, no clock knows that it ever was."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from prazo.agreements.loader import load
from prazo.engine.clock import fold
from prazo.engine.events import Author, Event, Kind
from tests.world import MONDAY, TEXT

AGREEMENT = load(TEXT).agreement
SAID = st.sampled_from(
    [
        (Kind.MESSAGE, Author.REQUESTER, {}),
        (Kind.REPLY, Author.AGENT, {"investigation": True}),
        (Kind.ASSIGNED, Author.AGENT, {"to": "Ann"}),
        (Kind.CLASSIFIED, Author.AGENT, {"priority": "high"}),
        (Kind.WAITING, Author.AGENT, {"on": "customer"}),
        (Kind.RESUMED, Author.AGENT, {}),
    ]
)
STORY = st.lists(st.tuples(SAID, st.integers(1, 600)), max_size=8)


def told(story: list, after: timedelta = timedelta()) -> list[Event]:
    at, events = MONDAY + after, []
    for (kind, by, data), minutes in story:
        at += timedelta(minutes=minutes)
        events.append(Event(at, kind, by, data, len(events) + 1))
    return events


def opened() -> Event:
    return Event(MONDAY, Kind.OPENED, Author.REQUESTER, {"priority": "normal", "channel": "email"})


@given(story=STORY, place=st.integers(0, 8), length=st.integers(0, 3))
def test_what_it_never_was_leaves_no_trace(story: list, place: int, length: int) -> None:
    events = [opened(), *told(story)]
    place = min(place, len(events) - 1)
    last = min(place + length, len(events) - 1)
    called = Event(events[place].at, Kind.SPAM, Author.AGENT, {"was": ""}, events[place].order)
    back = Event(events[last].at, Kind.NOT_SPAM, Author.AGENT, {}, events[last].order)
    mixed = [*events[: place + 1], called, *events[place + 1 : last + 1], back, *events[last + 1 :]]
    as_of = MONDAY + timedelta(days=20)
    assert fold(AGREEMENT, mixed, as_of) == fold(AGREEMENT, events, as_of)


@given(before=STORY, after=STORY)
def test_nothing_that_follows_is_heard(before: list, after: list) -> None:
    first = [opened(), *told(before)]
    at = first[-1].at + timedelta(minutes=1)
    called = Event(at, Kind.SPAM, Author.AGENT, {"was": ""}, 100)
    later = [
        Event(one.at, one.kind, one.by, one.data, 100 + one.order)
        for one in told(after, at - MONDAY)
    ]
    as_of = MONDAY + timedelta(days=40)
    clocks = fold(AGREEMENT, [*first, called, *later], as_of)
    assert clocks == fold(AGREEMENT, [*first, called], as_of)
    assert clocks and not any(clock.running or clock.steps for clock in clocks)
