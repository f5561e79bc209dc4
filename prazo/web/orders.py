"""In what order a queue stands, and after which ticket a page of it begins.

Each order is read from an index, however deep the page is: what cannot be is none. A page is read
in parts, such as tickets that have an instant and then those that have none.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from django.core.exceptions import BadRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from prazo.desk.models import SavedQueue


class Order(NamedTuple):
    """`word` names it in an address. Tickets that have no instant there come last: by the instant
    they have in `then`, and after these in the order they were opened in. `by`: first in groups of
    what they have there (prazo.web.groups), and `descending` is then about the groups."""

    word: str
    column: str
    descending: bool = False
    then: str = ""
    always: bool = True  # each ticket has the instant, or an instant of `then` is asked for
    by: str = ""


NEXT_DUE = Order("due", "next_due_at", then="unanswered_since")
LONGEST_UNANSWERED = Order("asked", "unanswered_since")
CHANGED_LAST = Order("changed", "changed_at", descending=True)
ENDED_LAST = Order("ended", "resolved_at", descending=True)

_ALL = (
    NEXT_DUE,
    Order("due_last", "next_due_at", descending=True, then="unanswered_since"),
    Order("oldest", "opened_at"),
    Order("newest", "opened_at", descending=True),
    CHANGED_LAST,
    Order("unchanged", "changed_at"),
    Order("asked", "unanswered_since", always=False),
    Order("asked_last", "unanswered_since", descending=True, always=False),
    Order("urgent", "next_due_at", by="priority"),
    Order("mild", "next_due_at", by="priority", descending=True),
    Order("person", "next_due_at", by="with"),
    Order("person_z", "next_due_at", by="with", descending=True),
    Order("team", "next_due_at", by="team"),
    Order("team_z", "next_due_at", by="team", descending=True),
)
ENDED = (ENDED_LAST, Order("ended_old", "resolved_at"))
ENDED_WORDS: Mapping[str, Promise] = {
    "ended": _("resolved last first"),
    "ended_old": _("resolved longest ago first"),
}
ORDERS: Mapping[str, Order] = {order.word: order for order in (*_ALL, *ENDED)}
assert {order.word for order in _ALL} == {*SavedQueue.Order.values}

Sorts = Mapping[str, tuple[str, str]]
"""By the name of a column: the orders that its head leads to, the first of them first."""

SORTS: Sorts = {
    "due": ("due", "due_last"),
    "priority": ("urgent", "mild"),
    "with": ("person", "person_z"),
    "team": ("team", "team_z"),
    "unanswered": ("asked", "asked_last"),
    "opened": ("newest", "oldest"),
    "changed": ("changed", "unchanged"),
}
"""Of open tickets: the indexes hold no others."""
SORTS_OF_ANY: Sorts = {name: pair for name, pair in SORTS.items() if not ORDERS[pair[0]].by}
"""Of few tickets, whatever their status: groups are known of open ones alone."""
ENDED_SORTS: Sorts = {"due": ("ended", "ended_old")}
"""Where the tickets were resolved; their due column says when."""
CHANGED_SORTS: Sorts = {"changed": SORTS["changed"]}
"""Of spam."""
ASCENDING = frozenset(
    ("due", "person", "team", "asked", "oldest", "unchanged", "mild", "ended_old")
)
"""From the first, the least, the earliest on."""

THEN = "~"
EPOCH = datetime.fromtimestamp(0, UTC)
PLACE = re.compile(r"(?:([\w-]{0,600}):)?(~?)(-|-?\d{1,20})\.(\d{1,18})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Place:
    """After which ticket the next page begins: its sorting instant, and its id. `then`: it has
    none, and is sorted by the instant of the order's `then`. `group` is the key of its group where
    the order has groups: "" of those that stand in none."""

    at: datetime | None
    id: int
    then: bool = False
    group: str | None = None

    def __str__(self) -> str:
        micro = "-" if self.at is None else str((self.at - EPOCH) // timedelta(microseconds=1))
        group = "" if self.group is None else f"{_packed(self.group)}:"
        return f"{group}{THEN if self.then else ''}{micro}.{self.id}"

    @classmethod
    def read(cls, text: str) -> "Place | None":
        """None for nothing; BadRequest for what no page of ours ever said."""
        if not text:
            return None
        said = PLACE.fullmatch(text)
        try:
            if said is None:
                raise ValueError
            group, then, micro, number = said.groups()
            at = None if micro == "-" else EPOCH + timedelta(microseconds=int(micro))
            key = None if group is None else _unpacked(group)
            return cls(at, int(number), bool(then) and at is not None, key)
        except (ValueError, OverflowError):
            raise BadRequest("not a place in a queue") from None


@dataclass(frozen=True, slots=True)
class Part:
    """Some of a queue's tickets, in their order: SQL about a ticket `t` and the values bound in it.
    `groups` is the kind of its values `groups` where it goes through several groups `g`, one after
    the other."""

    where: str
    order: str
    values: Mapping[str, Any] = field(default_factory=dict)
    groups: str = ""


def parts(order: Order, after: Place | None) -> list[Part]:
    """What is left of a queue without groups after a place."""
    if after is not None and after.group is not None:
        raise BadRequest("a place of another order")
    column, then, down = f"t.{order.column}", f"t.{order.then}", " desc" if order.descending else ""
    sorting, bound = f"{column}{down}, t.id{down}", _bound(after)
    without = f"{column} is null"  # the database puts nulls last
    beyond = f"({column}, t.id) {'<' if order.descending else '>'} (%(at)s, %(id)s)"
    if not order.then:
        none = [] if order.always else [Part(without, f"{column}, t.id")]
        if after is None:
            return [Part("true" if order.always else f"{column} is not null", sorting), *none]
        if after.at is None:
            return [Part(f"{without} and t.id > %(id)s", f"{column}, t.id", bound)]
        return [Part(beyond, sorting, bound), *none]
    next_sorting = f"{then}, t.id"
    if after is None:
        return [Part(f"{column} is not null", sorting), Part(without, next_sorting)]
    last = f"{without} and {then} is null"
    if after.at is None:
        return [Part(f"{last} and t.id > %(id)s", next_sorting, bound)]
    if after.then:
        beyond_it = f"{without} and ({then}, t.id) > (%(at)s, %(id)s)"
        return [Part(beyond_it, next_sorting, bound), Part(last, next_sorting)]
    return [Part(beyond, sorting, bound), Part(without, next_sorting)]


def _bound(after: Place | None) -> dict[str, Any]:
    return {} if after is None else {"at": after.at, "id": after.id}


def _packed(key: str) -> str:
    return urlsafe_b64encode(key.encode()).decode().rstrip("=")


def _unpacked(text: str) -> str:
    padded = text + "=" * (-len(text) % 4)
    key = urlsafe_b64decode(padded).decode()
    if "\0" in key:
        raise ValueError
    return key
