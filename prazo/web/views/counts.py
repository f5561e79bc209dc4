"""What stands beside every page, for a page that is open: counts, bell, and what waits."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from prazo.web import bell, rail, waiting
from prazo.web.access import DeskRequest, signed_in
from prazo.web.counts import forget_counts
from prazo.web.saved import forget


@signed_in
@require_safe
def counts(request: DeskRequest) -> HttpResponse:
    """Asked for when something changed that the page itself does not show."""
    forget_counts(request.user)
    forget(request.user)
    here = request.htmx.current_url_abs_path or ""
    queues = rail.drawn(request, swapped=True, here=here.partition("?")[0])
    parts = (queues, bell.drawn(request, swapped=True), waiting.drawn(request, swapped=True))
    answer = HttpResponse(parts)
    answer["Cache-Control"] = "no-store"
    return answer
