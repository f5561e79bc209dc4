"""Who may set a desk up: its admins, and who administers the installation.

A desk one does not work at is not found; one where the role is less is forbidden (AC01, AC08).
"""

from functools import wraps
from itertools import chain
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.http.response import HttpResponseBase

from prazo.accounts.models import Desk, Role, SeenBy, Team
from prazo.accounts.operator import Operator
from prazo.lib import scope
from prazo.web.access import DeskRequest, View, may, signed_in

PERMISSION = "settings"


def sets_up(view: View) -> View:
    """For who may set up the desk whose short name is `desk`; the view gets the desk."""

    @signed_in
    @wraps(view)
    def guarded(request: DeskRequest, desk: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with scope.entered(reach(request)):
            found = Desk.objects.filter(slug=desk).first()
            if found is None or not (request.user.administers or found.pk in request.desks):
                raise Http404
            if not may_set_up(request, found):
                raise PermissionDenied
            return _kept_by_nobody(view(request, found, *args, **kwargs))

    guarded.permission = f"{PERMISSION}:desk"  # type: ignore[attr-defined]
    return guarded


def sets_up_some(view: View) -> View:
    """For who may set up any desk at all; the view gets those desks, by name."""

    @signed_in
    @wraps(view)
    def guarded(request: DeskRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with scope.entered(reach(request)):
            own = [desk for desk in Desk.objects.order_by("name") if may_set_up(request, desk)]
            if not own and not request.user.administers:
                raise PermissionDenied
            return _kept_by_nobody(view(request, own, *args, **kwargs))

    guarded.permission = f"{PERMISSION}:some"  # type: ignore[attr-defined]
    return guarded


def _kept_by_nobody(answer: HttpResponseBase) -> HttpResponseBase:
    """Pages that name people, and once a link that signs in, stay out of every cache."""
    answer.headers.setdefault("Cache-Control", "no-store")
    return answer


def may_set_up(request: DeskRequest, desk: Desk) -> bool:
    return request.user.administers or may(request, desk.pk, Role.ADMIN)


def reach(request: DeskRequest) -> scope.Scope:
    """Rows of the desks one works at; of all of them for who administers the installation. To
    administer opens no private team."""
    own = scope.current()
    if not request.user.administers:
        return own
    others = Team.objects.exclude(desk__in=request.desks).exclude(seen_by=SeenBy.DESK)
    closed = [*chain(*request.closed.values()), *others.values_list("pk", flat=True)]
    return scope.of_person(request.user.pk, Desk.objects.values_list("pk", flat=True), closed)


def hold(by: Operator, desk: Desk) -> None:
    """Inside the transaction of an act: one change of a desk's settings after the other, and
    the permission as it is now (R07)."""
    Desk.objects.select_for_update(no_key=True).get(pk=desk.pk)
    by.user.refresh_from_db(fields=["administers", "is_active"])
    if not by.user.is_active or not by.may_set_up(desk):
        raise PermissionDenied
