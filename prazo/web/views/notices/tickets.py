"""The tickets of one notice: what a storm hit."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from prazo.desk.models import Ticket
from prazo.notices.models import Notice
from prazo.notices.wording import said_of_many
from prazo.web.access import DeskRequest, signed_in
from prazo.web.orders import Place
from prazo.web.shown import row, row_facts
from prazo.web.views import live

PAGE = 50


@signed_in
@require_safe
def tickets(request: DeskRequest, pk: int) -> HttpResponse:
    """The newest first; of those one may see now."""
    notice = Notice.objects.visible_to(request.user).filter(pk=pk).first()
    if notice is None:
        raise Http404
    after = Place.read(request.GET.get("after", ""))
    hit = Ticket.objects.visible_to(request.user).filter(occasions__notice=notice)
    if after is not None:
        hit = hit.filter(pk__lt=after.id)
    ids = list(hit.order_by("-pk").values_list("pk", flat=True).distinct()[: PAGE + 1])
    shown = row_facts.of(ids[:PAGE], request.user)
    now = timezone.now()
    several = len(request.desks) > 1
    context = {
        "live": live.of_list(request, None, now, bare=True),
        "told": notice,
        "title": said_of_many(notice.kind, notice.tickets),
        "rows": row.drawn(shown, now, desks=several),
        "first": after is None,
        "next": "?" + urlencode({"after": str(Place(None, ids[PAGE - 1]))})
        if len(ids) > PAGE
        else "",
    }
    return render(request, "notices/tickets.html", context)
