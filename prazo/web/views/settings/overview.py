"""The settings' front door: every desk one may set up, and what it still lacks."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from prazo.accounts.models import Desk
from prazo.agreements.models import in_force
from prazo.web.access import DeskRequest
from prazo.web.views.settings.access import sets_up_some
from prazo.web.views.settings.gaps import gaps


@sets_up_some
@require_safe
def overview(request: DeskRequest, desks: list[Desk]) -> HttpResponse:
    now = timezone.now()
    shown = [
        {
            "desk": desk,
            "version": in_force(desk.pk, now),
            "people": desk.members.filter(user__is_active=True).count(),
            "customers": desk.customers.count(),
            "gaps": gaps(desk, now),
        }
        for desk in desks
    ]
    return render(request, "settings/overview.html", {"shown": shown})
