"""Orders in groups: all tickets of one priority, person or team, then all of the next.

Which groups there are is asked of the index, group by group, however many tickets each has; what
each is called decides in what order they stand. Those that stand in no group come last.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.core.exceptions import BadRequest
from django.db import connection

from prazo.accounts.models import User
from prazo.agreements.models import Version
from prazo.desk.terms import terms_of
from prazo.web.orders import Order, Part, Place
from prazo.web.shown import row_facts
from prazo.web.shown.columns import GROUP

CHUNKS = (8, 32, 128, 512)
"""Groups that are read at once: most pages end within the first few."""


@dataclass(frozen=True, slots=True)
class By:
    """What the groups of an order are of. `none` are tickets without one."""

    column: str
    kind: str
    none: str
    named: str  # the table where each has its name; "" where an agreement has it


GROUPS = {
    "priority": By("priority", "text", "t.priority = ''", ""),
    "with": By("assignee_id", "bigint", "t.assignee_id is null", "accounts_user"),
    "team": By("team_id", "bigint", "t.team_id is null", "accounts_team"),
}


class Group(NamedTuple):
    key: str  # what it is sorted by
    value: Any


def parts(
    order: Order, after: Place | None, user: User, desks: list[int], door: str
) -> Iterator[Part]:
    """What is left of a queue after a place; `door` is the one to the desks somebody works at."""
    if after is not None and after.group is None:
        raise BadRequest("a place of another order")
    by = GROUPS[order.by]
    column = f"t.{by.column}"
    inner = "t.next_due_at, t.id"
    bound = {} if after is None else {"at": after.at, "id": after.id}
    if after is None or after.group:
        found = sorted(_groups(by, user, desks, door), reverse=order.descending)
        if after is not None:
            own = next((group for group in found if group.key == after.group), None)
            if own is not None:
                bound["own"] = own.value
                yield from _rest(f"{column} = %(own)s::{by.kind}", inner, after, bound)
            found = [group for group in found if _beyond(order, group.key, after.group or "")]
        yield from _chunks(column, by, found)
    last = f"{column}, {inner}"  # its index knows the order of those that have none this way
    if after is not None and not after.group:
        yield from _rest(by.none, last, after, bound)
    else:
        yield Part(by.none, last)


def key_of(order: Order, fact: row_facts.Facts, desks: Iterable[int]) -> str:
    """The key of the group a ticket stands in; "" for none."""
    value = fact.more[GROUP[order.by]]
    if value is None or value == "":
        return ""
    if order.by == "priority":
        return _ranked(value, _ranks(desks))
    return _named(value, (fact.assignee if order.by == "with" else fact.team) or "")


def _rest(own: str, sorting: str, after: Place, bound: dict[str, Any]) -> Iterator[Part]:
    """Of one group, beyond a ticket in it: those that something is due on, and the others."""
    undated = f"{own} and t.next_due_at is null"
    if after.at is None:
        yield Part(f"{undated} and t.id > %(id)s", sorting, bound)
        return
    yield Part(f"{own} and (t.next_due_at, t.id) > (%(at)s, %(id)s)", sorting, bound)
    yield Part(undated, sorting, bound)


def _chunks(column: str, by: By, found: list[Group]) -> Iterator[Part]:
    at, sizes = 0, iter(CHUNKS)
    while at < len(found):
        size = next(sizes, CHUNKS[-1])
        values = [group.value for group in found[at : at + size]]
        yield Part(f"{column} = g.value", "t.next_due_at, t.id", {"groups": values}, by.kind)
        at += size


def _beyond(order: Order, key: str, place: str) -> bool:
    return key < place if order.descending else key > place


def _groups(by: By, user: User, desks: list[int], door: str) -> list[Group]:
    with connection.cursor() as cursor:
        cursor.execute(_statement(by, door), {"user": user.pk, "desks": desks})
        rows = cursor.fetchall()
    if by.named:
        return [Group(_named(value, name), value) for value, name in rows]
    ranks = _ranks(desks)
    return [Group(_ranked(value, ranks), value) for value, _name in rows if value]


def _statement(by: By, door: str) -> str:
    """From one value to the next, each found at once."""
    column = f"t.{by.column}"
    some = (
        f"select {column} from desk_ticket t where t.desk_id = d.id and not t.synthetic"  # noqa: S608 - our own words
        f" and t.status in ('open', 'waiting')"
    )
    ends = f"order by {column} limit 1"
    join = f"join {by.named} n on n.id = found.value" if by.named else ""
    return f"""
        with found as (
          select distinct g.value from {door} cross join lateral (
            with recursive v(value) as (
              ({some} {ends})
              union all
              select ({some} and {column} > v.value {ends}) from v where v.value is not null)
            select value from v where value is not null) g)
        select found.value, {"n.name" if join else "''"} from found {join}"""  # noqa: S608


def _named(value: int, name: str) -> str:
    """People read past capitals and accents."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign) and sign != "\0")
    return f"{letters[:120]} {value}"


def _ranks(desks: Iterable[int]) -> dict[str, int]:
    """Priorities as the agreements order them: the first of the file is the most urgent."""
    adopted = Version.objects.filter(adoption__desk__in=list(desks)).distinct()
    ranks: dict[str, int] = {}
    for version in adopted.only("pk", "sha256").order_by("pk"):
        for rank, (value, _name) in enumerate(terms_of(version).choices("priority", "en")):
            ranks[value] = min(rank, ranks.get(value, rank))
    return ranks


def _ranked(value: str, ranks: dict[str, int]) -> str:
    return f"{ranks.get(value, 9999):04d} {value}"
