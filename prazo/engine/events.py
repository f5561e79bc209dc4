"""The facts a clock listens to: what happened to one ticket, in order, never edited."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What happened. `data` of the event says the rest; its keys stand behind each kind."""

    OPENED = "opened"  # dimensions: priority, channel, plan, addon, region ...
    MESSAGE = "message"  # the requester spoke; automatic: True for RFC 3834 mail
    REPLY = "reply"  # public, to the requester; investigation: True (D5)
    ACKNOWLEDGED = "acknowledged"  # a person said that it was received (M6)
    NOTE = "note"  # tells: users it is written to
    ASSIGNED = "assigned"  # to: the agent, "" when not given; to_id, from_id: whose it is, was
    CLASSIFIED = "classified"  # the dimensions that changed; team, from_id: who lost it by that
    WAITING = "waiting"  # on: customer | third_party | carrier; asked: an answer that asked;
    #                      thread: in which side thread they were asked
    RESUMED = "resumed"
    CAUSE = "cause"  # cause: a value of that dimension or ""; evidence
    CARRIER_TICKET = "carrier_ticket"  # number (N9); thread: in which side thread they were told
    CARRIER_ANSWER = "carrier_answer"
    ESCALATED = "escalated"  # reached: whom it was told; whose: who had it; lapsed
    RESOLVED = "resolved"
    CLOSED = "closed"
    REOPENED = "reopened"
    MERGED = "merged"  # ticket; events: those of the other ticket, until now
    MERGED_INTO = "merged_into"
    SPLIT = "split"
    SEEN = "seen"  # mark: a warning that a person has seen to
    CORRECTED = "corrected"  # requester, subject, language: each as it was and as it is
    TAGGED = "tagged"  # added, removed: the desk's own words; no clock hears of them
    SPAM = "spam"  # nobody asks for anything; was: whom it waited on; block: who is turned away
    NOT_SPAM = "not_spam"  # it never was
    AGREEMENT = "agreement"  # version: the one that holds from here on; reason
    REMINDER = "reminder"  # did; when; to, to_id, team: whom it is for; tells: users told of it


class Author(StrEnum):
    """Who did it, as far as clocks care: only a person of the desk can meet a target."""

    REQUESTER = "requester"
    AGENT = "agent"
    BOT = "bot"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Event:
    """One fact. `at` is aware; `order` is the order of arrival, which settles equal instants."""

    at: datetime
    kind: Kind
    by: Author = Author.SYSTEM
    data: Mapping[str, Any] = field(default_factory=dict)
    order: int = 0
