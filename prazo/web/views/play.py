"""Walk through a queue, ticket by ticket, in its order.

The place in the queue goes with the address: what one does to a ticket moves that ticket, and
the next one is the next all the same.
"""

import re
from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from prazo.accounts.models import Desk
from prazo.desk.models import SavedQueue
from prazo.web.access import DeskRequest, signed_in
from prazo.web.queues import BY_SLUG, Place, Queue, page_of, place_of
from prazo.web.saved import as_queue

QUEUE = re.compile(r"[a-z-]{1,40}|s/\d{1,18}")
PLACE = re.compile(r"(-|-?\d{1,20})\.\d{1,18}")


@signed_in
@require_safe
def play(request: DeskRequest, slug: str) -> HttpResponse:
    if slug not in BY_SLUG:
        raise Http404
    return _onward(request, BY_SLUG[slug], list(request.desks))


@signed_in
@require_safe
def play_saved(request: DeskRequest, pk: int) -> HttpResponse:
    saved = SavedQueue.objects.visible_to(request.user).filter(pk=pk).first()
    if saved is None:
        raise Http404
    kept_to = list(request.desks) if saved.desk_id is None else [saved.desk_id]
    return _onward(request, as_queue(saved, request.user, timezone.now()), kept_to)


def played(request: HttpRequest) -> SafeString | str:
    """The bar above a ticket one came to by playing; nothing for who came otherwise."""
    slug, onward = request.GET.get("play", ""), onward_of(request.GET)
    if not onward:
        return ""
    back = "/" if slug == "due" else f"/q/{slug}"
    known = BY_SLUG.get(slug)
    name = known.name if known else _name_of(request, slug)
    context = {"onward": onward, "back": back, "queue": name}
    return render_to_string("ticket/play.html", context)


def onward_of(place: Mapping[str, str]) -> str:
    """The address of the next ticket, by the place in a queue that a ticket's address says; ""
    where one did not come by playing."""
    slug, after = place.get("play", ""), place.get("at", "")
    if not QUEUE.fullmatch(slug) or not PLACE.fullmatch(after):
        return ""
    desk = {"desk": place["desk"]} if place.get("desk") else {}
    return f"/q/{slug}/play?{urlencode({**desk, 'after': after})}"


def _onward(request: DeskRequest, queue: Queue, desks: list[int]) -> HttpResponse:
    wanted = request.GET.get("desk", "")
    if wanted:
        desks = list(Desk.objects.filter(slug=wanted, pk__in=desks).values_list("pk", flat=True))
    after = Place.read(request.GET.get("after", ""))
    facts = page_of(queue, request.user, desks, after, 1) if desks else []
    if not facts:
        return render(request, "queue/played.html", {"queue": queue, "begun": after is not None})
    more = {"play": queue.slug, "at": str(place_of(queue, facts[0]))}
    if wanted:
        more["desk"] = wanted
    return redirect(f"/t/{facts[0].number}?{urlencode(more)}")


def _name_of(request: HttpRequest, slug: str) -> str:
    saved = SavedQueue.objects.visible_to(request.user).filter(pk=int(slug[2:])).first()
    return saved.name if saved else ""
