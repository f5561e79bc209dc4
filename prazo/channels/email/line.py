"""A line to a mail server that may be reached, and that hangs up when its time is over (F03)."""

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


class Line:
    """Within `with`, the connection lives no longer than `seconds`, whatever the server does.

    TimeoutError then takes the place of what broke by it.
    """

    def __init__(self, server: Server, seconds: float) -> None:
        self.server, self.seconds = server, seconds
        self._twin: socket.socket | None = None  # reaches the connection also once TLS took it
        self._over = threading.Event()
        self._timer = threading.Timer(seconds, self._hang_up)
        self._timer.daemon = True

    def open(self) -> socket.socket:
        server = self.server
        sock = connect(server.host, server.port, self.seconds, inside=server.inside)
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
    def __init__(self, line: Line) -> None:
        self._line = line
        super().__init__(line.server.host, line.server.port, timeout=line.seconds)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        return self._line.open()


class ImapTls(imaplib.IMAP4_SSL):
    def __init__(self, line: Line) -> None:
        self._line = line
        context = ssl.create_default_context()
        host, port = line.server.host, line.server.port
        super().__init__(host, port, ssl_context=context, timeout=line.seconds)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        host = self._line.server.host
        wrapped: socket.socket = self.ssl_context.wrap_socket(
            self._line.open(), server_hostname=host
        )
        return wrapped


class Smtp(smtplib.SMTP):
    def __init__(self, line: Line) -> None:
        self._line = line
        super().__init__(line.server.host, line.server.port, timeout=line.seconds)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return self._line.open()


class SmtpTls(smtplib.SMTP_SSL):
    def __init__(self, line: Line) -> None:
        self._line = line
        context = ssl.create_default_context()
        super().__init__(line.server.host, line.server.port, timeout=line.seconds, context=context)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        wrapped: socket.socket = self.context.wrap_socket(self._line.open(), server_hostname=host)
        return wrapped
