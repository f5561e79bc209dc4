"""The way to a mail server that may be reached (F01), and a line that hangs up in time (F03)."""

import imaplib
import smtplib
import socket
import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from prazo.channels.email.reach import connect


@dataclass(frozen=True, slots=True)
class Server:
    """`security`: tls | starttls | none. `inside`: whether it may be in the program's network."""

    host: str
    port: int
    security: str
    user: str = ""
    password: str = field(default="", repr=False)
    inside: bool = False

    def __repr__(self) -> str:
        return f"{self.host}:{self.port}"  # J08: never the password


class Way:
    """To a server, where it may be reached at all. `seconds` are for each answer of it."""

    def __init__(self, server: Server, seconds: float) -> None:
        self.server, self.seconds = server, seconds

    def open(self) -> socket.socket:
        server = self.server
        return connect(server.host, server.port, self.seconds, inside=server.inside)


class Line(Way):
    """Within `with`, the connection lives no longer than `seconds`, whatever the server does.

    TimeoutError then takes the place of what broke by it.
    """

    def __init__(self, server: Server, seconds: float) -> None:
        super().__init__(server, seconds)
        self._twin: socket.socket | None = None  # reaches the connection also once TLS took it
        self._over = threading.Event()
        self._timer = threading.Timer(seconds, self._hang_up)
        self._timer.daemon = True

    def open(self) -> socket.socket:
        sock = super().open()
        self._twin = sock.dup()
        return sock

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        if self._twin is not None:
            with suppress(OSError):
                self._twin.shutdown(socket.SHUT_RDWR)
            self._twin.close()
        if self._over.is_set() and isinstance(error, Exception):
            raise TimeoutError(self.server.host) from None

    def _hang_up(self) -> None:
        self._over.set()
        if self._twin is not None:
            with suppress(OSError):
                self._twin.shutdown(socket.SHUT_RDWR)


class Imap(imaplib.IMAP4):
    def __init__(self, way: Way) -> None:
        self._way = way
        super().__init__(way.server.host, way.server.port, timeout=way.seconds)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        return self._way.open()


class ImapTls(imaplib.IMAP4_SSL):
    def __init__(self, way: Way) -> None:
        self._way = way
        context = ssl.create_default_context()
        host, port = way.server.host, way.server.port
        super().__init__(host, port, ssl_context=context, timeout=way.seconds)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        host = self._way.server.host
        wrapped: socket.socket = self.ssl_context.wrap_socket(
            self._way.open(), server_hostname=host
        )
        return wrapped


class Smtp(smtplib.SMTP):
    """`name` is ours, as EHLO says it."""

    def __init__(self, way: Way, name: str | None = None) -> None:
        self._way = way
        super().__init__(way.server.host, way.server.port, name, timeout=way.seconds)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return self._way.open()


class SmtpTls(smtplib.SMTP_SSL):
    def __init__(self, way: Way, name: str | None = None) -> None:
        self._way = way
        context = ssl.create_default_context()
        host, port = way.server.host, way.server.port
        super().__init__(host, port, name, timeout=way.seconds, context=context)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        wrapped: socket.socket = self.context.wrap_socket(self._way.open(), server_hostname=host)
        return wrapped
