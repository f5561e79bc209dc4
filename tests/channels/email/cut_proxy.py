"""A line that can be cut: passes bytes between a client and a server until it is told not to."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class CutProxy:
    """`cut_after` bytes from the server the line breaks; `silent` passes nothing and stays open."""

    def __init__(self, port: int) -> None:
        self.server_port = port
        self.cut_after: int | None = None
        self.silent = False
        self.sessions = 0
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._ends: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listening.close()
        self.cut_all()

    def cut_all(self) -> None:
        for end in self._ends:
            _hang_up(end)
        self._ends.clear()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                self.sessions += 1
                server = socket.create_connection(("127.0.0.1", self.server_port))
                self._ends += [client, server]
                limit = self.cut_after
                for given in ((client, server, None), (server, client, limit)):
                    threading.Thread(target=self._pass, args=given, daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket, limit: int | None) -> None:
        passed = 0
        with suppress(OSError):
            while data := source.recv(65536):
                if self.silent:
                    continue
                if limit is not None and passed + len(data) > limit:
                    target.sendall(data[: limit - passed])
                    break
                passed += len(data)
                target.sendall(data)
        _hang_up(source)
        _hang_up(target)


def _hang_up(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


@contextmanager
def cut_proxy(port: int) -> Iterator[CutProxy]:
    proxy = CutProxy(port)
    yield proxy
    proxy.close()
