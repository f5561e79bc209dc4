"""Add a passkey: the browser makes it, we keep its public half."""

import json

from django import forms
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from prazo.accounts.actions.add_factor import add_factor
from prazo.accounts.factors import passkeys
from prazo.accounts.factors.held import factors_of
from prazo.channels.email.factor_notice import mail_factor_notice
from prazo.web.access import DeskRequest, signed_in_so_far
from prazo.web.operator import operator
from prazo.web.proof import proved
from prazo.web.strangers import only_own_fields
from prazo.web.views.factors.page import page

MOST = 20


class PasskeyForm(forms.Form):
    name = forms.CharField(
        label=_("What you call it"),
        max_length=60,
        help_text=_("Such as the telephone or the key it is on."),
        error_messages={"required": _("Write a name, to know it again.")},
    )
    passkey = forms.CharField(required=False, max_length=passkeys.MOST_BYTES)


@signed_in_so_far
@require_http_methods(["GET", "POST"])
@proved
def add_passkey(request: DeskRequest) -> HttpResponse:
    if not passkeys.possible():
        raise Http404
    before = factors_of(request.user)
    if request.method == "GET":
        return _page(request, PasskeyForm())
    form = PasskeyForm(request.POST)
    only_own_fields(form)
    if len(before.passkeys) >= MOST:
        form.add_error(None, _("You have twenty passkeys. Remove one that you do not use."))
    if not form.is_valid():
        return _page(request, form, 422)
    if not _kept(request, **form.cleaned_data):
        form.add_error(None, _("The browser gave no passkey that holds. Try once more."))
        return _page(request, form, 422)
    return redirect("factors" if before else "codes")


@transaction.atomic
def _kept(request: DeskRequest, name: str, passkey: str) -> bool:
    by = operator(request)
    kept = add_factor(
        name,
        lambda: passkeys.add(request.user, name, passkey, by.at),
        by=by,
        session_key=str(request.session.session_key),
    )
    if kept:
        mail_factor_notice(request.user, "added", at=by.at)
    return kept


def _page(request: DeskRequest, form: PasskeyForm, status: int = 200) -> HttpResponse:
    options = json.dumps(passkeys.begin_adding(request.user))
    return page(request, "passkey", {"form": form, "options": options}, status)
