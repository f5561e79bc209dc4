"""End a session of one's own, or all but this one."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from prazo.accounts import sign_ins
from prazo.web.access import DeskRequest, signed_in_so_far
from prazo.web.strangers import refuse_strangers


@signed_in_so_far
@require_POST
def end_sign_in(request: DeskRequest, pk: int) -> HttpResponse:
    """One that is not there any more, or never was one's own, has ended already."""
    refuse_strangers(request.POST)
    sign_ins.end(sign_ins.open_of(request.user, timezone.now()).filter(pk=pk))
    return _back()


@signed_in_so_far
@require_POST
def end_other_sign_ins(request: DeskRequest) -> HttpResponse:
    refuse_strangers(request.POST)
    sign_ins.end_all(request.user, but=str(request.session.session_key))
    return _back()


def _back() -> HttpResponse:
    answer = redirect("me")
    answer["Location"] += "#signed-in"
    return answer
