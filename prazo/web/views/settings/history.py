"""Every change of the settings: who, when, from where, what it was before and is since."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from prazo.accounts.changes import BY_ITSELF, BY_OWNER
from prazo.accounts.models import Change, Desk
from prazo.web.access import DeskRequest
from prazo.web.views.settings.access import sets_up, sets_up_some
from prazo.web.views.settings.change_words import field_words, value_words, what_words
from prazo.web.views.settings.listing import listed
from prazo.web.views.settings.page import page

SECTION = "settings_desk_history"


@sets_up_some
@require_safe
def history(request: DeskRequest, desks: list[Desk]) -> HttpResponse:
    """Of all desks one may set up, or of one of them."""
    wanted = request.GET.get("desk", "")
    chosen = [desk for desk in desks if desk.slug == wanted] if wanted else desks
    if wanted and not chosen:
        raise Http404
    changes = listed(request, _of(chosen))
    context = {
        "desks": desks,
        "chosen": wanted,
        "listing": changes,
        "changes": [shown(change) for change in changes.rows],
    }
    return render(request, "settings/history.html", context)


@sets_up
@require_safe
def desk_history(request: DeskRequest, desk: Desk) -> HttpResponse:
    changes = listed(request, _of([desk]))
    context = {"listing": changes, "changes": [shown(change) for change in changes.rows]}
    return page(request, desk, SECTION, "desk_history", context)


def shown(change: Change) -> Mapping[str, Any]:
    return {
        "at": change.at,
        "by": change.by or _nobody(change.what),
        "place": change.place or "",
        "desk": change.desk,
        "what": what_words(change.what),
        "about": change.about,
        "fields": list(_fields(change)),
    }


def _nobody(what: str) -> str:
    """Who did it, where nobody with an account did."""
    if what in BY_OWNER:
        return _("the owner of the address")
    return _("Prazo") if what in BY_ITSELF else _("the command line")


def _of(desks: list[Desk]) -> "QuerySet[Change]":
    return Change.objects.filter(desk__in=desks).select_related("by", "desk").order_by("-id")


def _fields(change: Change) -> Iterator[Mapping[str, str]]:
    for name in dict.fromkeys([*change.before, *change.after]):
        yield {
            "name": field_words(name),
            "before": value_words(name, change.before.get(name), change.desk),
            "after": value_words(name, change.after.get(name), change.desk),
        }
