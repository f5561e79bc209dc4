"""Since when somebody waits for a person's answer: who spoke last, as a ticket's events tell it."""

from collections.abc import Iterable
from datetime import datetime
from operator import attrgetter

from prazo.engine.events import Author, Event, Kind

SAID = (Kind.OPENED, Kind.MESSAGE)
ANSWERED = (Kind.REPLY, Kind.RESOLVED)  # resolving carries a summary to the customer


def unanswered_since(history: Iterable[Event]) -> datetime | None:
    """When the first of the requester's words was said that no person of the desk has answered.

    What a machine writes (RFC 3834), a rule says or the desk confirms by itself is neither
    question nor answer; a call of ours is an answer.
    """
    return min(_waiting(history), default=None)


def _waiting(history: Iterable[Event]) -> list[datetime]:
    """In the order in which we knew of them: an answer is to what was said before it **and** was
    here when it was written. A mail may have lain in a queue meanwhile; and an answer counts from
    when it was pressed, which may be before a mail that came while it could be taken back."""
    waiting: list[datetime] = []
    for event in sorted(history, key=attrgetter("order")):
        if event.kind is Kind.MERGED:
            waiting += _waiting(event.data.get("events", ()))
        elif _is_answer(event):
            waiting = [at for at in waiting if at > event.at]
        elif _is_question(event):
            waiting.append(event.at)
    return waiting


def _is_question(event: Event) -> bool:
    by_a_person = event.by is Author.REQUESTER and not event.data.get("automatic")
    return event.kind in SAID and by_a_person


def _is_answer(event: Event) -> bool:
    if event.kind is Kind.MESSAGE:
        return bool(event.data.get("outgoing"))
    return event.kind in ANSWERED and event.by is Author.AGENT
