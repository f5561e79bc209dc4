"""Side threads on a ticket's page: strips that no customer sees, below the conversation (B9)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from prazo.desk.models import SideThread
from prazo.web.shown.body import Body, body
from prazo.web.shown.due import instant, machine, moment
from prazo.web.shown.reader import reader
from prazo.web.shown.record import SideFile, SideSaid
from prazo.web.shown.remarks import remarked
from prazo.web.shown.trouble import trouble
from prazo.writing import kinds


@dataclass(frozen=True, slots=True)
class Line:
    """One message of a strip; `own` was written here."""

    id: int
    own: bool
    author: str
    about: str
    at: str
    short: str
    full: str
    body: Body
    files: tuple[SideFile, ...]
    warning: str


@dataclass(frozen=True, slots=True)
class Strip:
    """`waits`: whether an answer in it could be the one the ticket waits for; `closed` says by
    whom; `drafted` whether the reader has begun to write on in it."""

    id: int
    party: str
    subject: str
    participants: str
    reference: str
    answered: bool
    waits: bool
    closed: str
    drafted: bool
    lines: tuple[Line, ...]


def drawn(
    said: Iterable[SideSaid],
    number: int,
    waiting_on: str,
    now: datetime,
    csrf_token: str,
    acts: bool,
    begun: Collection[str] = (),
    carrier_asked: bool = False,
) -> SafeString:
    """All strips of a ticket; nothing at all where there are none. `begun` are the kinds of the
    reader's drafts; `carrier_asked` whether a carrier's own clock runs."""
    found = strips(said, waiting_on, now, begun, carrier_asked)
    opening = acts and kinds.SIDE in begun
    if not found and not opening:
        return mark_safe("")
    context = {
        "strips": found,
        "number": number,
        "csrf_token": csrf_token,
        "acts": acts,
        "opening": opening,
        "newest": next((one.id for one in reversed(found) if not one.closed), 0),
    }
    return render_to_string("cases/strips.html", context)


def strips(
    said: Iterable[SideSaid],
    waiting_on: str,
    now: datetime,
    begun: Collection[str] = (),
    carrier_asked: bool = False,
) -> list[Strip]:
    awaited = {waiting_on, *([SideThread.Party.CARRIER.value] if carrier_asked else [])}
    threads: dict[int, list[SideSaid]] = {}
    for one in said:
        threads.setdefault(one.thread, []).append(one)
    return [_strip(messages, awaited, begun, now) for messages in threads.values()]


def _strip(
    messages: list[SideSaid], awaited: Collection[str], begun: Collection[str], now: datetime
) -> Strip:
    first = messages[0]
    return Strip(
        id=first.thread,
        party=str(SideThread.Party(first.party).label),
        subject=first.subject,
        participants=", ".join(first.participants),
        reference=first.reference,
        answered=first.answered,
        waits=first.party in awaited,
        closed=_closed(first),
        drafted=kinds.beside(first.thread) in begun,
        lines=tuple(_line(message, now) for message in messages),
    )


def _closed(said: SideSaid) -> str:
    if not said.closed:
        return ""
    return _("closed by %(name)s") % {"name": said.closed_by or "—"}


def _line(said: SideSaid, now: datetime) -> Line:
    to = reader()
    about = [
        *_written_to(said),
        *([_("automatic")] if said.automatic else []),
        *remarked(said.remarks),
    ]
    return Line(
        id=said.pk,
        own=said.user is not None,
        author=said.user or said.sender,
        about=" · ".join(about),
        at=machine(said.at),
        short=moment(said.at, now, to),
        full=instant(said.at, to),
        body=body(said.text),
        files=tuple(SideFile(*file) for file in said.files),
        warning=trouble(said),
    )


def _written_to(said: SideSaid) -> list[str]:
    """Of ours, to whom it went."""
    if said.user is None:
        return []
    told = (("to", _("to %(addresses)s")), ("cc", _("Cc: %(addresses)s")))
    named = [
        (sentence, ", ".join(one["address"] for one in said.recipients if one["field"] == field))
        for field, sentence in told
    ]
    return [sentence % {"addresses": addresses} for sentence, addresses in named if addresses]
