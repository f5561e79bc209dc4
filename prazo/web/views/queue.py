"""The queue: open tickets in order of turn, next due first."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from prazo.accounts.models import Desk
from prazo.web.access import DeskRequest, signed_in
from prazo.web.queues import (
    BY_SLUG,
    PAGE,
    Place,
    Queue,
    forget_counts,
    page_of,
)
from prazo.web.shown import row


@signed_in
@require_safe
def queue(request: DeskRequest, slug: str = "due") -> HttpResponse:
    if slug not in BY_SLUG:
        raise Http404
    chosen = BY_SLUG[slug]
    desks = list(Desk.objects.filter(pk__in=request.desks).order_by("name"))
    desk = _desk(request, desks)
    now = timezone.now()
    if request.htmx:  # something changed, so what was counted a moment ago is not so any more
        forget_counts(request.user)
    after = Place.read(request.GET.get("after", ""))
    wanted = [desk.pk] if desk else request.desks
    facts = page_of(chosen, request.user, wanted, after, PAGE + 1)
    context = {
        "queue": chosen,
        "rows": row.drawn(facts[:PAGE], now, desks=len(desks) > 1 and desk is None),
        "desks": desks if len(desks) > 1 else [],
        "desk": desk,
        "now": now,
        "next": _next(chosen, desk, facts) if len(facts) > PAGE else "",
        "first": after is None,
        "here": request.get_full_path(),
    }
    template = "queue/rows.html" if request.htmx else "queue/page.html"
    answer = render(request, template, context)
    answer["Vary"] = "HX-Request"
    return answer


def _desk(request: DeskRequest, desks: list[Desk]) -> Desk | None:
    """The desk the list is kept to; one that is not ours is not found."""
    wanted = request.GET.get("desk", "")
    if not wanted:
        return None
    for desk in desks:
        if desk.slug == wanted:
            return desk
    raise Http404


def _next(queue: Queue, desk: Desk | None, facts: list[row.Facts]) -> str:
    last = facts[PAGE - 1]
    at = last.resolved_at if queue.newest_ended_first else last.next_due_at
    words = {"desk": desk.slug} if desk else {}
    return "?" + urlencode({**words, "after": str(Place(at, last.id))})
