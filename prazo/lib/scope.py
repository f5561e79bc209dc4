"""Which desks and customers the code that runs now may touch: the second wall, in the database.

Row-level security compares every row with settings of the session. They are empty unless
somebody entered a scope, so a forgotten one shows nothing rather than everything.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace

from django.db import DEFAULT_DB_ALIAS, connections

ALL = "*"

SETTINGS = ("desks", "customers", "closed", "person", "kept")
SET = "select " + ", ".join(f"set_config('prazo.{name}', %s, false)" for name in SETTINGS)


@dataclass(frozen=True, slots=True)
class Scope:
    """`desks` and `customers` as PostgreSQL reads them: "*" or an array of ids like "{1,2}".

    `closed` are teams whose tickets are not to be seen, but for those that `person` has or was let
    in to, and those `kept` in sight until what runs now ends. "": nobody looked which are closed,
    and no ticket is seen.
    """

    desks: str = "{}"
    customers: str = "{}"
    closed: str = ""
    person: str = ""
    kept: str = "{}"

    @property
    def settings(self) -> list[str]:
        return [getattr(self, name) for name in SETTINGS]

    def closes(self, team: int) -> bool:
        return str(team) in self.closed.strip("{}").split(",")


OPEN = "{}"
"""No team is closed."""
NOTHING = Scope()
SYSTEM = Scope(ALL, ALL, OPEN)
_current: ContextVar[Scope] = ContextVar("scope", default=NOTHING)


def current() -> Scope:
    return _current.get()


def of(desks: Iterable[int], customers: Iterable[int] | None = None) -> Scope:
    """Rows of some desks; of all their customers unless some are named. For what Prazo does by
    itself: no team is closed to it."""
    return Scope(_array(desks), ALL if customers is None else _array(customers), OPEN)


def of_person(person: int, desks: Iterable[int], closed: Iterable[int]) -> Scope:
    """Rows of the desks somebody works at, but for tickets of teams `closed` to him."""
    return Scope(_array(desks), ALL, _array(closed), str(person))


def whole() -> Scope:
    """The one that is entered, with no team closed: for what must reach all tickets of a desk,
    whoever brings it about, and shows nobody any of them."""
    return replace(_current.get(), closed=OPEN) if _current.get().closed else _current.get()


def keep(ticket: int) -> None:
    """Go on seeing a ticket that goes to a team closed to who acts on it, until the scope that was
    entered last ends: the act is to be done whole."""
    now = _current.get()
    kept = {*filter(None, now.kept.strip("{}").split(",")), str(ticket)}
    _current.set(replace(now, kept=_array(map(int, kept))))


@contextmanager
def entered(scope: Scope) -> Iterator[None]:
    """Work within `scope`, then in the one before. Cheap when nothing changes.

    An open connection is told at once, for the cursors it has given out. When the outermost scope
    ends nothing is: whoever asks for the next cursor gets one in the scope entered then.
    """
    before = _current.get()
    if before == scope:
        yield
        return
    token = _current.set(scope)
    tell_database(scope)
    try:
        yield
    finally:
        _current.reset(token)
        if before != NOTHING:
            tell_database(before)


def tell_database(scope: Scope) -> None:
    """Set it on the open connection; a new connection asks for it by itself."""
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.connection is None or connection.needs_rollback:
        return  # a rollback puts back what was set before the transaction
    connection.tell(scope)  # type: ignore[attr-defined]


def _array(ids: Iterable[int]) -> str:
    return "{" + ",".join(str(i) for i in sorted(map(int, ids))) + "}"
