"""The queue: open tickets in order of turn, next due first."""

from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from prazo.accounts.models import Desk
from prazo.web import frame, rail
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
from prazo.web.stencil import Stencil

WHOLE = Stencil("queue/page.html", *frame.HOLES, "title", "filter", "list", "of_desk")
LIST = Stencil("queue/rows.html", "title", "rows", "here", "beginning", "next")


@signed_in
@require_safe
def queue(request: DeskRequest, slug: str = "due") -> HttpResponse:
    if slug not in BY_SLUG:
        raise Http404
    chosen = BY_SLUG[slug]
    desks = _desks(request)
    desk = _desk(request, desks)
    if request.htmx:  # something changed, so what was counted a moment ago is not so any more
        forget_counts(request.user)
    after = Place.read(request.GET.get("after", ""))
    wanted = [desk.pk] if desk else request.desks
    facts = page_of(chosen, request.user, wanted, after, PAGE + 1)
    of_desk = f"?desk={desk.slug}" if desk else ""
    onward = _next(chosen, desk, facts) if len(facts) > PAGE else ""
    several = len(request.desks) > 1
    words = {
        "title": chosen.name,
        "rows": row.drawn(facts[:PAGE], timezone.now(), desks=several and desk is None),
        "here": request.get_full_path(),
        "beginning": request.path + of_desk,
        "next": onward,
        "of_desk": of_desk,
    }
    rows = LIST.filled(
        words,
        slug=slug,
        any=bool(facts),
        first=after is None,
        onward=bool(onward),
        works=bool(request.desks),
    )
    if request.htmx:
        answer = HttpResponse(rows + rail.drawn(request, swapped=True))
    else:
        beside = {"path": request.path, "desk": desk, "desks": desks}
        narrowing = render_to_string("queue/filter.html", beside) if several else ""
        answer = frame.page(request, WHOLE, words | {"list": rows, "filter": narrowing})
    answer["Vary"] = "HX-Request"
    return answer


def _desks(request: DeskRequest) -> list[Desk]:
    """Those to choose from; of one's only desk nothing needs to be known."""
    if len(request.desks) == 1 and "desk" not in request.GET:
        return []
    return list(Desk.objects.filter(pk__in=request.desks).order_by("name"))


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
