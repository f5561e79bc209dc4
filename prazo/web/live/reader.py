"""Who listens at an open page, what it was opened with, and what it is told."""

import asyncio
from dataclasses import dataclass, field

from prazo.writing.presence import Companion

WAITING = 100
"""Notices a reader may be behind; a slower one is dropped, and comes back by itself."""
MISSED = (0, 0)
"""Told when notices may have been missed."""
BELL = (0, -1)
"""Told when the reader's own unread notices changed; how many they are stands with the reader."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a stream was opened with; when it is no longer so, the stream ends."""

    session_key: str
    user_id: int
    password: str
    roles: frozenset[str]
    lacks_factor: bool


@dataclass(frozen=True, slots=True)
class Company:
    """Who else is about a ticket now, which did not change besides."""

    desk: int
    number: int
    people: tuple[Companion, ...]


Notice = tuple[int, int] | Company
"""(desk, ticket), or `MISSED`; or no more than who is about it."""


@dataclass(eq=False, slots=True)
class Reader:
    standing: Standing
    token: str = ""  # of its page, where that shows a ticket: prazo.writing.presence
    queue: "asyncio.Queue[Notice | None]" = field(default_factory=lambda: asyncio.Queue(WAITING))
    over: bool = False
    unread: int = 0  # as it was counted when he was told last

    def ring(self, unread: int) -> None:
        self.unread = unread
        self.tell(BELL)

    def tell(self, notice: Notice) -> None:
        """(desk, ticket), `MISSED`, `BELL`, or who is about a ticket."""
        try:
            self.queue.put_nowait(notice)
        except asyncio.QueueFull:
            self.end()

    def end(self) -> None:
        self.over = True
        while not self.queue.empty():
            self.queue.get_nowait()
        self.queue.put_nowait(None)
