"""What mail that is brought is asked at each step: whose address it is, and where it is kept.

250 is said after the mail is committed, never before. Only our own addresses are accepted, so
nothing is relayed.
"""

import asyncio
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import DatabaseError, connection

from prazo.channels.email.addresses import desks_of
from prazo.channels.email.committer import Committer, Handed
from prazo.channels.email.models import NO_RETURN
from prazo.channels.email.take_in import stored
from prazo.lib import scope
from prazo.lib.crash import crash

if TYPE_CHECKING:
    from prazo.channels.email.sessions import Guarded

log = logging.getLogger("prazo.mail.in")

MOST_RECIPIENTS = 100
KNOWN_SECONDS = 10.0  # an address that is ours stays so for a while
REMEMBERED_SECONDS = 3600.0  # and longer while the database is away
MOST_REMEMBERED = 20_000  # with what stands behind a plus, anybody can write to as many as he likes
DISK_FULL = "53100"


class Reception:
    """What aiosmtpd asks at each step of a session."""

    def __init__(self, committer: Committer) -> None:
        self._committer = committer
        self._known: dict[str, tuple[int, float]] = {}
        self._desks: WeakKeyDictionary[Envelope, dict[str, int]] = WeakKeyDictionary()
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
        self._desks.setdefault(envelope, {})[address] = desk
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
        for address, desk in self._desks[envelope].items():
            recipients.setdefault(desk, []).append(address)
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
