"""The queue: open tickets in order of turn, next due first."""

from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from prazo.accounts.models import Desk, Role
from prazo.accounts.models.member import RANK
from prazo.desk.models import SavedQueue
from prazo.web import bell, frame, rail, waiting
from prazo.web.access import DeskRequest, signed_in
from prazo.web.counts import forget_counts
from prazo.web.layouts import layouts_of, ordered, place_in, ready
from prazo.web.orders import Place
from prazo.web.queues import PAGE, SPAM, Queue, page_of, place_of
from prazo.web.saved import as_queue, forget
from prazo.web.shown import heads, row, row_facts
from prazo.web.stencil import Stencil
from prazo.web.views import live
from prazo.web.views.queues.like import READY

WHOLE = Stencil(
    "queue/page.html",
    *frame.HOLES,
    "title",
    "filter",
    "list",
    "live",
    "play",
    "change",
    "slug",
    "desk",
    "orders",
    "order",
    "more",
)
Asked = tuple[tuple[str, str], ...]
"""What an address asks for."""
WIDE = 5
"""Columns that fit beside a ticket; a table of more is scrolled."""
LIST = Stencil("queue/rows.html", "title", "rows", "here", "beginning", "next", "heads", "most")


@signed_in
@require_safe
def queue(request: DeskRequest, slug: str = "due") -> HttpResponse:
    chosen = ready(slug, request.user)
    if chosen is None:
        raise Http404
    return _shown(request, chosen, _desks(request))


@signed_in
@require_safe
def saved_queue(request: DeskRequest, pk: int) -> HttpResponse:
    """One of one's own making, or one that is shared with the reader."""
    saved = SavedQueue.objects.visible_to(request.user).filter(pk=pk).first()
    if saved is None:
        raise Http404
    chosen = as_queue(saved, request.user, timezone.now())
    if saved.desk_id is None:
        return _shown(request, chosen, _desks(request), change=f"/queues/{pk}")
    return _shown(request, chosen, [], kept_to=saved.desk_id, change=f"/queues/{pk}")


class Page(NamedTuple):
    """What of a queue is shown; `asked` is what leads here again, `onward` to the next page."""

    queue: Queue
    desk: Desk | None
    facts: list[row_facts.Facts]
    first: bool
    most: int
    of_desk: Asked
    asked: Asked
    onward: str


def _shown(
    request: DeskRequest,
    chosen: Queue,
    desks: list[Desk],
    *,
    kept_to: int | None = None,
    change: str = "",
) -> HttpResponse:
    now, desk = timezone.now(), _desk(request, desks)
    if request.htmx:  # something changed, so what was counted a moment ago is not so any more
        forget_counts(request.user)
        forget(request.user)
        if Place.read(request.GET.get("after", "")):  # a page further on stays as it is
            return _answer(*_beside(request))
    wanted = [desk.pk] if desk else [kept_to] if kept_to is not None else [*request.desks]
    page, acts, several = _page(request, chosen, wanted, desk), _works(request), len(desks) > 1
    words = _words(request, page, now, acts, several and desk is None) | {"change": change}
    rows = LIST.filled(
        words,
        slug="" if change else chosen.slug,
        picks=acts,
        wide=len(chosen.columns) > WIDE,
        any=bool(page.facts),
        first=page.first,
        onward=bool(page.onward),
        works=bool(request.desks),
    )
    if request.htmx:
        return _answer(rows, *_beside(request))
    chosen_from = {"path": request.path, "desk": desk, "desks": desks}
    narrowing = render_to_string("queue/filter.html", chosen_from) if several else ""
    words |= {"list": rows, "filter": narrowing}
    spam = {"spam": chosen.slug == SPAM, "mixed": chosen.mixed}
    whole = frame.page(request, WHOLE, words, picks=acts, changes=bool(change), **spam)
    whole["Vary"] = "HX-Request"
    return whole


def _page(request: DeskRequest, usual: Queue, wanted: list[int], desk: Desk | None) -> Page:
    """In the order that is asked for. The way onward says it, too: what is usual may change before
    somebody goes there."""
    queue = ordered(usual, request.GET.get("order", ""))
    after, most = place_in(queue, request.GET), layouts_of(request.user).rows or PAGE
    facts = page_of(queue, request.user, wanted, after, most + 1)
    of_desk: Asked = (("desk", desk.slug),) if desk else ()
    order = ("order", queue.order.word)
    onward = ""
    if len(facts) > most:
        place = place_of(queue, facts[most - 1], wanted)
        onward = _asking((*of_desk, order, ("after", str(place))))
    asked = (*of_desk, order) if queue is not usual else of_desk
    return Page(queue, desk, facts[:most], after is None, most, of_desk, asked, onward)


def _words(
    request: DeskRequest, page: Page, now: datetime, acts: bool, desks: bool
) -> dict[str, object]:
    queue, asking = page.queue, _asking(page.asked)
    return {
        "title": queue.name,
        "rows": row.drawn(
            page.facts,
            now,
            desks=desks,
            columns=queue.columns,
            picks=acts,
            reader_id=request.user.pk,
            group=queue.order.by,
        ),
        "here": request.get_full_path(),
        "beginning": request.path + asking,
        "next": page.onward,
        "most": page.most,
        "heads": heads.heads(queue.columns, queue.sorts, queue.order.word, page.of_desk),
        "live": live.of_list(request, page.desk, now),
        "play": f"/q/{queue.slug}/play{asking}",
        "slug": queue.slug,
        "desk": page.desk.slug if page.desk else "",
        "orders": heads.menu(queue.sorts, queue.order.word, page.of_desk),
        "order": queue.order.word,
        "more": _more(queue.slug, asking, get_language() or "en"),
    }


def _beside(request: DeskRequest) -> tuple[SafeString | str, ...]:
    parts = (rail, bell, waiting)
    return tuple(part.drawn(request, swapped=True) for part in parts)


def _answer(*parts: SafeString | str) -> HttpResponse:
    answer = HttpResponse(parts)
    answer["Vary"] = "HX-Request"
    return answer


def _works(request: DeskRequest) -> bool:
    """Whether there is a desk here at which the reader acts and does not only look."""
    return any(RANK[role] >= RANK[Role.AGENT] for role in request.desks.values())


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


@lru_cache(maxsize=1024)
def _more(slug: str, asking: str, _language: str) -> SafeString:
    """What else there is to do with a queue."""
    saved = slug.startswith("s/")
    context = {"slug": slug, "saved": saved, "like": saved or slug in READY, "asking": asking}
    return render_to_string("queue/more.html", context)


def _asking(asked: Asked) -> str:
    return f"?{urlencode(asked)}" if asked else ""
