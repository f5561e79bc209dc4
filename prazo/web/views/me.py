"""One's own page: name, language, time zone, password; and the way out."""

from typing import Any

from allauth.socialaccount.models import SocialAccount
from django import forms
from django.contrib.auth import password_validation, update_session_auth_hash
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from prazo.accounts import sign_ins
from prazo.accounts.actions.rename import rename
from prazo.accounts.actions.set_password import set_password
from prazo.accounts.factors.held import has_factor
from prazo.accounts.models import User
from prazo.channels.email.factor_notice import mail_factor_notice
from prazo.lib.limits import allowed
from prazo.web import rates
from prazo.web.access import DeskRequest, signed_in
from prazo.web.operator import operator
from prazo.web.proof import ask_for_proof, came_by_link, forget_link, is_proved
from prazo.web.shown.browser import browser_words
from prazo.web.strangers import only_own_fields
from prazo.web.views.errors import too_many
from prazo.web.views.routing.shifts import own_shifts
from prazo.web.views.settings.form import ZoneField, zone_choices
from prazo.web.views.settings.page import WORDS
from prazo.web.views.sign_in import LONGEST_PASSWORD

AGENT_LANGUAGES = [
    ("en", "English"),
    ("pt-br", "Português (Brasil)"),
    ("es", "Español"),
]


class MeForm(forms.ModelForm):  # type: ignore[type-arg]
    """How pages are shown to me."""

    language = forms.ChoiceField(label=_("Language"), choices=AGENT_LANGUAGES)
    time_zone = ZoneField(label=_("Time zone"), choices=zone_choices)

    class Meta:
        model = User
        fields = ("name", "language", "time_zone")
        labels = {"name": _("Name")}


class PasswordForm(forms.Form):
    """A new password asks for the old one, where there is one that is not `forgotten` (S05)."""

    old = forms.CharField(
        label=_("Present password"),
        max_length=LONGEST_PASSWORD,
        strip=False,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("New password"),
        max_length=LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters. A few words you remember are best."),
    )

    def __init__(self, user: User, *args: Any, forgotten: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if forgotten or not user.has_usable_password():
            del self.fields["old"]
        only_own_fields(self)

    def clean_old(self) -> str:
        old: str = self.cleaned_data["old"]
        if not self.user.check_password(old):
            raise forms.ValidationError(_("That is not your present password."))
        return old

    def clean_new(self) -> str:
        new: str = self.cleaned_data["new"]
        password_validation.validate_password(new, self.user)
        return new


@signed_in
@require_http_methods(["GET", "POST"])
def me(request: DeskRequest) -> HttpResponse:
    form = MeForm(request.POST if request.method == "POST" else None, instance=request.user)
    only_own_fields(form)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            rename(form.cleaned_data["name"], by=operator(request))
            form.save()
        return redirect("me")
    forgotten = came_by_link(request, timezone.now())
    return _page(request, form, PasswordForm(request.user, forgotten=forgotten))


@signed_in
@require_http_methods(["POST"])
def password(request: DeskRequest) -> HttpResponse:
    """All other sessions of this person end with the old password (S04), and a mail says so."""
    now = timezone.now()
    if not allowed(f"password:{request.user.pk}", *rates.PASSWORD_USER, now):  # S08
        return too_many(request, 600)
    forgotten = came_by_link(request, now)
    form = PasswordForm(request.user, request.POST, forgotten=forgotten)
    if "old" not in form.fields and _has_other_way(request.user) and not is_proved(request, now):
        return ask_for_proof("/me")
    if not form.is_valid():
        return _page(request, MeForm(instance=request.user), form, 422)
    before = str(request.session.session_key)
    with transaction.atomic():
        by = operator(request)
        set_password(form.cleaned_data["new"], by=by)
        mail_factor_notice(request.user, "password", at=by.at)
        update_session_auth_hash(request, request.user)
        here = str(request.session.session_key)
        sign_ins.carry_on(before, here)
        sign_ins.end_all(request.user, but=here)
    forget_link(request)
    return redirect("me")


def _has_other_way(user: User) -> bool:
    """Besides the password: then a stolen session alone gives itself none."""
    return has_factor(user) or SocialAccount.objects.filter(user=user).exists()


def _page(
    request: DeskRequest, form: MeForm, password_form: PasswordForm, status: int = 200
) -> HttpResponse:
    if form.is_bound and not form.is_valid():
        status = 422
        request.user.refresh_from_db()  # the frame shows the name that is, not the one refused
    context = {
        "form": form,
        "password_form": password_form,
        "has_factor": has_factor(request.user),
        "sign_ins": _sign_ins(request),
        "at_desks": own_shifts(request),
        "notice": WORDS.get(request.GET.get("done", ""), ""),
    }
    return render(request, "account/me.html", context, status=status)


def _sign_ins(request: DeskRequest) -> list[dict[str, Any]]:
    key = request.session.session_key
    return [
        {"row": one, "browser": browser_words(one.browser), "here": one.session_key == key}
        for one in sign_ins.open_of(request.user, timezone.now())
    ]
