"""The second step of signing in: a code, or a passkey."""

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from prazo.accounts.factors import passkeys
from prazo.accounts.factors.check import passes
from prazo.accounts.factors.held import factors_of
from prazo.accounts.models import User
from prazo.web.access import anybody
from prazo.web.entry import local_path, waiting, welcome
from prazo.web.strangers import refuse_strangers
from prazo.web.tries import FACTOR, may_try
from prazo.web.views.entry.code_form import CodeForm
from prazo.web.views.errors import too_many


@anybody
@never_cache
@require_http_methods(["GET", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """For who has done the first one in this browser, within ten minutes; others begin anew."""
    now = timezone.now()
    found = waiting(request, now)
    if found is None:
        return redirect("sign_in")
    if request.method == "GET":
        return _page(request, found.user)
    refuse_strangers(request.POST, {"code", "passkey"})
    if not may_try(request, FACTOR, found.user.email, now):
        return too_many(request, 60)
    code, passkey = request.POST.get("code", "")[:64], request.POST.get("passkey", "")
    if passes(found.user, code=code, passkey=passkey, at=now):
        return welcome(request, found.user, local_path(found.onward), by_link=found.by_link)
    wrong = _("That was not it. Each code works once; wait for the next one.")
    return _page(request, found.user, wrong)


def _page(request: HttpRequest, user: User, wrong: str | Promise = "") -> HttpResponse:
    held = factors_of(user)
    context = {
        "form": CodeForm(),
        "wrong": wrong,
        "codes": held.app is not None or held.codes_left,
        "options": json.dumps(passkeys.begin(user)) if held.passkeys else "",
    }
    return render(request, "account/second_step.html", context, status=422 if wrong else 200)
