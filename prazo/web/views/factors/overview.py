"""One's second factors: what there is, what is left, what to add."""

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from prazo.accounts.actions.give_up_factor import give_up_factor
from prazo.accounts.factors import passkeys
from prazo.accounts.factors.held import APP, FACTORS, factors_of, must_have
from prazo.channels.email.factor_notice import mail_factor_notice
from prazo.web.access import DeskRequest, signed_in_so_far
from prazo.web.operator import operator
from prazo.web.proof import proved
from prazo.web.strangers import refuse_strangers
from prazo.web.views.factors.page import page

WORDS = {
    "removed": _("Removed. A mail to you says so."),
    "removed_unsaid": _("Removed. No mail says so, as no desk of yours can send any."),
    "proved": _("Thank you. You may go on."),
}


@signed_in_so_far
@require_safe
def factors(request: DeskRequest) -> HttpResponse:
    held = factors_of(request.user)
    context = {
        "held": held,
        "passkeys": [{"row": one, "name": one.wrap().name} for one in held.passkeys],
        "required": must_have(request.user),
        "possible": passkeys.possible(),
        "notice": WORDS.get(request.GET.get("done", ""), ""),
    }
    return page(request, "overview", context)


@signed_in_so_far
@require_POST
@proved
def removal(request: DeskRequest, pk: int) -> HttpResponse:
    refuse_strangers(request.POST)
    mine = Authenticator.objects.filter(user=request.user, type__in=FACTORS)
    factor = get_object_or_404(mine, pk=pk)
    is_app = factor.type == Authenticator.Type.TOTP
    by = operator(request)
    with transaction.atomic():
        give_up_factor(factor, APP if is_app else factor.wrap().name, by=by)
        told = mail_factor_notice(request.user, "removed", at=by.at)
    answer = redirect("factors")
    answer["Location"] += "?done=removed" if told else "?done=removed_unsaid"
    return answer
