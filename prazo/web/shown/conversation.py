"""A ticket's conversation in order of time: what was said, what was noted, what was done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from prazo.desk.models import Message
from prazo.desk.terms import Terms
from prazo.web.shown import acts, words
from prazo.web.shown.body import Body, body
from prazo.web.shown.due import instant, moment
from prazo.web.shown.reader import Reader, reader
from prazo.web.shown.record import File, Happened, Noted, Posted, Record, Said
from prazo.web.shown.remarks import remarked

SHOWN = 60
"""Entries on a page; a longer conversation begins with its first and goes on with its last."""


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
    hint: str = ""
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
    record: Record,
    terms: Terms,
    now: datetime,
    *,
    whole: bool = False,
    since: datetime | None = None,
    by: int | None = None,
) -> Conversation:
    """`since` marks what others than the user `by` added after it (R04: the second is told)."""
    to = reader()
    files = _by_message(record.files)
    posted = {one.message_id: one for one in record.posted}
    entries = [
        _message(m, files.get(m.pk, ()), posted.get(m.pk), terms, now, to) for m in record.messages
    ]
    entries += [_note(note, now, to) for note in record.notes]
    entries += [
        _act(event, terms, now, to) for event in record.events if event.kind not in acts.SPOKEN
    ]
    entries.sort(key=lambda entry: (entry.at, entry.kind == "act"))
    if since is not None:
        authors = {m.pk: m.user_id for m in record.messages}
        entries = [_marked(entry, since, by, authors) for entry in entries]
    last = entries[-1].at if entries else now
    left_out = 0 if whole else max(0, len(entries) - SHOWN)
    if left_out:
        entries = [entries[0], *entries[1 + left_out :]]
    return Conversation(entries, left_out, last)


def _message(
    message: Said,
    files: Sequence[File],
    posted: Posted | None,
    terms: Terms,
    now: datetime,
    to: Reader,
) -> Entry:
    inbound = message.kind == Message.Kind.REQUEST
    by_person = message.user is not None and not inbound
    return Entry(
        kind="message" if inbound else "agent" if by_person else "desk",
        id=message.pk,
        at=message.at,
        short=moment(message.at, now, to),
        full=instant(message.at, to),
        author=_author(message, inbound),
        about=_about(message, inbound, terms),
        body=body(message.text),
        files=tuple(files),
        html=message.html,
        warning=_trouble(posted),
    )


def _author(message: Said, inbound: bool) -> str:
    if inbound:
        return message.requester or message.sender
    return message.user or _("Prazo")


def _about(message: Said, inbound: bool, terms: Terms) -> tuple[str, ...]:
    about: list[str] = []
    if inbound:
        about.append(words.channel_name(terms, message.channel))
        if message.user is not None:
            about.append(_("noted by %(name)s") % {"name": message.user})
        if message.automatic:
            about.append(_("automatic"))
    else:
        about.append(str(Message.Kind(message.kind).label))
        if message.investigation:
            about.append(_("investigation completed"))
    return (*about, *remarked(message.remarks))


def _trouble(posted: Posted | None) -> str:
    if posted is None or (posted.sent and not posted.failed):
        return ""
    if posted.failed:
        return _("Not delivered: %(error)s") % {"error": posted.error or _("no reason given")}
    if posted.tries:
        return _("Not delivered yet: %(error)s. It is tried again.") % {"error": posted.error}
    return ""


def _note(note: Noted, now: datetime, to: Reader) -> Entry:
    return Entry(
        kind="note",
        id=note.pk,
        at=note.at,
        short=moment(note.at, now, to),
        full=instant(note.at, to),
        author=note.user or _("Prazo"),
        about=(_("internal note"),),
        body=body(note.text),
    )


def _act(event: Happened, terms: Terms, now: datetime, to: Reader) -> Entry:
    return Entry(
        kind="act",
        id=event.pk,
        at=event.at,
        short=moment(event.at, now, to),
        full=instant(event.at, to),
        author=acts.who(event),
        line=acts.line(event, terms),
        hint=acts.hint(event, terms),
    )


def _marked(entry: Entry, since: datetime, by: int | None, authors: dict[int, int | None]) -> Entry:
    own = entry.kind == "agent" and authors.get(entry.id) == by
    if entry.at <= since or own or entry.kind == "act":
        return entry
    return replace(entry, new=True)


def _by_message(files: Iterable[File]) -> dict[int, list[File]]:
    found: dict[int, list[File]] = {}
    for file in files:
        found.setdefault(file.message_id, []).append(file)
    return found
