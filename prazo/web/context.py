"""What the frame around every page needs. Nothing is read until a page with a frame is drawn:
pages for what went wrong have none, and ask the database for nothing."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from prazo.web import bell, rail, waiting
from prazo.web.frame import still
from prazo.web.shown.due import zone_name


def frame(request: HttpRequest) -> dict[str, Any]:
    return {
        **still(),
        "reader": SimpleLazyObject(lambda: str(request.user)),
        "zone": SimpleLazyObject(zone_name),
        "reader_id": SimpleLazyObject(lambda: request.user.pk),
        "rail": SimpleLazyObject(lambda: rail.drawn(request)),
        "bell": SimpleLazyObject(lambda: bell.drawn(request)),
        "bulks": SimpleLazyObject(lambda: waiting.drawn(request)),
        "places": SimpleLazyObject(lambda: rail.places(request)),
        "opens_tickets": SimpleLazyObject(lambda: rail.opens_tickets(request)),
    }
