"""What changed, told to whoever watches: one LISTEN for a process, a bounded queue for a reader.

A notice names a desk and a ticket and shows nothing but, where only that changed, who else is
about the ticket. For each one the database is asked who may
know of it at that moment (AC05), and every two seconds whether each reader may still listen: a
session ended, a password or a role changed, a second factor asked for, closes the stream (AC06).

A page is drawn first and listens afterwards. What happened in between is found by what the page
says of itself: a list's the instant up to which it shows all, a ticket's the state of its row.
"""

import asyncio
import json
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from logging import getLogger
from typing import Any

import psycopg

from prazo.accounts.factors.held import LACKS_FACTOR
from prazo.accounts.sign_ins import USED
from prazo.desk.sight import SEEN
from prazo.web.live.reader import MISSED, Company, Reader, Standing
from prazo.writing import presence
from prazo.writing.presence import company

log = getLogger(__name__)

CHANNEL = "prazo_desk"
TOGETHER = 0.1
LOOK = 2.0
STILL_EVERY = 5
"""Looks after which it is said of the pages that are open that they are."""
LEAVING = 0.3
"""Seconds within which those who leave are taken together."""
LINGER = 60.0
"""Seconds for which it listens on when nobody reads: who goes from page to page is back soon."""
APART = 1.0
"""Seconds by which the clocks of machines that serve pages may differ."""

MAY_KNOW = f"""
select t.desk_id, t.number, m.user_id from desk_ticket t
  join accounts_member m on m.desk_id = t.desk_id
 where t.number = any(%s) and not t.synthetic and m.user_id = any(%s) and {SEEN}
"""  # noqa: S608 - constants of ours
UNREAD = f"""
select u.id, (select count(*) from (
         select from notices_notice n
           join accounts_member m on m.desk_id = n.desk_id and m.user_id = n.user_id
          where n.user_id = u.id and n.seen_at is null
            and (m.closed = '{{}}' or n.ticket_id is null
                 or exists (select from desk_ticket t where t.id = n.ticket_id and {SEEN}))
          limit 100) few)
  from unnest(%s::bigint[]) u(id)
"""  # noqa: S608
ROW = f"""
select t.xmin::text from desk_ticket t join accounts_member m on m.desk_id = t.desk_id
 where t.number = %s and not t.synthetic and m.user_id = %s and {SEEN}
"""  # noqa: S608
STILL_HERE = f"""
select s.session_key, u.id, u.password,
       array(select concat_ws(':', m.desk_id, m.role, m.closed) from accounts_member m
              where m.user_id = u.id order by 1),
       {LACKS_FACTOR}
  from unnest(%s::text[], %s::bigint[]) as reader(session_key, user_id)
  join django_session s on s.session_key = reader.session_key and s.expire_date > now()
   and {USED}
  join accounts_user u on u.id = reader.user_id and u.is_active
"""  # noqa: S608 - constants of ours


