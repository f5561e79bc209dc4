"""Prove again who one is: by a factor where there is one, else by the password."""

import json

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from prazo.accounts.factors import passkeys
from prazo.accounts.factors.check import passes
from prazo.accounts.factors.held import Factors, factors_of
from prazo.web.access import DeskRequest, signed_in_so_far
from prazo.web.entry import local_path
from prazo.web.proof import note_proof
from prazo.web.strangers import refuse_strangers
from prazo.web.tries import FACTOR, may_try
from prazo.web.views.entry.code_form import CodeForm
from prazo.web.views.errors import too_many
from prazo.web.views.factors.page import page
from prazo.web.views.sign_in import LONGEST_PASSWORD


class PasswordProofForm(forms.Form):
    password = forms.CharField(
        label=_("Your password"),
        max_length=LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
        error_messages={"required": _("Write your password.")},
    )


@signed_in_so_far
@require_http_methods(["GET", "POST"])
def proof(request: DeskRequest) -> HttpResponse:
    onward = local_path(request.POST.get("next") or request.GET.get("next", ""))
    held, user = factors_of(request.user), request.user
    if request.method == "GET":
        return _page(request, held, onward)
    refuse_strangers(request.POST, {"next", "code", "passkey", "password"})
    now = timezone.now()
    if not may_try(request, FACTOR, user.email, now):
        return too_many(request, 60)
    given = {name: request.POST.get(name, "") for name in ("code", "passkey", "password")}
    if held:
        right = passes(user, code=given["code"][:64], passkey=given["passkey"], at=now)
    else:
        right = user.check_password(given["password"][:LONGEST_PASSWORD])
    if right:
        note_proof(request, now)
        return HttpResponseRedirect(onward)
    return _page(request, held, onward, _("That was not it. Try once more."))


def _page(
    request: DeskRequest, held: Factors, onward: str, wrong: str | Promise = ""
) -> HttpResponse:
    options = passkeys.begin(request.user) if held.passkeys else None
    context = {
        "form": CodeForm() if held else PasswordProofForm(),
        "wrong": wrong,
        "held": held,
        "next": onward,
        "options": json.dumps(options) if options else "",
        "can": bool(held) or request.user.has_usable_password(),
        "codes": held.app is not None or held.codes_left,
    }
    return page(request, "proof", context, 422 if wrong else 200)
