"""Walk through a queue, ticket by ticket, in its order.

The place in the queue goes with the address: what one does to a ticket moves that ticket, and
the next one is the next all the same. Those that somebody else is in are left to him.
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

from prazo.accounts.models import Desk, User
from prazo.desk.models import SavedQueue
from prazo.web.access import DeskRequest, signed_in
from prazo.web.layouts import ordered, place_in, ready
from prazo.web.orders import ORDERS, PLACE, Place
from prazo.web.queues import BY_SLUG, Queue, page_of, place_of
from prazo.web.saved import as_queue
from prazo.web.shown.row_facts import Facts
from prazo.writing.presence import others_in

QUEUE = re.compile(r"[a-z-]{1,40}|s/\d{1,18}")
AT_ONCE = 5  # are looked at, for one that is free
NAMED = 10
"""Of those passed over the bar names as many, the first."""
PASSED = re.compile(rf"[0-9]{{1,18}}(?:,[0-9]{{1,18}}){{0,{NAMED}}}")


@signed_in
@require_safe
def play(request: DeskRequest, slug: str) -> HttpResponse:
    queue = ready(slug, request.user)
    if queue is None:
        raise Http404
    return _onward(request, queue, list(request.desks))


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
    if request.GET.get("order"):
        back += "?" + urlencode({"order": request.GET["order"]})
    known = BY_SLUG.get(slug)
    name = known.name if known else _name_of(request, slug)
    said = request.GET.get("passed", "")
    passed = said.split(",") if PASSED.fullmatch(said) else []
    context = {
        "onward": onward,
        "back": back,
        "queue": name,
        "passed": passed[:NAMED],
        "more": len(passed) > NAMED,
    }
    return render_to_string("ticket/play.html", context)


def onward_of(place: Mapping[str, str]) -> str:
    """The address of the next ticket, by the place in a queue that a ticket's address says; ""
    where one did not come by playing."""
    slug, after = place.get("play", ""), place.get("at", "")
    if not QUEUE.fullmatch(slug) or not PLACE.fullmatch(after):
        return ""
    more = {name: place[name] for name in ("desk", "order") if place.get(name)}
    if more.get("order", "due") not in ORDERS:
        return ""
    return f"/q/{slug}/play?{urlencode({**more, 'after': after})}"


def _onward(request: DeskRequest, queue: Queue, desks: list[int]) -> HttpResponse:
    wanted = request.GET.get("desk", "")
    if wanted:
        desks = list(Desk.objects.filter(slug=wanted, pk__in=desks).values_list("pk", flat=True))
    queue = ordered(queue, request.GET.get("order", ""))
    after = place_in(queue, request.GET)
    fact, passed = _next(queue, request.user, desks, after) if desks else (None, [])
    if fact is None:
        context = {"queue": queue, "begun": after is not None, "passed": passed}
        return render(request, "queue/played.html", context)
    place, order = str(place_of(queue, fact, desks)), queue.order.word
    more = {"play": queue.slug, "at": place, "order": order, **({"desk": wanted} if wanted else {})}
    if passed:
        more["passed"] = ",".join(map(str, passed[: NAMED + 1]))
    return redirect(f"/t/{fact.number}?{urlencode(more)}")


def _next(
    queue: Queue, user: User, desks: list[int], after: Place | None
) -> tuple[Facts | None, list[int]]:
    """The first ticket that nobody else is in, and the numbers of those passed on the way to it."""
    passed: list[int] = []
    while facts := page_of(queue, user, desks, after, AT_ONCE):
        for fact in facts:
            if not others_in(fact.company, user.pk):
                return fact, passed
            passed.append(fact.number)
        after = place_of(queue, facts[-1], desks)
    return None, passed


def _name_of(request: HttpRequest, slug: str) -> str:
    saved = SavedQueue.objects.visible_to(request.user).filter(pk=int(slug[2:])).first()
    return saved.name if saved else ""
