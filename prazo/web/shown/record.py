"""All that was said and done about a ticket, as its page shows it, read in one statement.

Each table is read as one JSON document: five statements and the objects of the ORM would take
longer than drawing the page. Row-level security decides over every row of it.
"""

import json
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from psycopg.types.numeric import Int8

from prazo.web.shown.record_read import READ


class Said(NamedTuple):
    """A message; of its text no more than a page shows, of its HTML only whether there is any.
    `shown` is what a page shows in place of its text, where that has signs (`Message.markup`);
    `pictures` are those in a stranger's HTML."""

    pk: int
    at: datetime
    kind: str
    channel: str
    text: str
    html: bool
    sender: str
    automatic: str
    investigation: bool
    remarks: list[str]
    user_id: int | None
    user: str | None
    requester: str | None
    recipients: list[dict[str, str]]
    shown: str
    requester_id: int | None
    pictures: int


class Noted(NamedTuple):
    pk: int
    at: datetime
    text: str
    user: str | None
    user_id: int | None
    shown: str = ""


class Happened(NamedTuple):
    """An event; what clocks depend on too (`prazo.desk.events.Recorded`)."""

    pk: int
    at: datetime
    ticket_id: int
    kind: str
    by: str
    data: dict[str, Any]
    user_id: int | None
    user: str | None
    requester: str | None


class File(NamedTuple):
    """`message_id` is the note's where it is a file `inside` the desk."""

    pk: int
    message_id: int
    name: str
    size: int
    picture: bool = False  # one that somebody of ours put there
    inside: bool = False


class Kept(NamedTuple):
    """What somebody has written and not sent, or `pressed` and may take back until `send_at`.

    Of its words no more than that there are some, unless they are the reader's (`sealed`).
    """

    pk: int
    kind: str
    user_id: int
    user: str
    revision: int
    pressed_at: datetime | None
    send_at: datetime | None
    trouble: str
    changed_at: datetime
    sealed: str | None
    files: list[tuple[str, str, int]]  # token, name, size


class Posted(NamedTuple):
    """How a message of ours went out; of its HTML only whether there is any."""

    message_id: int
    tries: int
    sent: bool
    failed: bool
    error: str
    html: bool = False


class Following(NamedTuple):
    user_id: int
    user: str


class SideFile(NamedTuple):
    pk: int
    name: str
    size: int


class SideSaid(NamedTuple):
    """A message in a side thread, and what is true of the thread."""

    thread: int
    party: str
    subject: str
    participants: list[str]
    reference: str
    answered: bool
    closed: bool
    closed_by: str | None
    pk: int
    at: datetime
    text: str
    sender: str
    user: str | None
    automatic: str
    remarks: list[str]
    files: list[list[Any]]
    recipients: list[dict[str, str]]
    failed: bool
    error: str
    tries: int


class Linked(NamedTuple):
    """Another ticket this one is linked to; `outward` where the link is read from this one."""

    kind: str
    outward: bool
    number: int
    subject: str
    open: bool


class Remembered(NamedTuple):
    """A reminder; `user_id` and `whom` empty where it is everybody's."""

    pk: int
    at: datetime
    user_id: int | None
    whom: str
    note: str
    hides: bool
    waits: bool
    due: bool


class Record(NamedTuple):
    messages: list[Said]
    notes: list[Noted]
    events: list[Happened]
    files: list[File]
    posted: list[Posted]
    followers: list[Following]
    drafts: list[Kept]
    beside: list[SideSaid]
    links: list[Linked]
    reminders: list[Remembered]
    company: str  # prazo.writing.presence.OF_TICKET


def of(ticket_id: int, reader: int) -> Record:
    """In order of time, then of arrival; with what the user `reader` has not sent yet."""
    with connection.cursor() as cursor:
        cursor.execute(READ, {"ticket": Int8(ticket_id), "reader": Int8(reader)})
        *documents, company = cursor.fetchone()
    messages, notes, events, files, posted, followers, drafts, beside, links, reminders = map(
        json.loads, documents
    )
    return Record(
        [Said(pk, datetime.fromisoformat(at), *rest) for pk, at, *rest in messages],
        [Noted(pk, datetime.fromisoformat(at), *rest) for pk, at, *rest in notes],
        [Happened(pk, datetime.fromisoformat(at), *rest) for pk, at, *rest in events],
        [File(*row) for row in files],
        [Posted(*row) for row in posted],
        [Following(*row) for row in followers],
        [_kept(*row) for row in drafts],
        [_side_said(*row) for row in beside],
        [Linked(*row) for row in links],
        [Remembered(pk, datetime.fromisoformat(at), *rest) for pk, at, *rest in reminders],
        company,
    )


def _kept(*row: Any) -> Kept:
    one = Kept(*row)
    return one._replace(
        pressed_at=datetime.fromisoformat(row[5]) if row[5] else None,
        send_at=datetime.fromisoformat(row[6]) if row[6] else None,
        changed_at=datetime.fromisoformat(row[8]),
    )


def _side_said(*row: Any) -> SideSaid:
    said = SideSaid(*row)
    return said._replace(at=datetime.fromisoformat(row[SideSaid._fields.index("at")]))
