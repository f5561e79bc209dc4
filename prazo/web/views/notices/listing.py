"""One's own notices: what is unread first, page by page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from prazo.web.access import DeskRequest, signed_in
from prazo.web.counts import forget_counts
from prazo.web.orders import Place
from prazo.web.shown import told
from prazo.web.views import live

PAGE = 50
READ = "read"


@signed_in
@require_safe
def listing(request: DeskRequest) -> HttpResponse:
    """`?after=` says where the page begins; with `read=1` that is among those read."""
    forget_counts(request.user)
    after = Place.read(request.GET.get("after", ""))
    among_read = after is not None and READ in request.GET
    facts: list[told.Facts] = []
    if not among_read:
        facts = told.unread(request.user, after, PAGE + 1)
    if len(facts) <= PAGE:
        facts += told.read(request.user, after if among_read else None, PAGE + 1 - len(facts))
    now = timezone.now()
    several = len(request.desks) > 1
    shown = [told.line(one, now, several) for one in facts[:PAGE]]
    context = {
        "live": live.of_list(request, None, now, bare=True),
        "lines": shown,
        "first": after is None,
        "next": _next(facts) if len(facts) > PAGE else "",
        "any_unread": any(line.unread for line in shown),
        "shown_at": max((one.at for one in facts[:PAGE]), default=now).isoformat(),
    }
    template = "notices/list.html" if request.htmx else "notices/page.html"
    answer = render(request, template, context)
    answer["Vary"] = "HX-Request"
    return answer


def _next(facts: list[told.Facts]) -> str:
    last = facts[PAGE - 1]
    among_read = {} if last.seen_at is None else {READ: "1"}
    return "?" + urlencode({"after": str(Place(last.at, last.id)), **among_read})
