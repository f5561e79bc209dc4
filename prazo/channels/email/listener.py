"""The doors for mail that is brought: LMTP from the operator's Postfix, SMTP for direct use.

250 is said after the mail is committed, never before. Only our own addresses are accepted, so
nothing is relayed. No port 25 on the open internet: no TLS, no reputation checks; that is an MTA's
work (stack.md D6).
"""

import asyncio
import errno
import logging
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection

from prazo.channels.email.addresses import desks_of
from prazo.channels.email.committer import Committer, Handed
from prazo.channels.email.data import RefusedData, read_data
from prazo.channels.email.models import NO_RETURN
from prazo.channels.email.take_in import stored
from prazo.lib import scope
from prazo.lib.crash import crash
from prazo.lib.told import gettext

log = logging.getLogger("prazo.mail.in")
logging.getLogger("mail.log").setLevel(logging.WARNING)  # one line a command otherwise

LARGEST_MAIL = 25 * 1024 * 1024
LONGEST_LINE = 256 * 1024  # RFC 5321 says 1,000; senders do not, and nothing may be lost for it
MOST_RECIPIENTS = 100
MOST_CONNECTIONS = 100
COMMAND_SECONDS = 300.0
GIVES_WAY_SECONDS = 10.0  # silent for so long, a session makes room for another where none is left
KNOWN_SECONDS = 10.0  # an address that is ours stays so for a while
REMEMBERED_SECONDS = 3600.0  # and longer while the database is away
MOST_REMEMBERED = 20_000  # with what stands behind a plus, anybody can write to as many as he likes
AGAIN_SECONDS = 5.0  # until a port in use is tried again
DISK_FULL = "53100"
ATOM, LABEL = r"[A-Za-z0-9_+=-]+", r"[A-Za-z0-9-]+"
PLAIN_ADDRESS = re.compile(rf"<({ATOM}(?:\.{ATOM})*@{LABEL}(?:\.{LABEL})*)>(?:$| +(?=[A-Za-z]))")


