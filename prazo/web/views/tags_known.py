"""Tags of a desk that what is typed may become."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from prazo.accounts.models import Desk, Role
from prazo.web.access import DeskRequest
from prazo.web.tag_field import LONGEST, options
from prazo.web.views.routing.access import at_desk


@at_desk(Role.AGENT)
@require_safe
def tags_known(request: DeskRequest, desk: Desk) -> HttpResponse:
    """`of` names the field that holds it."""
    typed = request.GET.get(request.GET.get("of", ""), "").replace("\0", "")[:LONGEST]
    answer = HttpResponse(options(desk.pk, typed))
    answer["Cache-Control"] = "no-store"
    return answer
