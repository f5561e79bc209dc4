"""The doors for mail that is brought: LMTP from the operator's Postfix, SMTP for direct use.

No port 25 on the open internet: no TLS, no reputation checks; that is an MTA's work (stack.md D6).
"""

import asyncio
import errno
import logging
import threading

from django.core.exceptions import ImproperlyConfigured

from prazo.channels.email.committer import Committer
from prazo.channels.email.reception import Reception
from prazo.channels.email.sessions import LmtpSession, SmtpSession
from prazo.lib.told import gettext

log = logging.getLogger("prazo.mail.in")

AGAIN_SECONDS = 5.0  # until a port in use is tried again


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
