"""Search over all tickets one may see: number, subject, text, requester, customer."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from prazo.desk.models import Ticket
from prazo.desk.search import found_by
from prazo.lib.limits import allowed
from prazo.web import frame, rates
from prazo.web.access import DeskRequest, signed_in
from prazo.web.shown import row
from prazo.web.stencil import Stencil
from prazo.web.views.errors import too_many

LONGEST = 200
SHOWN = 25
PAGE = Stencil("search/page.html", *frame.HOLES, "rows")


@signed_in
@require_safe
def search(request: DeskRequest) -> HttpResponse:
    """A number alone goes straight to its ticket; else the newest tickets that say all words."""
    query = request.GET.get("q", "").replace("\0", "")[:LONGEST].strip()
    now = timezone.now()
    seen = Ticket.objects.visible_to(request.user)
    number = query.lstrip("#")
    if number.isascii() and number.isdigit() and len(number) <= 18:
        ticket = seen.filter(number=int(number)).first()
        if ticket is not None:
            return redirect("ticket", ticket.number)
    if query and not allowed(f"search:{request.user.pk}", *rates.SEARCH_USER, now):
        return too_many(request, 60 - now.second)
    found = found_by(query, request.desks) if query else []
    facts = row.of(found[:SHOWN], request.user)
    return frame.page(
        request,
        PAGE,
        {"query": query, "rows": row.drawn(facts, now)},
        searched=bool(query),
        any=bool(facts),
        more=len(found) > SHOWN,
    )
