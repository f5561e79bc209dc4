"""Which desks and customers the code that runs now may touch: the second wall, in the database.

Row-level security compares every row with two settings of the session. They are empty unless
somebody entered a scope, so a forgotten one shows nothing rather than everything.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db import DEFAULT_DB_ALIAS, connections

ALL = "*"

SET = "select set_config('prazo.desks', %s, false), set_config('prazo.customers', %s, false)"


@dataclass(frozen=True, slots=True)
class Scope:
    """`desks` and `customers` as PostgreSQL reads them: "*" or an array of ids like "{1,2}"."""

    desks: str = "{}"
    customers: str = "{}"


NOTHING = Scope()
SYSTEM = Scope(ALL, ALL)
_current: ContextVar[Scope] = ContextVar("scope", default=NOTHING)


def current() -> Scope:
    return _current.get()


def of(desks: Iterable[int], customers: Iterable[int] | None = None) -> Scope:
    """Rows of some desks; of all their customers unless some are named."""
    return Scope(_array(desks), ALL if customers is None else _array(customers))


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
