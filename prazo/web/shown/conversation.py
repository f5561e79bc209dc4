"""A ticket's conversation in order of time: what was said, what was noted, what was done."""

import base64
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from prazo.desk.models import Message
from prazo.desk.terms import Terms
from prazo.web.shown import acts, words
from prazo.web.shown.body import FILE, NOTE_FILE, Body, body, formatted, typed
from prazo.web.shown.due import instant, moment
from prazo.web.shown.reader import Reader, reader
from prazo.web.shown.record import File, Happened, Kept, Noted, Posted, Record, Said
from prazo.web.shown.remarks import remarked
from prazo.web.shown.trouble import trouble
from prazo.writing import kinds
from prazo.writing.recipients import address_in
from prazo.writing.words import Words, opened

SHOWN = 60
"""Entries on a page; a longer conversation begins with its first and goes on with its last."""


@dataclass(frozen=True, slots=True)
class Entry:
    """`kind`: message | agent | desk | note | act, and of what is held outside | applied: a mail
    beside the ticket, a macro. All but an act have a body.

    `held` is the instant, in seconds, until which its author may take it back: it is not sent;
    `latest` the last of those.
    """

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
    pictures: int = 0  # that came in its HTML, and stand in no list of files
    warning: str = ""
    new: bool = False
    user_id: int | None = None
    held: int = 0
    latest: bool = False


@dataclass(frozen=True, slots=True)
class Conversation:
    """`news` are the entries that others than the reader added since he began to write."""

    entries: Sequence[Entry]
    left_out: int
    last: datetime
    news: Sequence[Entry] = ()


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
    files, inside = _by_message(record.files)
    posted = {one.message_id: one for one in record.posted}
    wrote = {address_in(m.sender).lower() for m in record.messages if m.kind == REQUEST}
    names = _names(record.messages, terms)
    by_rule = acts.by_rules(record.events)
    entries = [
        _message(m, files.get(m.pk, ()), posted.get(m.pk), names, now, to, wrote, by_rule)
        for m in record.messages
    ]
    entries += [_note(n, inside.get(n.pk, ()), now, to, by_rule) for n in record.notes]
    entries += [
        _act(event, terms, now, to) for event in record.events if event.kind not in acts.SPOKEN
    ]
    entries += _all_held(record.drafts, by, now, to)
    entries.sort(key=lambda entry: (entry.at, entry.kind == "act"))
    news = [one for one in entries if since is not None and _is_news(one, since, by)]
    if news:
        entries = [replace(one, new=True) if _is_new(one, news) else one for one in entries]
    last = entries[-1].at if entries else now
    left_out = 0 if whole else max(0, len(entries) - SHOWN)
    if left_out:
        entries = [entries[0], *entries[1 + left_out :]]
    return Conversation(entries, left_out, last, news)


REQUEST = Message.Kind.REQUEST


class Names(NamedTuple):
    """Of channels, and of kinds of messages."""

    channels: Mapping[str, str]
    kinds: Mapping[str, str]


def _names(messages: Iterable[Said], terms: Terms) -> Names:
    """Looked up once a page, not for each message."""
    channels = {one.channel for one in messages if one.kind == REQUEST}
    kinds = {one.kind for one in messages} - {REQUEST}
    return Names(
        {channel: words.channel_name(terms, channel) for channel in channels},
        {kind: str(Message.Kind(kind).label) for kind in kinds},
    )


def _message(
    message: Said,
    files: Sequence[File],
    posted: Posted | None,
    names: Names,
    now: datetime,
    to: Reader,
    wrote: Collection[str],
    by_rule: Mapping[tuple[str, int], str],
) -> Entry:
    inbound = message.kind == REQUEST
    by_person = message.user is not None and not inbound
    return Entry(
        kind="message" if inbound else "agent" if by_person else "desk",
        id=message.pk,
        at=message.at,
        short=moment(message.at, now, to),
        full=instant(message.at, to),
        author=by_rule.get(("message", message.pk)) or _author(message, inbound),
        about=_about(message, inbound, names, wrote),
        body=formatted(message.shown, FILE) if message.shown else body(message.text),
        files=tuple(files),
        html=message.html or (posted is not None and posted.html),
        pictures=message.pictures,
        warning=_trouble(posted),
        user_id=message.user_id,
    )


def _author(message: Said, inbound: bool) -> str:
    if inbound:
        return message.requester or message.sender
    return message.user or _("Prazo")


def _about(message: Said, inbound: bool, names: Names, wrote: Collection[str]) -> tuple[str, ...]:
    about: list[str] = []
    if inbound:
        about.append(names.channels[message.channel])
        if message.user is not None:
            about.append(_("noted by %(name)s") % {"name": message.user})
        if message.automatic:
            about.append(_("automatic"))
    else:
        about.append(names.kinds[message.kind])
        if message.investigation:
            about.append(_("investigation completed"))
        about += _sent_to(message, wrote)
    return (*about, *remarked(message.remarks))


