"""The stream of changes, as server-sent events. Each says that something changed, not what it
is: the page asks for what it shows, and that request is judged like any other. Only who else is
about a ticket is said as it is: a page need not be drawn anew for that."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from hashlib import blake2b
from time import monotonic
from typing import Any, cast

from django.conf import settings
from django.db import connection
from django.http import HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET
from psycopg.pq import Conninfo

from prazo.accounts.models import Desk
from prazo.lib.ids import id_of
from prazo.web import rail, rates
from prazo.web.access import DeskRequest, signed_in
from prazo.web.live.hub import Hub
from prazo.web.live.reader import BELL, MISSED, Company, Notice, Reader, Standing
from prazo.web.sessions import SessionStore
from prazo.web.views.errors import too_many
from prazo.writing import presence
from prazo.writing.presence import shown

OVER = "event: over\ndata: -\n\n"
"""The page asks for itself again, and is judged anew."""
PING = 15.0
"""Seconds; a page that hears nothing for longer takes the line for dead (live.js)."""
PACE = 1.0
"""Seconds between two events of one kind to one page, so that a storm is one refresh a second. The
first is told at once, and who else is about a ticket holds up nothing that was done."""
COUNTS_PACE = 5.0
"""Seconds between two events for counts alone: however busy a desk is, a page that shows nothing of
it asks no more often what its queues hold."""


PACES = {"company": PACE, "desk": PACE, "bell": PACE, "counts": COUNTS_PACE}


@dataclass(frozen=True, slots=True)
class Page:
    """Who listens: a `ticket`'s page, else a list of a `desk`'s, else of all one's own (0: none).
    `shows` is the state of the ticket's row, `since` the instant up to which all the rest is shown.
    What the page asks for when it is told holds the counts beside it, unless it is `bare`."""

    desk: int
    ticket: int
    shows: str = ""
    since: str = ""
    bare: bool = False

    def concerns(self, notice: Notice) -> bool:
        if notice in (MISSED, BELL):
            return notice == MISSED
        desk, ticket = (notice.desk, notice.number) if isinstance(notice, Company) else notice
        if self.ticket:
            return ticket == self.ticket
        return not self.desk or desk == self.desk

    def counts(self, notice: Notice) -> bool:
        """Whether what stands beside it changed, and it would not ask for that otherwise."""
        changed = notice != BELL and not isinstance(notice, Company)
        return changed and (self.bare or not self.concerns(notice))

    async def missed(self, user_id: int) -> bool:
        """Whether something happened between its being drawn and its listening now."""
        if self.ticket:
            return await hub().changed(self.ticket, self.shows, user_id)
        return self.missed_elsewhere()

    def missed_elsewhere(self) -> bool:
        """The same of anything that a list may show, or the counts."""
        try:
            return hub().heard_since(float(self.since))
        except ValueError:  # no page of ours
            return True


def of_ticket(request: DeskRequest, number: int, row: str, since: datetime) -> str:
    """Where the page of a ticket listens; `row` is the state of the row it was drawn from, `since`
    when. The counts beside it may be older."""
    said = _said(since - rail.behind(request))
    return _address(request, {"ticket": str(number), "shows": row, "since": said})


def of_list(request: DeskRequest, desk: Desk | None, since: datetime, *, bare: bool = False) -> str:
    """Where a list of tickets listens that was drawn at `since`. The counts beside it may be older;
    `bare` if what it asks for anew does not hold them."""
    more = {**({"desk": desk.slug} if desk else {}), **({"bare": "1"} if bare else {})}
    return _address(request, {**more, "since": _said(since - rail.behind(request))})


def _said(instant: datetime) -> str:
    return f"{instant.timestamp():.3f}"


def _address(request: DeskRequest, page: dict[str, str]) -> str:
    """It also says what its reader was when the page was drawn."""
    return f"{_path()}?{urlencode({**page, 'drawn_for': _roles(request)})}"


@cache
def _path() -> str:
    return reverse("live")


def _roles(request: DeskRequest) -> str:
    """The same as long as nobody gives or takes a role of this reader's, or closes a team."""
    held = " ".join(sorted(_standing_at(request)))
    return blake2b(held.encode(), digest_size=6).hexdigest()


def _standing_at(request: DeskRequest) -> frozenset[str]:
    """Of each desk the role, and what is closed there; as STILL_HERE of the hub says it."""
    closed = {desk: ",".join(map(str, teams)) for desk, teams in request.closed.items()}
    return frozenset(
        f"{desk}:{role}:{{{closed.get(desk, '')}}}" for desk, role in request.desks.items()
    )


