"""Long lists, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.http import urlencode

from prazo.web.access import DeskRequest

PAGE = 50
KEPT = ("q", "lacking", "desk")
"""What the next page is asked for with, too."""


@dataclass(frozen=True, slots=True)
class Listing:
    """`before` and `after` are addresses of the pages around this one; "" where there is none."""

    rows: Sequence[Any]
    total: int
    before: str
    after: str


def listed(request: DeskRequest, rows: "QuerySet[Any]", size: int = PAGE) -> Listing:
    """A number of no page is the nearest page there is."""
    pages = Paginator(rows, size)
    here = pages.get_page(request.GET.get("page", "1")[:9])
    others = {name: str(request.GET[name]) for name in KEPT if name in request.GET}

    def address(number: int) -> str:
        return "?" + urlencode({**others, "page": str(number)})

    return Listing(
        list(here.object_list),
        pages.count,
        address(here.previous_page_number()) if here.has_previous() else "",
        address(here.next_page_number()) if here.has_next() else "",
    )
