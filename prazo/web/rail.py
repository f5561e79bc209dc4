"""The rail beside every page: the queues with their counts, and the places of the desk."""

from datetime import timedelta
from functools import lru_cache
from typing import NamedTuple, cast

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from prazo.accounts.models import Role
from prazo.accounts.models.member import WORKING
from prazo.web.access import DeskRequest
from prazo.web.counts import COUNTED, counted_ago, counts
from prazo.web.queues import QUEUES
from prazo.web.saved import held, held_ago

PLACES = (
    ("board", _("Promise board")),
    ("shifts", _("Shifts")),
    ("customers", _("Customers")),
    ("settings", _("Settings")),
    ("agreements", _("Agreements")),
)
"""Address names of other rooms, and what they are called here."""

KEYS = {"board": "d"}
"""Of places that a key leads to."""

ALARMING = ("escalated", "no-contract")
"""Queues in which no ticket should stand."""


class Link(NamedTuple):
    name: str
    address: str
    here: bool = False
    key: str = ""


def drawn(request: HttpRequest, swapped: bool = False, here: str = "") -> SafeString:
    """The queues as HTML, empty for a visitor; `swapped` into a page that is open, at the path
    `here` where that is not what was asked for."""
    into = ' hx-swap-oob="outerMorph"' if swapped else ""
    path = here or request.path
    listed = "".join((*_queues(request, path), *_saved(request, path)))
    return mark_safe(f'<div id="rail-list"{into}>{listed}</div>')  # noqa: S308


def behind(request: DeskRequest) -> timedelta:
    """How old the counts are that stand beside a page that is drawn now."""
    of = request.user, request.desks
    return timedelta(seconds=max(counted_ago(*of), held_ago(*of)))


def places(request: HttpRequest) -> tuple[Link, ...]:
    found = []
    for name, title in PLACES:
        if name == "settings" and not _sets_up(request):
            continue
        address = _address(name)
        here = request.path.startswith(address)
        found.append(Link(str(title), address, here, KEYS.get(name, "")))
    return tuple(found)


def opens_tickets(request: HttpRequest) -> bool:
    """Whether this reader is at least an agent somewhere."""
    held = getattr(request, "desks", {}).values()
    return any(role in WORKING for role in held)


def _queues(request: HttpRequest, path: str) -> list[str]:
    if not request.user.is_authenticated:
        return []
    desks = cast(DeskRequest, request).desks
    if not desks:  # an administrator of the installation may work at none
        return []
    found = counts(cast(DeskRequest, request).user, desks)
    return [
        f'<a href="{address}"{HERE if address == path else ""}><span>{name}</span>'
        f" {_count(slug, found[slug])}</a>"
        for slug, name, address in _links(get_language() or "en")
    ]


def _saved(request: HttpRequest, path: str) -> list[str]:
    """Those of one's own making, and the place where they are made."""
    if not request.user.is_authenticated or not cast(DeskRequest, request).desks:
        return []
    asked = cast(DeskRequest, request)
    links = [
        f'<a href="{one.address}"{HERE if one.address == path else ""}>'
        f"<span>{escape(one.name)}</span> {_count('', one.count)}</a>"
        for one in held(asked.user, asked.desks, timezone.now())
    ]
    title, address = escape(_all_saved()), _address("queues")
    here = HERE if address == path else ""
    return [*links, f'<a class="all-saved" href="{address}"{here}><span>{title}</span></a>']


def _all_saved() -> str:
    return gettext("Saved queues")


HERE = ' aria-current="page"'


@lru_cache(maxsize=32)
def _links(language: str) -> tuple[tuple[str, str, str], ...]:
    """Slug, name and address of each queue, as HTML in the language that is active."""
    return tuple(
        (
            queue.slug,
            escape(str(queue.name)),
            _address("queue") if queue.slug == "due" else _address("queue_of", queue.slug),
        )
        for queue in QUEUES
    )


@lru_cache(maxsize=64)
def _address(name: str, *of: str) -> str:
    return reverse(name, args=of)


def _count(slug: str, count: int | None) -> str:
    if count is None:
        return '<span class="num">…</span>'
    hot = " hot" if count and slug in ALARMING else ""
    return f'<span class="num{hot}">{f"{COUNTED}+" if count > COUNTED else count}</span>'


def _sets_up(request: HttpRequest) -> bool:
    """Whether the settings have a page for this reader."""
    user = request.user
    if not user.is_authenticated:
        return False
    return user.administers or Role.ADMIN in cast(DeskRequest, request).desks.values()
