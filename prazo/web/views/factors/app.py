"""Set up an authenticator app: its secret as a picture and as text, proved by a first code."""

from allauth.mfa.adapter import get_adapter
from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from prazo.accounts.actions.add_factor import add_factor
from prazo.accounts.factors import app
from prazo.accounts.factors.held import APP, factors_of
from prazo.channels.email.factor_notice import mail_factor_notice
from prazo.web.access import DeskRequest, signed_in_so_far
from prazo.web.operator import operator
from prazo.web.proof import proved
from prazo.web.strangers import only_own_fields
from prazo.web.tries import FACTOR, may_try
from prazo.web.views.errors import too_many
from prazo.web.views.factors.page import page

WAITING = "prazo.factor"


class FirstCodeForm(forms.Form):
    code = forms.CharField(
        label=_("The code your app shows now"),
        max_length=16,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
        ),
        error_messages={"required": _("Write the six figures your app shows.")},
    )


@signed_in_so_far
@require_http_methods(["GET", "POST"])
@proved
def add_app(request: DeskRequest) -> HttpResponse:
    """The secret waits in the session, sealed, until a code proves that the app has it."""
    before = factors_of(request.user)
    if before.app is not None:
        return redirect("factors")
    if request.method == "GET":
        request.session[WAITING] = get_adapter().encrypt(app.new_secret())
        return _page(request, FirstCodeForm())
    form = FirstCodeForm(request.POST)
    only_own_fields(form)
    if WAITING not in request.session:
        return redirect("add_app")
    if not form.is_valid():
        return _page(request, form, 422)
    if not may_try(request, FACTOR, request.user.email, timezone.now()):
        return too_many(request, 60)
    if not _kept(request, form.cleaned_data["code"]):
        form.add_error("code", _("Not that one. Wait for the next code, and look at the clock of"
                                 " your telephone."))  # fmt: skip
        return _page(request, form, 422)
    del request.session[WAITING]
    return redirect("factors" if before else "codes")


@transaction.atomic
def _kept(request: DeskRequest, code: str) -> bool:
    secret, by = _secret(request), operator(request)
    kept = add_factor(
        APP,
        lambda: app.enrol(request.user, secret, code, by.at),
        by=by,
        session_key=str(request.session.session_key),
    )
    if kept:
        mail_factor_notice(request.user, "added", at=by.at)
    return kept


def _page(request: DeskRequest, form: FirstCodeForm, status: int = 200) -> HttpResponse:
    secret = _secret(request)
    context = {
        "form": form,
        "picture": app.picture(request.user, secret),
        "address": app.address(request.user, secret),
        "secret": " ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
    }
    return page(request, "app", context, status)


def _secret(request: DeskRequest) -> str:
    return str(get_adapter().decrypt(request.session[WAITING]))
