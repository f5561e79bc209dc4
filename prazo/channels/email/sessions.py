"""A session of LMTP or SMTP: aiosmtpd's, with our limits and our reading of the mail itself."""

import asyncio
import logging
import re
import time
from typing import Any

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP

from prazo.channels.email.data import RefusedData, read_data
from prazo.channels.email.reception import Reception

logging.getLogger("mail.log").setLevel(logging.WARNING)  # one line a command otherwise

LARGEST_MAIL = 25 * 1024 * 1024
LONGEST_LINE = 256 * 1024  # RFC 5321 says 1,000; senders do not, and nothing may be lost for it
MOST_CONNECTIONS = 100
COMMAND_SECONDS = 300.0
GIVES_WAY_SECONDS = 10.0  # silent for so long, a session makes room for another where none is left
ATOM, LABEL = r"[A-Za-z0-9_+=-]+", r"[A-Za-z0-9-]+"
PLAIN_ADDRESS = re.compile(rf"<({ATOM}(?:\.{ATOM})*@{LABEL}(?:\.{LABEL})*)>(?:$| +(?=[A-Za-z]))")


class Guarded(SMTP):
    """Not more sessions at once than we can hold in memory.

    Where all are taken, the one that is silent longest makes room: else a hundred that say nothing
    would shut out everybody for five minutes. Whom it hits tries again, as after any 421.
    """

    event_handler: Reception
    line_length_limit = LONGEST_LINE
    heard_at = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        sessions = self.event_handler.sessions
        if len(sessions) >= MOST_CONNECTIONS and not _make_room(sessions):
            transport.write(b"421 4.3.2 Too many sessions at once, please try again\r\n")
            transport.close()
            return
        self.heard_at = time.monotonic()
        sessions.add(self)
        super().connection_made(transport)

    def data_received(self, data: bytes) -> None:
        self.heard_at = time.monotonic()
        super().data_received(data)

    def connection_lost(self, error: Exception | None) -> None:
        self.event_handler.sessions.discard(self)
        if self.transport is not None:
            super().connection_lost(error)

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        """An address and what follows it. The parser for all of RFC 5322 took half of a session."""
        if plain := PLAIN_ADDRESS.match(arg):
            return plain[1], arg[plain.end() :]
        return super()._getaddr(arg)

    async def smtp_DATA(self, arg: str | None) -> None:
        """As aiosmtpd's, but for how the mail is read."""
        if await self.check_helo_needed():
            return
        assert self.envelope is not None
        if not self.envelope.rcpt_tos:
            await self.push("503 5.5.1 Error: need RCPT command")
            return
        if arg:
            await self.push("501 5.5.4 Syntax: DATA")
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        try:
            raw = await read_data(self._reader, largest=LARGEST_MAIL, longest_line=LONGEST_LINE)
        except RefusedData as refused:
            reply = str(refused)
        else:
            self.envelope.original_content = raw
            reply = await self._call_handler_hook("DATA")
        self._set_post_data_state()  # type: ignore[no-untyped-call]
        await self.push(reply)


def _make_room(sessions: set[Guarded]) -> bool:
    silent = min(sessions, key=lambda one: one.heard_at)
    out = silent.transport
    if time.monotonic() - silent.heard_at < GIVES_WAY_SECONDS or out is None:
        return False
    assert isinstance(out, asyncio.WriteTransport)
    out.write(b"421 4.4.2 Silent for too long, and others wait\r\n")
    out.close()
    sessions.discard(silent)
    return True


class LmtpSession(Guarded, LMTP):
    def __init__(self, reception: Reception, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(reception, **_manners(loop))


class SmtpSession(Guarded):
    def __init__(self, reception: Reception, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(reception, **_manners(loop))


def _manners(loop: asyncio.AbstractEventLoop) -> dict[str, Any]:
    return {
        "data_size_limit": LARGEST_MAIL,
        "enable_SMTPUTF8": True,
        "hostname": "prazo",
        "ident": "ready",
        "timeout": COMMAND_SECONDS,
        "auth_exclude_mechanism": ["LOGIN", "PLAIN"],
        "loop": loop,
    }
