"""Sign in with an e-mail address and a password.

Known, unknown and disabled accounts get the same words after the same work (S07); guessing is
slowed for each account and each address, yet never shuts out a browser its owner used (S08).
"""

import hashlib
from datetime import datetime

from django import forms
from django.contrib.auth import authenticate, login
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from prazo.accounts.models import User
from prazo.lib.limits import allowed
from prazo.web import rates, visitor
from prazo.web.access import anybody
from prazo.web.views.errors import too_many

LONGEST_PASSWORD = 1024  # S06: hashing is not done for more
KNOWN_BROWSER = "prazo-known"
KNOWN_FOR = 365 * 24 * 3600


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
    if not form.is_valid():
        return _form(request, form, onward, 422)
    now = timezone.now()
    email = form.cleaned_data["email"].strip().lower()
    if not _may_try(request, email, now):
        return too_many(request, 60 - now.second)
    user = authenticate(request, username=email, password=form.cleaned_data["password"])
    if user is None:
        form.add_error(None, _("That address and password do not go together."))
        return _form(request, form, onward, 422)
    return welcome(request, user, onward)


def welcome(request: HttpRequest, user: User, onward: str) -> HttpResponse:
    """Sign in under a new session id (S04), and know this browser again."""
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    answer = HttpResponseRedirect(onward)
    answer.set_signed_cookie(
        KNOWN_BROWSER,
        _fingerprint(user.email),
        salt=KNOWN_BROWSER,
        max_age=KNOWN_FOR,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return answer


def local_path(wanted: str) -> str:
    """`wanted` if it stays on this site, else the queue (S11)."""
    fits = (
        wanted.startswith("/")
        and not wanted.startswith(("//", "/\\"))
        and wanted.isprintable()
        and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    )
    return wanted if fits else reverse("queue")


def _form(request: HttpRequest, form: SignInForm, onward: str, status: int = 200) -> HttpResponse:
    context = {"form": form, "next": onward}
    return render(request, "account/sign_in.html", context, status=status)


def _may_try(request: HttpRequest, email: str, now: datetime) -> bool:
    """Count this try. A browser that signed in to this account before has a count of its own."""
    account = _fingerprint(email)
    if _known_browser(request) == account:
        times, seconds = rates.SIGN_IN_KNOWN_BROWSER
        cookie = hashlib.sha256(request.COOKIES[KNOWN_BROWSER].encode()).hexdigest()[:32]
        return allowed(f"sign-in:browser:{cookie}", times, seconds, now)
    place = visitor.network(request)
    counts = (
        (f"sign-in:account:{account}", rates.SIGN_IN_ACCOUNT),
        (f"sign-in:account-hour:{account}", rates.SIGN_IN_ACCOUNT_HOUR),
        (f"sign-in:address:{place}", rates.SIGN_IN_ADDRESS),
        (f"sign-in:address-hour:{place}", rates.SIGN_IN_ADDRESS_HOUR),
    )
    counted = [allowed(key, *limit, now) for key, limit in counts]  # all of them, each time
    return all(counted)


def _known_browser(request: HttpRequest) -> str:
    try:
        return str(
            request.get_signed_cookie(
                KNOWN_BROWSER, default="", salt=KNOWN_BROWSER, max_age=KNOWN_FOR
            )
        )
    except signing.BadSignature:
        return ""


def _fingerprint(email: str) -> str:
    return hashlib.sha256(email.encode()).hexdigest()[:32]
