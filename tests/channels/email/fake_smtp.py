"""A strict mail server that keeps what it takes and misbehaves as it is told."""

import asyncio
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

from aiosmtpd.smtp import SMTP, Envelope, Session

logging.getLogger("mail.log").setLevel(logging.WARNING)


@dataclass
class FakeServer:
    """`script` holds what to do with the next DATA commands, in order; then all is taken.

    take | a reply such as "451 later" | hang (take, never answer) | drop (take, close without 250)
    """

    script: list[str] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)  # recipient → reply
    sender_reply: str = ""
    taken: list[bytes] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    sessions: int = 0
    port: int = 0

    def mails(self) -> list[EmailMessage]:
        return [cast(EmailMessage, message_from_bytes(raw, policy=default)) for raw in self.taken]

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, name: str, replies: list[str]
    ) -> list[str]:
        self.sessions += 1
        session.host_name = name
        return replies

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        if self.sender_reply:
            return self.sender_reply
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        if reply := self.refuse.get(address):
            return reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        deed = self.script.pop(0) if self.script else "take"
        if deed not in ("take", "hang", "drop"):
            return deed
        assert b"\n" not in (envelope.content or b"").replace(b"\r\n", b"")
        self.taken.append(bytes(envelope.content or b""))
        self.recipients.append(list(envelope.rcpt_tos))
        if deed == "hang":
            await asyncio.sleep(60)
        if deed == "drop":
            server.transport.abort()
        return "250 OK"


@contextmanager
def fake_server(*script: str, **given: Any) -> Iterator[FakeServer]:
    fake = FakeServer(list(script), **given)
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(
        loop.create_server(
            lambda: SMTP(fake, hostname="fake.example", loop=loop, enable_SMTPUTF8=True),
            "127.0.0.1",
            fake.port,
        )
    )
    fake.port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    yield fake
    loop.call_soon_threadsafe(server.close)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(5)
