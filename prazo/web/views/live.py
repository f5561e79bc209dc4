"""The stream of changes, as server-sent events. Each says that something changed, not what it
is: the page asks for what it shows, and that request is judged like any other."""

import asyncio
from collections.abc import AsyncIterator
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_GET
from psycopg.pq import Conninfo

from prazo.accounts.models import Desk
from prazo.web import rates
from prazo.web.access import DeskRequest, signed_in
from prazo.web.live.hub import MISSED, Hub, Reader, Standing
from prazo.web.views.errors import too_many

PING = 15.0
PACE = 1.0
"""Seconds between two notices to one page, so that a storm is one refresh a second."""


@signed_in
@require_GET
def live(request: DeskRequest) -> HttpResponseBase:
    """`?ticket=N` hears of that ticket alone, `?desk=slug` of that desk's, else of all one's own.

    Whatever is asked for, who may know of a change is decided when it happens (AC05).
    """
    if hub().readers_of(request.user.pk) >= rates.STREAMS_USER:
        return too_many(request, 15)
    desk = request.GET.get("desk", "")
    chosen = Desk.objects.filter(slug=desk, pk__in=request.desks).first() if desk else None
    number = request.GET.get("ticket", "")[:18]
    standing = Standing(
        session_key=str(request.session.session_key),
        user_id=request.user.pk,
        password=request.user.password,
        roles=frozenset(f"{desk_id}:{role}" for desk_id, role in request.desks.items()),
    )
    # A stream lasts for hours; the connection it was judged with goes back to the pool now.
    connection.close()
    words = _stream(standing, chosen.pk if chosen else 0, int(number) if number.isdecimal() else 0)
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


async def _stream(standing: Standing, desk: int, ticket: int) -> AsyncIterator[str]:
    try:
        # A ticket's page is not drawn anew under the hands of who has just opened a menu on it.
        reader = await hub().join(standing, catches_up=not ticket)
    except TimeoutError:
        return
    try:
        yield "event: hello\ndata: -\n\n"
        while True:
            try:
                notice = await asyncio.wait_for(reader.queue.get(), PING)
            except TimeoutError:
                yield ": ping\n\n"
                continue
            if notice is None:
                break
            if not _concerns(notice, desk, ticket):
                continue
            yield "event: desk\ndata: -\n\n"
            await asyncio.sleep(PACE)
            if _rest(reader, desk, ticket):
                yield "event: desk\ndata: -\n\n"
            if reader.over:
                break
        yield "event: over\ndata: -\n\n"
    finally:
        hub().leave(reader)


def _concerns(notice: tuple[int, int], desk: int, ticket: int) -> bool:
    if notice == MISSED:
        return True
    return (not ticket or notice[1] == ticket) and (not desk or notice[0] == desk)


def _rest(reader: Reader, desk: int, ticket: int) -> bool:
    """Take what came meanwhile; whether any of it concerns this page."""
    concerned = False
    while not reader.queue.empty():
        notice = reader.queue.get_nowait()
        if notice is None:
            reader.over = True
            break
        concerned = _concerns(notice, desk, ticket) or concerned
    return concerned
