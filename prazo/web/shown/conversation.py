"""A ticket's conversation in order of time: what was said, what was noted, what was done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from prazo.desk.models import Attachment, Event, Message, Note, Outgoing, Ticket
from prazo.desk.terms import Terms
from prazo.web.shown import acts, words
from prazo.web.shown.body import Body, body
from prazo.web.shown.due import instant, moment
from prazo.web.shown.remarks import remarked

SHOWN = 60
"""Entries on a page; a longer conversation begins with its first and goes on with its last."""


@dataclass(frozen=True, slots=True)
class File:
    id: int
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Entry:
    """`kind`: message | agent | desk | note | act. Only the first four have a body."""

    kind: str
    id: int
    at: datetime
    short: str
    full: str
    author: str
    about: tuple[str, ...] = ()
    body: Body | None = None
    line: str = ""
    files: tuple[File, ...] = ()
    html: bool = False
    warning: str = ""
    new: bool = False


@dataclass(frozen=True, slots=True)
class Conversation:
    entries: Sequence[Entry]
    left_out: int
    last: datetime


def conversation(
    ticket: Ticket,
    events: Iterable[Event],
    terms: Terms,
    now: datetime,
    *,
    whole: bool = False,
    since: datetime | None = None,
    reader: int | None = None,
) -> Conversation:
    """`since` marks what others than `reader` added after it (R04: the second one is told)."""
    messages = list(ticket.messages.select_related("user", "requester"))
    files = _files(message.pk for message in messages)
    posted = _posted(ticket)
    entries = [_message(m, files.get(m.pk, ()), posted.get(m.pk), terms, now) for m in messages]
    entries += [_note(note, now) for note in ticket.notes.select_related("user")]
    entries += [_act(event, terms, now) for event in events if event.kind not in acts.SPOKEN]
    entries.sort(key=lambda entry: (entry.at, entry.kind == "act"))
    if since is not None:
        authors = {m.pk: m.user_id for m in messages}
        entries = [_marked(entry, since, reader, authors) for entry in entries]
    last = max((entry.at for entry in entries), default=ticket.opened_at)
    left_out = 0 if whole else max(0, len(entries) - SHOWN)
    if left_out:
        entries = [entries[0], *entries[1 + left_out :]]
    return Conversation(entries, left_out, last)


def _message(
    message: Message,
    files: Sequence[File],
    outgoing: Outgoing | None,
    terms: Terms,
    now: datetime,
) -> Entry:
    inbound = message.inbound
    by_person = message.user is not None and not inbound
    return Entry(
        kind="message" if inbound else "agent" if by_person else "desk",
        id=message.pk,
        at=message.at,
        short=moment(message.at, now),
        full=instant(message.at),
        author=_author(message),
        about=tuple(_about(message, terms)),
        body=body(message.text),
        files=tuple(files),
        html=bool(message.html),
        warning=_trouble(outgoing),
    )


def _author(message: Message) -> str:
    if message.inbound:
        return str(message.requester) if message.requester else message.sender
    return str(message.user) if message.user else _("Prazo")


def _about(message: Message, terms: Terms) -> Iterable[str]:
    if message.inbound:
        yield words.channel_name(terms, message.channel)
        if message.user is not None:
            yield _("noted by %(name)s") % {"name": message.user}
        if message.automatic:
            yield _("automatic")
    else:
        yield message.get_kind_display()
        if message.investigation:
            yield _("investigation completed")
    yield from remarked(message.remarks)


def _trouble(outgoing: Outgoing | None) -> str:
    if outgoing is None or (outgoing.sent_at is not None and outgoing.failed_at is None):
        return ""
    if outgoing.failed_at is not None:
        return _("Not delivered: %(error)s") % {"error": outgoing.error or _("no reason given")}
    if outgoing.tries:
        return _("Not delivered yet: %(error)s. It is tried again.") % {"error": outgoing.error}
    return ""


def _note(note: Note, now: datetime) -> Entry:
    return Entry(
        kind="note",
        id=note.pk,
        at=note.at,
        short=moment(note.at, now),
        full=instant(note.at),
        author=str(note.user) if note.user else _("Prazo"),
        about=(_("internal note"),),
        body=body(note.text),
    )


def _act(event: Event, terms: Terms, now: datetime) -> Entry:
    return Entry(
        kind="act",
        id=event.pk,
        at=event.at,
        short=moment(event.at, now),
        full=instant(event.at),
        author=acts.who(event),
        line=acts.line(event, terms),
    )


def _marked(
    entry: Entry, since: datetime, reader: int | None, authors: dict[int, int | None]
) -> Entry:
    own = entry.kind == "agent" and authors.get(entry.id) == reader
    if entry.at <= since or own or entry.kind == "act":
        return entry
    return replace(entry, new=True)


def _files(messages: Iterable[int]) -> dict[int, list[File]]:
    found: dict[int, list[File]] = {}
    rows = Attachment.objects.filter(message_id__in=list(messages), inline=False)
    for message, pk, name, size in rows.values_list("message_id", "pk", "name", "size"):
        found.setdefault(message, []).append(File(pk, name or _("nameless"), size))
    return found


def _posted(ticket: Ticket) -> dict[int, Outgoing]:
    """What of the ticket's mails has not gone out, by its message."""
    rows = Outgoing.objects.filter(ticket=ticket, message__isnull=False).only(
        "message_id", "sent_at", "failed_at", "error", "tries"
    )
    return {row.message_id: row for row in rows if row.message_id is not None}
