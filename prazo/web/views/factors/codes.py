"""Recovery codes: shown to who has just proved himself; new ones void the old."""

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from prazo.accounts.actions.make_codes import make_codes
from prazo.accounts.factors import recovery
from prazo.accounts.factors.held import has_factor
from prazo.channels.email.factor_notice import mail_factor_notice
from prazo.web.access import DeskRequest, signed_in_so_far
from prazo.web.operator import operator
from prazo.web.proof import proved
from prazo.web.strangers import refuse_strangers
from prazo.web.views.factors.page import page


@signed_in_so_far
@require_http_methods(["GET", "POST"])
@proved
def codes(request: DeskRequest) -> HttpResponse:
    if not has_factor(request.user):
        return redirect("factors")
    if request.method == "POST":
        refuse_strangers(request.POST)
        by = operator(request)
        with transaction.atomic():
            make_codes(by=by)
            mail_factor_notice(request.user, "codes", at=by.at)
        return redirect("codes")
    return page(request, "codes", {"codes": recovery.unused(request.user)})