def _sent_to(message: Said, wrote: Collection[str]) -> list[str]:
    """To whom it went, where that is not just who had written."""
    named = [(one.get("field", ""), one.get("address", "")) for one in message.recipients]
    to = [address for where, address in named if where == "to" and address.lower() not in wrote]
    cc = [address for where, address in named if where == "cc"]
    told = [_("to %(addresses)s") % {"addresses": ", ".join(to)}] if to else []
    return [*told, *([_("Cc: %(addresses)s") % {"addresses": ", ".join(cc)}] if cc else [])]


def _trouble(posted: Posted | None) -> str:
    if posted is None or (posted.sent and not posted.failed):
        return ""
    return trouble(posted)


def _note(
    note: Noted,
    files: Sequence[File],
    now: datetime,
    to: Reader,
    by_rule: Mapping[tuple[str, int], str],
) -> Entry:
    return Entry(
        kind="note",
        id=note.pk,
        at=note.at,
        short=moment(note.at, now, to),
        full=instant(note.at, to),
        author=note.user or by_rule.get(("note", note.pk)) or _("Prazo"),
        about=(_("internal note"),),
        body=formatted(note.shown, NOTE_FILE) if note.shown else body(note.text),
        files=tuple(file for file in files if f'"cid:{file.pk}"' not in note.shown),
        user_id=note.user_id,
    )


def _all_held(drafts: Iterable[Kept], by: int | None, now: datetime, to: Reader) -> list[Entry]:
    entries = [_held(kept, by, now, to) for kept in drafts if kept.send_at is not None]
    last = max(((one.at, one.id) for one in entries if one.held), default=None)
    return [replace(one, latest=True) if (one.at, one.id) == last else one for one in entries]


def _held(kept: Kept, by: int | None, now: datetime, to: Reader) -> Entry:
    """To its author what is about to be sent; to others that an answer is on its way."""
    assert kept.pressed_at is not None and kept.send_at is not None
    at = kept.pressed_at
    short, full = moment(at, now, to), instant(at, to)
    if kept.sealed is None or kept.user_id != by:
        line = _("has answered: it goes out in a moment")
        if kinds.is_beside(kept.kind):
            line = _("writes to somebody outside: it goes out in a moment")
        return Entry("act", -kept.pk, at, short, full, kept.user, line=line, user_id=kept.user_id)
    words = opened(base64.b64decode(kept.sealed))
    files = tuple((name, token) for token, name, _size in kept.files)
    return Entry(
        kind=_held_as(kept.kind),
        id=kept.pk,
        at=at,
        short=short,
        full=full,
        author=kept.user,
        about=(_("not sent yet"), *_about_held(kept.kind, words)),
        body=body(words.text) if kinds.is_beside(kept.kind) else typed(words.text, files),
        files=tuple(File(0, 0, name, size) for _token, name, size in kept.files),
        user_id=kept.user_id,
        held=int(kept.send_at.timestamp()),
    )


def _held_as(kind: str) -> str:
    if kinds.is_beside(kind):
        return "outside"
    return "applied" if kind == kinds.MACRO else "agent"


def _about_held(kind: str, words: Words) -> tuple[str, ...]:
    if kinds.is_beside(kind):
        to = _("to %(addresses)s") % {"addresses": ", ".join([*(words.to or ()), *words.cc])}
        then = (_("then it waits for them"),) if words.then == "wait" else ()
        return (to, _("not seen by the customer"), *then)
    applied = (_("the macro “%(name)s”") % {"name": words.macro},) if words.macro else ()
    count = len(words.children)
    along = ngettext("with %(n)s other ticket", "with %(n)s other tickets", count) % {"n": count}
    return (*applied, *_then(words.then), *([along] if count else []))


def _then(then: str) -> tuple[str, ...]:
    if then == "wait":
        return (_("then it waits for the customer"),)
    return (_("then it is resolved"),) if then == "resolve" else ()


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
        user_id=event.user_id,
    )


def _is_news(entry: Entry, since: datetime, by: int | None) -> bool:
    """Of what people said and did; what the desk does by itself follows from that."""
    if entry.at <= since or entry.user_id == by:
        return False
    return entry.kind == "message" or entry.user_id is not None


def _is_new(entry: Entry, news: Sequence[Entry]) -> bool:
    return entry.kind != "act" and any(entry is one for one in news)


def _by_message(
    files: Iterable[File],
) -> tuple[dict[int, list[File]], dict[int, list[File]]]:
    """Of messages, and of notes."""
    found: dict[int, list[File]] = {}
    inside: dict[int, list[File]] = {}
    for file in files:
        (inside if file.inside else found).setdefault(file.message_id, []).append(file)
    return found, inside
