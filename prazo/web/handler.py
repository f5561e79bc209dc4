"""From the server's loop to a page and back: one hop to a thread for each request.

Django's own handler makes a thread for every request and goes between it and the loop for each
signal and for the middleware; a page's figure (speed.md) has no room for that. Here everything
from the first signal to the last runs in one call on one of a few threads that stay, each with
its own connection; only what is streamed is sent from the loop. Requests are read and responses
are written by Django's code.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, cast

from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, ASGIRequest, get_script_prefix
from django.core.handlers.base import BaseHandler
from django.core.signals import request_started
from django.http import HttpResponseBase
from django.urls import set_script_prefix

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
            body = await self.read_body(receive)
        except RequestAborted:
            return
        request, refusal = self.create_request(scope, body)
        if request is None:
            body.close()
            await self.send_response(cast(HttpResponseBase, refusal), send)
            return
        loop = asyncio.get_running_loop()
        response: HttpResponseBase = await loop.run_in_executor(
            self._threads, copy_context().run, self._answer, request
        )
        if not response.streaming:
            await self.send_response(response, send)
            return
        await self._stream(response, receive, send)
        await loop.run_in_executor(self._threads, response.close)

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
