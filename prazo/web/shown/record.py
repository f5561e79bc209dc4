"""All that was said and done about a ticket, as its page shows it, read in one statement.

Each table is read as one JSON document: five statements and the objects of the ORM would take
longer than drawing the page. Row-level security decides over every row of it.
"""

import json
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from psycopg.types.numeric import Int8

from prazo.web.shown.body import LONGEST


class Said(NamedTuple):
    """A message; of its text no more than a page shows, of its HTML only whether there is any."""

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


class Noted(NamedTuple):
    pk: int
    at: datetime
    text: str
    user: str | None


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
    pk: int
    message_id: int
    name: str
    size: int


class Posted(NamedTuple):
    """How a message of ours went out."""

    message_id: int
    tries: int
    sent: bool
    failed: bool
    error: str


class Following(NamedTuple):
    user_id: int
    user: str


class Record(NamedTuple):
    messages: list[Said]
    notes: list[Noted]
    events: list[Happened]
    files: list[File]
    posted: list[Posted]
    followers: list[Following]


def of(ticket_id: int) -> Record:
    """In order of time, then of arrival."""
    with connection.cursor() as cursor:
        cursor.execute(READ, {"ticket": Int8(ticket_id)})
        messages, notes, events, files, posted, followers = map(json.loads, cursor.fetchone())
    return Record(
        [Said(pk, datetime.fromisoformat(at), *rest) for pk, at, *rest in messages],
        [Noted(pk, datetime.fromisoformat(at), *rest) for pk, at, *rest in notes],
        [Happened(pk, datetime.fromisoformat(at), *rest) for pk, at, *rest in events],
        [File(*row) for row in files],
        [Posted(*row) for row in posted],
        [Following(*row) for row in followers],
    )


USER = "coalesce(nullif(u.name, ''), u.email)"
REQUESTER = """coalesce(nullif(r.name, ''), (
 select a.address from customers_requesteraddress a where a.requester_id = r.id
  order by a.id limit 1))"""
OF_USER = "left join accounts_user u on u.id = x.user_id"
OF_REQUESTER = "left join customers_requester r on r.id = x.requester_id"


def _all(columns: str, source: str, order: str) -> str:
    return f"""(select coalesce(json_agg(json_build_array({columns}) order by {order}), '[]')::text
        from {source})"""  # noqa: S608 - our own words


READ = "select " + ", ".join(
    (
        _all(
            f"x.id, x.at, x.kind, x.channel, left(x.text, {LONGEST + 1}), x.html <> '', x.sender,"
            f" x.automatic, x.investigation, x.remarks, x.user_id, {USER}, {REQUESTER}",
            f"desk_message x {OF_USER} {OF_REQUESTER} where x.ticket_id = %(ticket)s",
            "x.at, x.id",
        ),
        _all(
            f"x.id, x.at, x.text, {USER}",
            f"desk_note x {OF_USER} where x.ticket_id = %(ticket)s",
            "x.at, x.id",
        ),
        _all(
            f"x.id, x.at, x.ticket_id, x.kind, x.by, x.data, x.user_id, {USER}, {REQUESTER}",
            f"desk_event x {OF_USER} {OF_REQUESTER} where x.ticket_id = %(ticket)s",
            "x.at, x.id",
        ),
        _all(
            "x.id, x.message_id, x.name, x.size",
            "desk_attachment x join desk_message m on m.id = x.message_id"
            " where m.ticket_id = %(ticket)s and not x.inline",
            "x.id",
        ),
        _all(
            "x.message_id, x.tries, x.sent_at is not null, x.failed_at is not null, x.error",
            "desk_outgoing x where x.ticket_id = %(ticket)s and x.message_id is not null",
            "x.id",
        ),
        _all(
            f"x.user_id, {USER}",
            "notices_follower x join accounts_user u on u.id = x.user_id"
            " join accounts_member m on m.desk_id = x.desk_id and m.user_id = x.user_id"
            " where x.ticket_id = %(ticket)s",
            "x.id",
        ),
    )
)
