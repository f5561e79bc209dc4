"""Sign in with an e-mail address and a password.

Known, unknown and disabled accounts get the same words after the same work (S07); guessing is
slowed for each account and each address, yet never shuts out a browser its owner used (S08).
"""

from django import forms
from django.conf import settings
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from prazo.accounts.factors import passkeys
from prazo.web.access import anybody
from prazo.web.entry import first_step_done, local_path
from prazo.web.strangers import only_own_fields
from prazo.web.tries import PASSWORD, may_try
from prazo.web.views.errors import too_many

LONGEST_PASSWORD = 1024  # S06: hashing is not done for more


class SignInForm(forms.Form):
    email = forms.CharField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
        error_messages={"required": _("Write the e-mail address of your account.")},
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={
            "required": _("Write your password."),
            "max_length": _("A password has at most 1,024 characters."),
        },
    )


@anybody
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    onward = local_path(request.POST.get("next") or request.GET.get("next", ""))
    if request.user.is_authenticated:
        return redirect(onward)
    if request.method == "GET":
        return _form(request, SignInForm(), onward)
    form = SignInForm(request.POST)
    only_own_fields(form, "next")
    if not form.is_valid():
        return _form(request, form, onward, 422)
    now = timezone.now()
    email = form.cleaned_data["email"].strip().lower()
    if not may_try(request, PASSWORD, email, now):
        return too_many(request, 60 - now.second)
    password = form.cleaned_data["password"]
    user = authenticate(request, username=email, password=password)
    if user is None:
        form.add_error(None, _("That address and password do not go together."))
        return _form(request, form, onward, 422)
    return first_step_done(request, user, onward)


def _form(request: HttpRequest, form: SignInForm, onward: str, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "next": onward,
        "ended": "ended" in request.GET,
        "passkeys": passkeys.possible(),
        "provider": settings.OIDC_NAME if settings.OIDC_ISSUER else "",
    }
    return render(request, "account/sign_in.html", context, status=status)
