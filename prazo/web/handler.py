"""From the server's loop to a page and back: one hop to a thread for each request.

Django's own handler makes a thread for every request and goes between it and the loop for each
signal and for the middleware; a page's figure (speed.md) has no room for that. Here everything
from the first signal to the last runs in one call on one of a few threads that stay, each with
its own connection; only what is streamed is sent from the loop. Responses are written by Django's
code, which also reads requests, but for their bodies: those it takes in whole, of any length, from
anybody.
"""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import IO, Any, cast

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, ASGIRequest, get_script_prefix
from django.core.handlers.base import BaseHandler
from django.core.signals import request_started
from django.db import connections
from django.http import HttpResponseBase, parse_cookie
from django.urls import set_script_prefix

from prazo.web.sessions import SessionStore

IN_MEMORY = 1024 * 1024
"""Bytes of one body; the rest lies on disk. It is also as much as is taken from who is nobody."""
LONGEST = 64 * 1024 * 1024
"""Bytes of a body from who is signed in. Below it each form says itself what is too much for it."""

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]


class Handler(ASGIHandler):
    """An ASGI application for http. At most `threads` requests are worked on at once."""

    def __init__(self, threads: int) -> None:
        BaseHandler.__init__(self)
        self.load_middleware(is_async=False)
        self._threads = ThreadPoolExecutor(threads, "page")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            body, too_long = await self._read(scope, receive)
        except RequestAborted:
            return
        request, refusal = self.create_request(scope, body)
        if request is None:
            body.close()
            await self.send_response(cast(HttpResponseBase, refusal), send)
            return
        request.too_long = too_long  # type: ignore[attr-defined]
        loop = asyncio.get_running_loop()
        response: HttpResponseBase = await loop.run_in_executor(
            self._threads, copy_context().run, self._answer, request
        )
        if not response.streaming:
            await self.send_response(response, send)
            return
        await self._stream(response, receive, send)
        await loop.run_in_executor(self._threads, response.close)

    async def _read(self, scope: Scope, receive: Receive) -> tuple[IO[bytes], bool]:
        """The body; and whether it was too long, and so is not there. Then it is read to its end
        all the same: a browser that cannot send it all shows no answer, and tries again."""
        body: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - the request's
        size, most, too_long = 0, IN_MEMORY, False
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                body.close()
                raise RequestAborted
            part = message.get("body", b"")
            size += len(part)
            if not too_long and size > most == IN_MEMORY:
                loop = asyncio.get_running_loop()
                most = await loop.run_in_executor(self._threads, _most_taken, scope)
            if not too_long and size > most:
                too_long = True
                body.close()
                body = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115
            if not too_long:
                body.write(part)
            if not message.get("more_body", False):
                body.seek(0)
                return body, too_long

    def _answer(self, request: ASGIRequest) -> HttpResponseBase:
        """In one of the threads, which has no database connection before and after."""
        set_script_prefix(get_script_prefix(request.scope))
        request_started.send(sender=type(self), scope=request.scope)
        response = self.get_response(request)
        if not response.streaming:
            response.close()  # its content stays
        return response

    async def _stream(self, response: HttpResponseBase, receive: Receive, send: Send) -> None:
        """Until it ends or its reader is gone."""
        sending = asyncio.create_task(self.send_response(response, send))
        gone = asyncio.create_task(self.listen_for_disconnect(receive))
        await asyncio.wait((sending, gone), return_when=asyncio.FIRST_COMPLETED)
        sending.cancel()
        gone.cancel()
        await asyncio.gather(sending, gone, return_exceptions=True)


def _most_taken(scope: Scope) -> int:
    """In a thread, as pages are made."""
    try:
        return LONGEST if is_somebody(scope) else IN_MEMORY
    finally:
        connections.close_all()


def is_somebody(scope: Scope) -> bool:
    """Whether the request bears a session in which somebody signed in. What he may do is asked
    when the page is made; here it is only whether he may have much to say."""
    given = b"; ".join(value for name, value in scope["headers"] if name == b"cookie")
    key = parse_cookie(given.decode("latin-1")).get(settings.SESSION_COOKIE_NAME)
    return bool(key) and SESSION_KEY in SessionStore(key)
