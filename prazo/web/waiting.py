"""What one asked to be done to many tickets and is not done yet, said on every page, where it can
be taken back. The rail's counts hold it, so it costs a page no statement of its own."""

from collections.abc import Sequence
from typing import cast

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from prazo.web.access import DeskRequest
from prazo.web.counts import Waiting, waiting_bulks

EMPTY = mark_safe('<div id="bulks"></div>')
TAKEN_BACK = _("Taken back: nothing was done.")


def drawn(
    request: HttpRequest,
    swapped: bool = False,
    was: Sequence[int] = (),
    said: str | Promise = "",
) -> SafeString | str:
    """As HTML, nothing for a visitor. `swapped` into a page that is open, which then keeps what it
    was told where nothing waits; `was`: bulks that an open page showed as waiting; `said` of what
    was just done with them."""
    if not request.user.is_authenticated:
        return ""
    desks = cast(DeskRequest, request).desks
    waiting = waiting_bulks(request.user, desks) if desks else []
    over = _over(cast(DeskRequest, request), set(was) - {one.id for one in waiting})
    if any(not one["ended"] for one in over):
        said = said or TAKEN_BACK
    if not waiting and not over and not said:
        return "" if swapped else EMPTY
    context = {
        "bulks": [_shown(one) for one in waiting],
        "over": [one for one in over if one["ended"]],
        "said": said,
        "ids": ",".join(str(one.id) for one in waiting),
        "swapped": swapped,
        "csrf_token": get_token(request),
    }
    return render_to_string("frame/bulks.html", context)


def _shown(one: Waiting) -> dict[str, object]:
    left = one.due - timezone.now().timestamp()
    return {"it": one, "title": _title(one.act), "left": max(0, round(left))}


def _over(request: DeskRequest, ids: set[int]) -> list[dict[str, object]]:
    """Ended, or taken back, since the page was drawn."""
    from prazo.desk.models import Bulk

    own = Bulk.objects.filter(pk__in=ids, user=request.user)
    over = own.exclude(done_at=None, undone_at=None) if ids else ()
    return [
        {
            "id": one.pk,
            "ended": one.undone_at is None,
            "title": _title(one.act),
            "done": sum(1 for why in one.outcomes.values() if not why),
            "refused": sum(1 for why in one.outcomes.values() if why),
        }
        for one in over
    ]


def _title(act: str) -> str | Promise:
    from prazo.web.views.bulk.acts import ACTS

    return ACTS[act].title if act in ACTS else act
