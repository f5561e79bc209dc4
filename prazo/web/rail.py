"""The rail beside every page: the queues with their counts, and the places of the desk."""

from dataclasses import dataclass
from typing import cast

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from prazo.accounts.models import Role
from prazo.web.access import DeskRequest
from prazo.web.queues import COUNTED, QUEUES, counts

PLACES = (
    ("settings", _("Settings")),
    ("agreements", _("Agreements")),
)
"""Address names of other rooms, and what they are called here."""


@dataclass(frozen=True, slots=True)
class Link:
    name: str
    address: str
    here: bool = False
    count: str = ""
    hot: bool = False


def queues(request: HttpRequest) -> list[Link]:
    """Empty for a visitor."""
    if not request.user.is_authenticated:
        return []
    desks = cast(DeskRequest, request).desks
    if not desks:  # an administrator of the installation may work at none
        return []
    found = counts(cast(DeskRequest, request).user, desks)
    links = []
    for queue in QUEUES:
        address = (
            reverse("queue") if queue.slug == "due" else reverse("queue_of", args=[queue.slug])
        )
        number = found[queue.slug]
        shown = f"{COUNTED}+" if number > COUNTED else str(number)
        hot = queue.slug in ("escalated", "no-contract") and number > 0
        links.append(Link(str(queue.name), address, request.path == address, shown, hot))
    return links


def places(request: HttpRequest) -> list[Link]:
    found = []
    for name, title in PLACES:
        if name == "settings" and not _sets_up(request):
            continue
        address = reverse(name)
        found.append(Link(str(title), address, request.path.startswith(address)))
    return found


def _sets_up(request: HttpRequest) -> bool:
    """Whether the settings have a page for this reader."""
    user = request.user
    if not user.is_authenticated:
        return False
    return user.administers or Role.ADMIN in cast(DeskRequest, request).desks.values()