class Listeners:
    """Both doors, in a thread of their own; an empty address keeps a door shut.

    A port that another worker holds is taken over when that one ends.
    """

    def __init__(self, lmtp: str, smtp: str) -> None:
        self._wanted = {"lmtp": lmtp, "smtp": smtp}
        self._committer = Committer()
        self._desk = Reception(self._committer)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="mail-doors")
        self._servers: dict[str, asyncio.Server] = {}
        self._binding: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Returns when both doors were tried once.

        Raises `ImproperlyConfigured` for a place where nobody can listen, and leaves nothing open.
        """
        self._committer.start()
        self._thread.start()
        try:
            asyncio.run_coroutine_threadsafe(self._open(), self._loop).result()
        except BaseException:
            self.stop()  # its thread would keep the process from ending
            raise

    def stop(self) -> None:
        """Shut the doors; what was accepted is committed first."""
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._committer.stop()

    def port(self, door: str) -> int:
        """Where a door is open: the one the system chose where 0 was asked for."""
        return int(self._servers[door].sockets[0].getsockname()[1])

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()
        self._loop.close()

    async def _open(self) -> None:
        for door, address in self._wanted.items():
            if address and not await self._bind(door, address):
                self._binding.append(self._loop.create_task(self._bind_later(door, address)))

    async def _bind(self, door: str, address: str) -> bool:
        host, _, port = address.rpartition(":")
        server = LmtpSession if door == "lmtp" else SmtpSession
        try:
            self._servers[door] = await self._loop.create_server(
                lambda: server(self._desk, loop=self._loop), host.strip("[]") or None, int(port)
            )
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                sentence = gettext(
                    "%(name)s is “%(said)s”, where nobody can listen: %(why)s. Name an address of"
                    " this machine and a port from 1024."
                )
                name = f"PRAZO_{door.upper()}"
                known = {"name": name, "said": address, "why": error.strerror}
                raise ImproperlyConfigured(sentence % known) from error
            return False
        return True

    async def _bind_later(self, door: str, address: str) -> None:
        log.warning("%s is in use at %s; trying again until it is free", door, address)
        while not await self._bind(door, address):
            await asyncio.sleep(AGAIN_SECONDS)

    async def _close(self) -> None:
        for task in self._binding:
            task.cancel()
        for server in self._servers.values():
            server.close()
        self._desk.close()


class Reception:
    """What aiosmtpd asks at each step of a session."""

    def __init__(self, committer: Committer) -> None:
        self._committer = committer
        self._known: dict[str, tuple[int, float]] = {}
        self._asking = ThreadPoolExecutor(1, "mail-addresses")
        self.sessions: set[Guarded] = set()

    def close(self) -> None:
        self._asking.submit(lambda: connection.close())  # the connection of that thread
        self._asking.shutdown(wait=False)
        for session in list(self.sessions):
            if session.transport is not None:
                session.transport.close()

    async def handle_EHLO(
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        session.host_name = hostname
        return [*responses[:-1], "250-PIPELINING", "250-ENHANCEDSTATUSCODES", responses[-1]]

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients"
        if stored(address) != address:  # nobody is to try again for days what can never be
            return "553 5.1.3 No address is written so"
        try:
            desk = await self._desk_of(address)
        except DatabaseError:
            return "451 4.3.0 Our address book is away, please try again"
        if desk is None:
            return "550 5.1.1 No such address here"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 Recipient ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        replies = await self._store(server, session, envelope)
        crash("listener.before_reply")
        return "\r\n".join(replies)

    async def handle_exception(self, error: Exception) -> str:
        log.error("mail session failed", exc_info=error)
        return "451 4.3.0 Something went wrong here, please try again"

    async def _store(self, server: SMTP, session: Session, envelope: Envelope) -> list[str]:
        """One reply for each recipient in LMTP (RFC 2033), one for all in SMTP."""
        each = len(envelope.rcpt_tos) if isinstance(server, LMTP) else 1
        raw = bytes(envelope.original_content or b"")
        if not raw.count(b"\r\n") == raw.count(b"\r") == raw.count(b"\n"):  # J06
            return ["554 5.6.0 Lines must end in CR LF, and neither may stand alone"] * each
        recipients: dict[int, list[str]] = {}
        for address in envelope.rcpt_tos:
            recipients.setdefault(self._known[address.lower()][0], []).append(address)
        peer = session.peer[0] if isinstance(session.peer, tuple) else ""
        mail = Handed(
            raw,
            "lmtp" if isinstance(server, LMTP) else f"smtp:{peer}",
            envelope.mail_from or NO_RETURN,
            recipients,
            datetime.now(UTC),
        )
        try:
            await asyncio.wrap_future(self._committer.hand_over(mail))
        except DatabaseError as error:
            return [_refusal(error)] * each
        return ["250 2.6.0 Stored"] * each

    async def _desk_of(self, address: str) -> int | None:
        now = time.monotonic()
        desk, at = self._known.get(address.lower(), (0, 0.0))
        if desk and now - at < KNOWN_SECONDS:
            return desk
        try:
            found = await asyncio.get_running_loop().run_in_executor(
                self._asking, _look_up, address
            )
        except DatabaseError:
            if desk and now - at < REMEMBERED_SECONDS:
                return desk
            raise
        if found is not None:
            self._known.pop(address.lower(), None)  # so that the one asked longest ago is first
            self._known[address.lower()] = (found, now)
        if len(self._known) > MOST_REMEMBERED:
            del self._known[next(iter(self._known))]
        return found


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


def _look_up(address: str) -> int | None:
    """In a thread of its own: the database is asked, the sessions go on."""
    try:
        with scope.entered(scope.SYSTEM):
            return desks_of([address]).get(address)
    except DatabaseError:
        connection.close()
        raise


def _refusal(error: DatabaseError) -> str:
    """The sender keeps the mail and tries again: both codes are temporary."""
    if getattr(error.__cause__, "sqlstate", None) == DISK_FULL:
        return "452 4.3.1 Our disk is full, please try again"
    return "451 4.3.0 The mail could not be stored, please try again"
