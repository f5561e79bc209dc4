"""How somebody has queues shown: columns and order of the ready ones, rows on a page, which of the
saved ones stand first. It is read with the person, so that no page asks for it."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from itertools import chain
from typing import Any

from django.core.exceptions import BadRequest
from django.db import transaction

from prazo.accounts.models import User
from prazo.desk.models import SavedQueue
from prazo.web.orders import ORDERS, Place
from prazo.web.queues import BY_SLUG, Queue
from prazo.web.shown import row

ROWS = (25, 50, 100)
"""Of one page, to choose from."""
MOST_FIRST = 50


@dataclass(frozen=True, slots=True)
class Layout:
    """Of one ready queue; empty is as it comes."""

    columns: tuple[str, ...] = ()
    order: str = ""


@dataclass(frozen=True, slots=True)
class Layouts:
    """`rows` 0 is as it comes. `first` are the saved queues that stand before all others, in this
    order."""

    rows: int = 0
    first: tuple[int, ...] = ()
    queues: Mapping[str, Layout] = field(default_factory=dict)


USUAL = Layouts()


def layouts_of(user: User) -> Layouts:
    return _read(user.layouts) if user.layouts else USUAL


def ready(slug: str, user: User) -> Queue | None:
    """As this reader has it shown."""
    queue = BY_SLUG.get(slug)
    own = layouts_of(user).queues.get(slug) if user.layouts else None
    if queue is None or own is None:
        return queue
    return ordered(replace(queue, columns=own.columns or queue.columns), own.order)


def ordered(queue: Queue, word: str) -> Queue:
    """In another order, where the queue can stand in it. BadRequest for a word that is none."""
    if not word or word == queue.order.word:
        return queue
    if word not in ORDERS:
        raise BadRequest("no such order")
    return replace(queue, order=ORDERS[word]) if word in words_of(queue) else queue


def place_in(queue: Queue, said: Mapping[str, str]) -> Place | None:
    """After which ticket of it an address goes on. Where it does not stand any more in the order
    that the place is one of: from the beginning on."""
    after, word = Place.read(said.get("after", "")), said.get("order", "")
    return after if word in ("", queue.order.word) else None


def words_of(queue: Queue) -> tuple[str, ...]:
    """The orders it can stand in."""
    return tuple(chain.from_iterable(queue.sorts.values()))


def lay_out(user: User, slug: str, columns: Sequence[str], order: str) -> None:
    layout = Layout(tuple(columns), order)

    def change(now: Layouts) -> Layouts:
        return replace(now, queues={**now.queues, slug: layout})

    _keep(user, change)


def as_it_comes(user: User, slug: str) -> None:
    """Forget how it was laid out."""

    def change(now: Layouts) -> Layouts:
        return replace(now, queues={k: v for k, v in now.queues.items() if k != slug})

    _keep(user, change)


def set_rows(user: User, rows: int) -> None:
    _keep(user, lambda now: replace(now, rows=rows))


def put_first(user: User, pk: int, place: int | None) -> None:
    """Before the others, at a place among those that stand first; None: no longer. What he sees no
    more has no place among them."""

    def change(now: Layouts) -> Layouts:
        visible = SavedQueue.objects.visible_to(user).filter(pk__in=now.first)
        seen = {*visible.values_list("pk", flat=True)} - {pk}
        first = [one for one in now.first if one in seen]
        if place is not None:
            first.insert(max(0, place), pk)
        return replace(now, first=tuple(first[:MOST_FIRST]))

    _keep(user, change)


@transaction.atomic
def _keep(user: User, change: Callable[[Layouts], Layouts]) -> None:
    held = User.objects.select_for_update(no_key=True).only("layouts").get(pk=user.pk)
    held.layouts = json.dumps(asdict(change(layouts_of(held))))
    held.save(update_fields=["layouts"])
    user.layouts = held.layouts


@lru_cache(maxsize=1024)
def _read(text: str) -> Layouts:
    kept: dict[str, Any] = json.loads(text)
    queues = {
        slug: Layout(
            tuple(name for name in one["columns"] if name in row.CELLS),
            one["order"] if one["order"] in ORDERS else "",
        )
        for slug, one in kept["queues"].items()
    }
    return Layouts(kept["rows"], tuple(kept["first"]), queues)