class Hub:
    """One for a process and its event loop; it runs while somebody reads, and LINGER longer."""

    def __init__(self, connect: dict[str, Any]) -> None:
        self._connect = connect
        self._readers: set[Reader] = set()
        self._tasks: list[asyncio.Task[None]] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ready = asyncio.Event()
        self._questions: psycopg.AsyncConnection[Any] | None = None
        self._left: list[str] = []  # tokens of pages that went away
        self._leaving: asyncio.Task[None] | None = None
        self._heard = 0.0  # the last notice, or when listening began; seconds since 1970

    async def join(self, standing: Standing, token: str = "") -> Reader:
        """TimeoutError when the database cannot be listened to within five seconds."""
        self._start()
        reader = Reader(standing, token)
        self._readers.add(reader)
        try:
            await asyncio.wait_for(self._ready.wait(), 5)
        except BaseException:
            self.leave(reader)
            raise
        return reader

    def heard_since(self, instant: float) -> bool:
        """Whether a notice came after it, or may have. Asked by who has joined."""
        return self._heard + APART > instant

    async def changed(self, number: int, row: str, user_id: int) -> bool:
        """Whether a ticket is no longer as its page shows it. Asked by who has joined.

        Whoever may not know of the ticket is told nothing.
        """
        if self._questions is None:
            return True
        try:
            asked = await self._questions.execute(ROW, [number, user_id])
            return any(found != row for (found,) in await asked.fetchall())
        except psycopg.Error:  # `_listen` says so
            return True

    async def ring(self, reader: Reader) -> None:
        """Tell him how many notices he has not read: some may have come before he joined."""
        if self._questions is not None:
            with suppress(psycopg.Error):  # `_listen` says so
                await _ring([reader], self._questions)

    def leave(self, reader: Reader) -> None:
        self._readers.discard(reader)
        if reader.token:
            self._left.append(reader.token)
            if self._leaving is None or self._leaving.done():
                self._leaving = asyncio.get_running_loop().create_task(self._say_left())
        if not self._readers and self._loop is not None:
            self._loop.call_later(LINGER, self._rest)

    def _rest(self) -> None:
        if not self._readers:
            for task in self._tasks:
                task.cancel()
            self._tasks = []

    def readers_of(self, user_id: int) -> int:
        return sum(1 for reader in list(self._readers) if reader.standing.user_id == user_id)

    def _start(self) -> None:
        loop = asyncio.get_running_loop()
        if self._loop is loop and self._tasks and not any(task.done() for task in self._tasks):
            return
        self._loop, self._ready = loop, asyncio.Event()
        self._tasks = [loop.create_task(self._listen()), loop.create_task(self._look_after())]

    async def _listen(self) -> None:
        while True:
            try:
                async with await self._open() as ears, await self._open() as questions:
                    await ears.execute(f"listen {CHANNEL}")
                    self._heard, self._questions = time.time(), questions
                    if self._ready.is_set():  # it was lost meanwhile
                        for reader in list(self._readers):
                            reader.tell(MISSED)
                    self._ready.set()
                    await self._hear(ears, questions)
            except (psycopg.Error, OSError) as error:
                log.warning("the stream lost its database: %s", type(error).__name__)
                await asyncio.sleep(1)

    async def _hear(
        self, ears: psycopg.AsyncConnection[Any], questions: psycopg.AsyncConnection[Any]
    ) -> None:
        """Notices of a moment are asked about together."""
        while True:
            payloads: set[str] = set()
            async for notice in ears.notifies(timeout=None, stop_after=1):
                payloads.add(notice.payload)
            async for notice in ears.notifies(timeout=TOGETHER):
                payloads.add(notice.payload)
            about = {one for one in payloads if '"company"' in one}
            heard = Heard(_named("ticket", payloads - about), _named("ticket", about))
            if heard.changed or heard.company:
                self._heard = time.time()
                await self._tell(heard, questions)
            for desk in _named("desk", {one for one in payloads if '"hidden"' in one}):
                self._look_again(desk)
            if rung := _named("user", payloads):
                theirs = [one for one in self._readers if one.standing.user_id in rung]
                await _ring(theirs, questions)

    async def _tell(self, heard: "Heard", questions: psycopg.AsyncConnection[Any]) -> None:
        by_user: dict[int, list[Reader]] = {}
        for reader in self._readers:
            by_user.setdefault(reader.standing.user_id, []).append(reader)
        about = await self._company(heard.company, questions)
        asked = await questions.execute(MAY_KNOW, [[*heard.changed, *about], list(by_user)])
        for desk, number, user in await asked.fetchall():
            for reader in by_user[user]:
                if number in heard.changed:
                    reader.tell((desk, number))
                if number in about:
                    reader.tell(Company(desk, number, company(about[number], user)))

    def _look_again(self, desk: int) -> None:
        """Who lost sight of a ticket may not be told of it: everybody of the desk looks again."""
        self._heard = time.time()
        for reader in list(self._readers):
            if any(one.startswith(f"{desk}:") for one in reader.standing.roles):
                reader.tell(MISSED)

    async def _company(
        self, numbers: set[int], questions: psycopg.AsyncConnection[Any]
    ) -> dict[int, str]:
        if not numbers:
            return {}
        asked = await questions.execute(presence.OF_TICKETS, {"numbers": list(numbers)})
        return dict(await asked.fetchall())

    async def _look_after(self) -> None:
        while True:
            await asyncio.sleep(LOOK)
            try:
                async with await self._open() as questions:
                    for look in count():
                        await self._dismiss(questions)
                        if look % STILL_EVERY == 0:
                            tokens = [reader.token for reader in self._readers if reader.token]
                            await _say(questions, presence.STILL_HERE, tokens)
                        await asyncio.sleep(LOOK)
            except (psycopg.Error, OSError):
                continue  # `_listen` says so; nobody is told anything meanwhile

    async def _dismiss(self, questions: psycopg.AsyncConnection[Any]) -> None:
        readers = list(self._readers)
        if not readers:
            return
        keys = [reader.standing.session_key for reader in readers]
        users = [reader.standing.user_id for reader in readers]
        asked = await questions.execute(STILL_HERE, [keys, users])
        standing = _standings(await asked.fetchall())
        for reader in readers:
            if reader.standing not in standing:
                reader.end()
                self._readers.discard(reader)

    async def _say_left(self) -> None:
        """Together, as somebody who goes through a queue leaves one page after the other."""
        await asyncio.sleep(LEAVING)
        tokens, self._left = self._left, []
        try:
            async with await self._open() as questions:
                await _say(questions, presence.LEFT, tokens)
        except (psycopg.Error, OSError):
            log.info("who left is seen to fade")

    async def _open(self) -> psycopg.AsyncConnection[Any]:
        connection = await psycopg.AsyncConnection.connect(**self._connect, autocommit=True)
        await connection.execute(
            "select set_config('prazo.desks', '*', false),"
            " set_config('prazo.customers', '*', false)"
        )
        return connection


def _standings(rows: Iterable[tuple[str, int, str, list[str], bool]]) -> set[Standing]:
    return {
        Standing(key, user, password, frozenset(roles), lacks)
        for key, user, password, roles, lacks in rows
    }


async def _ring(readers: Sequence[Reader], questions: psycopg.AsyncConnection[Any]) -> None:
    if not readers:
        return
    users = {reader.standing.user_id for reader in readers}
    asked = await questions.execute(UNREAD, [list(users)])
    unread = dict(await asked.fetchall())
    for reader in readers:
        reader.ring(unread[reader.standing.user_id])


def _named(what: str, payloads: Iterable[str]) -> set[int]:
    """The tickets or users that notices name; nothing of one that says anything else (AC07)."""
    found = set()
    for payload in payloads:
        try:
            number = json.loads(payload)[what]
        except (ValueError, KeyError, TypeError):
            continue
        if isinstance(number, int):
            found.add(number)
    return found


@dataclass(frozen=True, slots=True)
class Heard:
    """Numbers of tickets: of those that changed, and of those other people are about now."""

    changed: set[int]
    company: set[int]


async def _say(questions: psycopg.AsyncConnection[Any], statement: str, tokens: list[str]) -> None:
    """And tell all processes about which tickets that is news."""
    asked = await questions.execute(statement, {"tokens": tokens})
    if told := presence.payloads(await asked.fetchall()):
        await questions.execute(presence.TELL, {"payloads": told})
