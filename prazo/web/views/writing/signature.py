"""What stands below answers: the desk's, kept by who sets it up, and one's own there."""

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from prazo.accounts.models import Desk, Role
from prazo.lib.refusal import Refusal
from prazo.web.access import DeskRequest, hold_membership, signed_in
from prazo.web.operator import operator
from prazo.web.views.settings.access import sets_up
from prazo.web.views.settings.form import SettingsForm, done, language_choices, sent
from prazo.web.views.settings.page import page, sent_on
from prazo.web.views.writing.mine import own_desks
from prazo.writing.actions.keep_signatures import keep_signatures, signatures
from prazo.writing.signatures import NAMES

SECTION = "settings_signature"
LONGEST = 4_000


class SignatureForm(SettingsForm):
    """A field for all languages, and one for each."""

    def prepare(self) -> None:
        every = str(_("In every language that has none of its own"))
        for code, name in [("", every), *language_choices()]:
            self.fields[field_of(code)] = forms.CharField(
                label=name,
                required=False,
                max_length=LONGEST,
                strip=False,
                widget=forms.Textarea(attrs={"rows": 4 if not code else 2}),
            )

    @property
    def texts(self) -> dict[str, str]:
        return {
            code: self.cleaned_data[field_of(code)].replace("\r\n", "\n")
            for code in ("", *(code for code, _name in language_choices()))
        }

    def refuse(self, refusal: Refusal) -> None:
        if refusal.code == "unknown_variable":
            refusal.field = field_of(refusal.field)
        super().refuse(refusal)

    @property
    def variables(self) -> list[tuple[str, str]]:
        return [(f"{{{name}}}", str(means)) for name, means in NAMES.items()]


@sets_up
@require_http_methods(["GET", "POST"])
def of_desk(request: DeskRequest, desk: Desk) -> HttpResponse:
    form = SignatureForm(desk, sent(request), initial=_initial(desk))
    if request.method == "POST":
        kept = done(
            request, desk, form, lambda by: keep_signatures(desk, form.texts, by=by) or True
        )
        if kept is not None:
            return sent_on(SECTION, desk.slug)
    return page(request, desk, SECTION, "signature", {"form": form}, form.status)


@signed_in
@require_http_methods(["GET", "POST"])
def own(request: DeskRequest) -> HttpResponse:
    """`?desk=slug` chooses one of those one answers at."""
    desks = own_desks(request)
    desk = next((one for one in desks if one.slug == request.GET.get("desk")), desks[0])
    form = SignatureForm(desk, sent(request), initial=_initial(desk, request))
    if request.method == "POST" and _kept(request, desk, form):
        return redirect("me")
    context = {"desks": desks, "desk": desk, "form": form}
    return render(request, "writing/signature.html", context, status=form.status)


def field_of(language: str) -> str:
    return f"text_{language or 'any'}"


def _initial(desk: Desk, request: DeskRequest | None = None) -> dict[str, Any]:
    known = signatures(desk, request.user if request is not None else None)
    codes = ("", *(code for code, _name in language_choices()))
    return {field_of(code): known.get(code, "") for code in codes}


def _kept(request: DeskRequest, desk: Desk, form: SignatureForm) -> bool:
    """Whether they are; a refusal stands in the form."""
    if not form.is_valid():
        form.status = 422
        return False
    try:
        with transaction.atomic():
            hold_membership(request.user, desk.pk, Role.AGENT)
            form.must_be_as_drawn()
            keep_signatures(desk, form.texts, by=operator(request), owner=request.user)
    except Refusal as refusal:
        form.refuse(refusal)
        return False
    return True