@signed_in
@require_GET
def live(request: DeskRequest) -> HttpResponseBase:
    """The stream of one page. Whatever is asked for, who may know of a change is decided when it
    happens (AC05)."""
    if request.GET.get("drawn_for", _roles(request)) != _roles(request):
        return _streamed(_over())  # the page shows what another role was shown (AC06)
    if hub().readers_of(request.user.pk) >= rates.STREAMS_USER:
        return too_many(request, 15)
    desk = request.GET.get("desk", "")
    chosen = Desk.objects.filter(slug=desk, pk__in=request.desks).first() if desk else None
    standing = Standing(
        session_key=str(request.session.session_key),
        user_id=request.user.pk,
        password=request.user.password,
        roles=_standing_at(request),
        lacks_factor=cast(SessionStore, request.session).lacks_factor,
    )
    page = Page(
        desk=chosen.pk if chosen else 0,
        ticket=id_of(request.GET.get("ticket", "")),
        shows=request.GET.get("shows", "")[:20],
        since=request.GET.get("since", "")[:20],
        bare="bare" in request.GET,
    )
    token = presence.arrive(request.user.pk, page.ticket) if page.ticket else ""
    # A stream lasts for hours; the connection it was judged with goes back to the pool now.
    connection.close()
    return _streamed(_stream(standing, page, token))


def _streamed(words: AsyncIterator[str]) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(words, content_type="text/event-stream")
    answer["Cache-Control"] = "no-store"
    answer["X-Accel-Buffering"] = "no"
    return answer


@lru_cache
def hub() -> Hub:
    """Connects as pages do, with what of the settings the database's own library knows."""
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host"}
    database: dict[str, Any] = settings.DATABASES["default"]
    connect = {ours: database[key] for key, ours in (*names.items(), ("PORT", "port"))}
    known = {option.keyword.decode() for option in Conninfo.get_defaults()}
    options = {key: value for key, value in database["OPTIONS"].items() if key in known}
    return Hub({key: value for key, value in {**connect, **options}.items() if value})


class Telling:
    """What one page is still to be told. Of each kind of event the first goes at once, and what
    comes within its pace goes then, as one."""

    def __init__(self, page: Page, me: int) -> None:
        self._page, self._me = page, me
        self._heard: dict[str, list[Notice]] = {kind: [] for kind in PACES}
        self._free = dict.fromkeys(PACES, 0.0)  # when a kind may be told again

    def hear(self, notices: list[Notice]) -> None:
        for one in notices:
            if one == BELL:
                self._heard["bell"].append(one)
            elif self._page.concerns(one):
                self._heard["company" if isinstance(one, Company) else "desk"].append(one)
            if self._page.counts(one):
                self._heard["counts"].append(one)

    def counts(self, now: float) -> str:
        """That they may have changed before anybody listened."""
        self._free["counts"] = now + COUNTS_PACE
        return "event: counts\ndata: -\n\n"

    def rest(self, now: float) -> float | None:
        """Seconds until something may be told; None where nothing waits."""
        waits = [self._free[kind] - now for kind, heard in self._heard.items() if heard]
        return max(0.0, min(waits)) if waits else None

    def said(self, now: float, reader: Reader) -> list[str]:
        """What may be told now: each kind once, however many notices there are."""
        told = []
        for kind, heard in self._heard.items():
            if heard and now >= self._free[kind]:
                self._heard[kind], self._free[kind] = [], now + PACES[kind]
                told.append(self._event(kind, heard, reader))
        return told

    def _event(self, kind: str, heard: list[Notice], reader: Reader) -> str:
        """On the ticket's own page nobody is told of oneself. Of one's own notices a page is told
        how many are unread: it would ask for no more."""
        data = "-"
        if kind == "company":
            data = json.dumps(
                {
                    one.number: shown(
                        who for who in one.people if not self._page.ticket or who.user != self._me
                    )
                    for one in heard
                    if isinstance(one, Company)
                }
            )
        elif kind == "bell":
            data = str(reader.unread)
        return f"event: {kind}\ndata: {data}\n\n"


async def _stream(standing: Standing, page: Page, token: str = "") -> AsyncIterator[str]:
    try:
        reader = await hub().join(standing, token)
    except TimeoutError:
        return
    try:
        missed = await page.missed(standing.user_id)
        if missed:
            reader.tell(MISSED)
        await hub().ring(reader)
        yield "event: hello\ndata: -\n\n"
        telling = Telling(page, standing.user_id)
        if page.ticket and page.since and not missed and page.missed_elsewhere():
            yield telling.counts(monotonic())
        while not reader.over:
            wait = telling.rest(monotonic())
            try:
                first = await asyncio.wait_for(reader.queue.get(), PING if wait is None else wait)
            except TimeoutError:
                if wait is None:
                    yield "event: ping\ndata: -\n\n"
            else:
                telling.hear(_waiting(reader, first))
            for said in telling.said(monotonic(), reader):
                yield said
        yield OVER
    finally:
        hub().leave(reader)


async def _over() -> AsyncIterator[str]:
    yield OVER


def _waiting(reader: Reader, first: Notice | None) -> list[Notice]:
    """It, and whatever else came meanwhile."""
    found = [first]
    while not reader.queue.empty():
        found.append(reader.queue.get_nowait())
    reader.over = reader.over or None in found
    return [notice for notice in found if notice is not None]
