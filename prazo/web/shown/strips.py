"""Side threads on a ticket's page: strips that no customer sees, below the conversation (B9)."""

from collections.abc import Iterable
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
    """`waits`: whether an answer in it could be the one the ticket waits for."""

    id: int
    party: str
    subject: str
    participants: str
    reference: str
    answered: bool
    waits: bool
    lines: tuple[Line, ...]


def drawn(
    said: Iterable[SideSaid],
    number: int,
    waiting_on: str,
    now: datetime,
    csrf_token: str,
    acts: bool,
) -> SafeString:
    """All strips of a ticket; nothing at all where there are none."""
    found = strips(said, waiting_on, now)
    if not found:
        return mark_safe("")
    context = {"strips": found, "number": number, "csrf_token": csrf_token, "acts": acts}
    return render_to_string("cases/strips.html", context)


def strips(said: Iterable[SideSaid], waiting_on: str, now: datetime) -> list[Strip]:
    threads: dict[int, list[SideSaid]] = {}
    for one in said:
        threads.setdefault(one.thread, []).append(one)
    return [_strip(messages, waiting_on, now) for messages in threads.values()]


def _strip(messages: list[SideSaid], waiting_on: str, now: datetime) -> Strip:
    first = messages[0]
    return Strip(
        id=first.thread,
        party=str(SideThread.Party(first.party).label),
        subject=first.subject,
        participants=", ".join(first.participants),
        reference=first.reference,
        answered=first.answered,
        waits=waiting_on == first.party or first.party == SideThread.Party.CARRIER,
        lines=tuple(_line(message, now) for message in messages),
    )


def _line(said: SideSaid, now: datetime) -> Line:
    to = reader()
    about = [*([_("automatic")] if said.automatic else []), *remarked(said.remarks)]
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
        warning=_("Not delivered: %(error)s") % {"error": said.error} if said.failed else "",
    )
