"""Find tickets by what is said in and of them: numbers, subjects, messages, notes, files, people.

Words are looked up by `prazo_find`, which knows the desks and customers of the scope; conditions
by the tickets themselves. Both at once: what holds the words, newest first, until a page is full.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.utils import OperationalError
from django.utils.translation import gettext_lazy as _
from psycopg.errors import QueryCanceled

from prazo.desk.conditions import Conditions, where
from prazo.desk.query import Asked
from prazo.desk.query.reading import said_by
from prazo.lib.refusal import Refusal

MOST = 50
LONGEST_MS = 2000
"""Q03: what takes longer is given up, so that nobody else waits for it."""
LAST = 2**63 - 1
LOOKED_THROUGH = (1000, 4000, 15000)
"""Tickets with the words that are held to the conditions, one lot after the other."""
FIRST = 100
"""Of those that fit conditions, most do not say what is not wanted: a page is full with a few."""
RANKED = 200
"""The newest, among which the best are found."""


NONE = Conditions()


@dataclass(frozen=True, slots=True)
class Wanted:
    """`words` must all occur, and each of `phrases`; nothing of `without`. `requesters`, where
    known, are those who can be meant at all: a shorter way to what the conditions say."""

    words: str = ""
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    conditions: Conditions = NONE
    requesters: tuple[int, ...] | None = None

    @property
    def says(self) -> bool:
        return bool(self.words or self.phrases)


@dataclass(frozen=True, slots=True)
class Found:
    """Ids, newest first, and whether there are `more`. `cut` is the ticket at which looking stopped
    before a page was full, since very many have the words and few fit the conditions."""

    ids: list[int]
    more: bool = False
    cut: int | None = None


def wanted_of(asked: Asked, requesters: tuple[int, ...] | None = None) -> Wanted:
    return Wanted(
        " ".join(map(said_by, asked.words)),
        tuple(map(said_by, asked.phrases)),
        tuple(map(said_by, asked.without)),
        asked.conditions,
        requesters,
    )


def found(
    wanted: Wanted,
    desks: Iterable[int],
    *,
    user: int,
    as_of: datetime,
    before: int = LAST,
    most: int = MOST,
) -> Found:
    """The newest of these desks that are older than ticket `before`; Refusal where that takes too
    long. The desks of the scope hold too, in the database."""
    asked = list(desks)
    with in_time():
        if not wanted.says:
            if wanted.without:
                return _free(wanted, asked, user, as_of, before, most)
            return _full(_that_are(wanted, asked, user, as_of, before, most + 1), most)
        if wanted.conditions == NONE:
            return _full(that_say(wanted, asked, before, most + 1), most)
        return _both(wanted, asked, user, as_of, before, most)


def found_by(query: str, desks: Iterable[int], most: int = MOST) -> list[int]:
    """Those that hold all words of a text without operators, newest first."""
    with in_time():
        return that_say(Wanted(query), list(desks), LAST, most)


def best(wanted: Wanted, ids: Sequence[int]) -> list[int]:
    """With the words in their subjects first, then those still open, then the newest."""
    with in_time(), connection.cursor() as cursor:
        said = " ".join([wanted.words, *wanted.phrases])
        cursor.execute(BEST, {"ids": list(ids), "said": said})
        return [pk for (pk,) in cursor.fetchall()]


BEST = """
select t.id from desk_ticket t where t.id = any(%(ids)s::bigint[])
 order by prazo_words(t.language, t.subject) @@ prazo_asked(%(said)s) desc,
          t.status in ('open', 'waiting') desc, t.id desc
"""


@contextmanager
def in_time() -> Iterator[None]:
    """Statements that are given up after LONGEST_MS, as a Refusal with the remedy."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select set_config('statement_timeout', %s, true)", [str(LONGEST_MS)])
            yield
    except OperationalError as error:
        if not isinstance(error.__cause__, QueryCanceled):
            raise
        raise Refusal(
            "too_broad", _("That search took too long. Add a word that is less common."), "q"
        ) from None


def _full(ids: list[int], most: int) -> Found:
    return Found(ids[:most], len(ids) > most)


def that_say(wanted: Wanted, desks: list[int], before: int, most: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from prazo_find(%s, %s, %s, %s, %s, %s)",
            [
                wanted.words,
                list(wanted.phrases),
                list(wanted.without),
                desks,
                before,
                most,
            ],
        )
        return [pk for (pk,) in cursor.fetchall()]


def _that_are(
    wanted: Wanted,
    desks: list[int],
    user: int,
    as_of: datetime,
    before: int,
    most: int,
    among: Sequence[int] | None = None,
) -> list[int]:
    said, values = where(wanted.conditions, user=user, as_of=as_of)
    if wanted.requesters is not None:
        said += " and t.requester_id = any(%(f_requesters)s::bigint[])"
        values["f_requesters"] = list(wanted.requesters)
    if among is not None:
        said += " and t.id = any(%(f_among)s::bigint[])"
        values["f_among"] = list(among)
    values |= {"f_desks": desks, "f_before": before, "f_most": most}
    with connection.cursor() as cursor:
        cursor.execute(THAT_ARE.format(said), values)
        return [pk for (pk,) in cursor.fetchall()]


THAT_ARE = """
select t.id from desk_ticket t
 where t.desk_id = any(%(f_desks)s::bigint[]) and not t.synthetic and t.id < %(f_before)s and {}
 order by t.id desc limit %(f_most)s
"""


def _free(
    wanted: Wanted, desks: list[int], user: int, as_of: datetime, before: int, most: int
) -> Found:
    """By conditions alone, but for what says what is not wanted."""
    ids: list[int] = []
    for lot in (FIRST, *LOOKED_THROUGH):
        these = _that_are(wanted, desks, user, as_of, before, lot)
        with connection.cursor() as cursor:
            cursor.execute(
                "select * from prazo_free_of(%s, %s, %s)",
                [these, list(wanted.without), most + 1 - len(ids)],
            )
            ids += [pk for (pk,) in cursor.fetchall()]
        if len(ids) > most or len(these) < lot:
            return _full(ids, most)
        before = these[-1]
    return Found(ids, cut=before)


def _both(
    wanted: Wanted, desks: list[int], user: int, as_of: datetime, before: int, most: int
) -> Found:
    ids: list[int] = []
    for lot in LOOKED_THROUGH:
        saying = that_say(wanted, desks, before, lot)
        ids += _that_are(wanted, desks, user, as_of, before, most + 1 - len(ids), saying)
        if len(ids) > most or len(saying) < lot:
            return _full(ids, most)
        before = saying[-1]
    return Found(ids, cut=before)
