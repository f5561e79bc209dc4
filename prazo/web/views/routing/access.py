"""Who may look at a desk's shifts, and who may set them.

A desk one does not work at is not found; one where the role is less is forbidden (AC01, AC08).
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.http.response import HttpResponseBase

from prazo.accounts.models import Desk, Role
from prazo.accounts.operator import Operator
from prazo.lib.refusal import Refusal
from prazo.web.access import DeskRequest, View, hold_membership, may, signed_in
from prazo.web.operator import operator
from prazo.web.views.settings.form import SettingsForm

T = TypeVar("T")


def at_desk(role: Role) -> Callable[[View], View]:
    """For those with at least `role` at the desk whose short name is `desk`; the view gets it."""

    def around(view: View) -> View:
        @signed_in
        @wraps(view)
        def guarded(request: DeskRequest, desk: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
            found = Desk.objects.filter(slug=desk, pk__in=request.desks).first()
            if found is None:
                raise Http404
            if not may(request, found.pk, role):
                raise PermissionDenied
            return view(request, found, *args, **kwargs)

        guarded.permission = f"desk:{role}"  # type: ignore[attr-defined]
        return guarded

    return around


def done(
    request: DeskRequest,
    desk: Desk,
    role: Role,
    form: SettingsForm,
    act: Callable[[Operator], T],
) -> T | None:
    """Do it in one transaction with the role it needs. None: it was refused, and the form says
    why and has the status to answer with."""
    if not form.is_valid():
        form.status = 422
        return None
    try:
        with transaction.atomic():
            hold_membership(request.user, desk.pk, role)
            form.must_be_as_drawn()
            return act(operator(request))
    except Refusal as refusal:
        form.refuse(refusal)
        return None
