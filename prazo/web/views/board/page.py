"""The promise board: the next hours as targets falling due, by team and person (B17)."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from prazo.accounts.models import Desk, Role
from prazo.web import rail
from prazo.web.access import DeskRequest, may, signed_in
from prazo.web.board import drawn
from prazo.web.board.board import HOURS, USUAL, Board, board_of
from prazo.web.board.read import Due
from prazo.web.counts import forget_counts
from prazo.web.shown import words
from prazo.web.shown.due import clock, near
from prazo.web.shown.reader import reader
from prazo.web.views import live

MOVES = 5
"""Promises that will be missed which are told one by one above the board."""

WALL = 6
"""Those due next that a screen in the room names."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for: how many hours, of which of one's desks (None: all)."""

    hours: int
    desk: Desk | None

    @property
    def query(self) -> str:
        words = {"hours": str(self.hours)}
        if self.desk:
            words["desk"] = self.desk.slug
        return "?" + urlencode(words)


@signed_in
@require_safe
def board(request: DeskRequest) -> HttpResponse:
    chosen = wanted(request, request.GET.get("hours", ""), request.GET.get("desk", ""))
    if request.htmx:
        return part(request, chosen)
    return render(request, "board/page.html", {**_context(request, chosen), **_around(request)})


@signed_in
@require_safe
def wall(request: DeskRequest) -> HttpResponse:
    """For a screen in the room: large, without controls, and without what customers wrote."""
    chosen = wanted(request, request.GET.get("hours", ""), request.GET.get("desk", ""))
    seen = _seen(request, chosen)
    context = {
        "wanted": chosen,
        "board": seen,
        "live": live.of_list(request, chosen.desk, seen.now),
        "next": [_told(due, seen) for due in (*seen.late[-2:], *seen.coming[:WALL])][:WALL],
        "bars": _bars(seen),
        "here": sum(1 for one in seen.staff.workers.values() if one.there_at(seen.now)),
    }
    template = "board/wall_part.html" if request.htmx else "board/wall.html"
    answer = render(request, template, context)
    answer["Vary"] = "HX-Request"
    return answer


def part(request: DeskRequest, chosen: Wanted) -> HttpResponse:
    """The board and the queues' counts, for a page that is open."""
    forget_counts(request.user)
    board = render_to_string("board/board.html", _context(request, chosen), request)
    answer = HttpResponse([board, rail.drawn(request, swapped=True)])
    answer["Vary"] = "HX-Request"
    return answer


def wanted(request: DeskRequest, hours: str, slug: str) -> Wanted:
    """An unknown number of hours is the usual one; a desk that is not ours is not found."""
    many = int(hours) if hours in map(str, HOURS) else USUAL
    desk = Desk.objects.filter(slug=slug, pk__in=request.desks).first() if slug else None
    if slug and desk is None:
        raise Http404
    return Wanted(many, desk)


def _seen(request: DeskRequest, chosen: Wanted) -> Board:
    desks = [chosen.desk.pk] if chosen.desk else sorted(request.desks)
    zone = timezone.get_current_timezone()
    return board_of(request.user, desks, chosen.hours, timezone.now(), zone)


def _context(request: DeskRequest, chosen: Wanted) -> dict[str, Any]:
    seen = _seen(request, chosen)
    desks = [chosen.desk.pk] if chosen.desk else list(request.desks)
    moves = any(may(request, desk, Role.AGENT) for desk in desks)
    return {
        "wanted": chosen,
        "here": f"{request.path if request.method == 'GET' else '/board'}{chosen.query}",
        "board": seen,
        "live": live.of_list(request, chosen.desk, seen.now),
        "moves": moves,
        "table": drawn.table(seen, moves=moves) if seen.late or seen.coming else "",
        "doomed": [_told(due, seen) for due in seen.doomed[:MOVES]],
        "assumed": _assumed(seen),
        "works": bool(request.desks),
    }


def _around(request: DeskRequest) -> dict[str, Any]:
    several = len(request.desks) > 1
    desks = Desk.objects.filter(pk__in=request.desks).order_by("name") if several else []
    return {"choices": HOURS, "desks": desks}


def _told(due: Due, seen: Board) -> dict[str, Any]:
    to = reader()
    helper = seen.helpers.get(due.id)
    return {
        "due": due,
        "late": due.late,
        "doomed": seen.fates[due.id].missed,
        "at": near(due.due_at, seen.now, to),
        "metric": drawn.metric_name(due, to),
        "fate": drawn.fate_words(due, seen, to),
        "holder": seen.staff.names.get(due.holder, "") if due.holder else "",
        "helper": helper,
        "helper_name": seen.staff.names.get(helper, "") if helper else "",
    }


def _assumed(seen: Board) -> list[dict[str, Any]]:
    """What each kind of promise on the board is taken to need."""
    to = reader()
    kinds = {(due.desk, due.metric): due for due in (*seen.late, *seen.coming)}
    told = [
        {
            "metric": drawn.metric_name(due, to),
            "needed": words.length(seen.pace(due).needed),
            "cases": seen.pace(due).cases,
        }
        for _key, due in sorted(kinds.items())
    ]
    return [one for place, one in enumerate(told) if one not in told[:place]]


def _bars(seen: Board) -> list[dict[str, Any]]:
    """How many fall due in each column, and of these how many will be missed."""
    to = reader()
    doomed = {due.id for due in seen.doomed}
    found = []
    for column in seen.across:
        own = [due for due in seen.coming if column.start <= due.due_at < column.end]
        found.append(
            {
                "from": clock(column.start, to),
                "count": len(own),
                "missed": sum(1 for due in own if due.id in doomed),
            }
        )
    return found
