"""How the people of a desk sign in: whether two factors are asked for, and who has them."""

from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from prazo.accounts.actions.require_factors import require_factors
from prazo.accounts.factors.held import FACTORS
from prazo.accounts.models import Desk
from prazo.lib.alphabet import letters
from prazo.web.access import DeskRequest
from prazo.web.views.settings.access import sets_up
from prazo.web.views.settings.form import SettingsForm, done, sent
from prazo.web.views.settings.page import page, sent_on

SECTION = "settings_sign_in"


class FactorsForm(SettingsForm):
    two_factors = forms.BooleanField(
        label=_("Who works here signs in with two factors"),
        required=False,
        help_text=_("Whoever has none sets one up before seeing anything else."),
    )


@sets_up
@require_http_methods(["GET", "POST"])
def sign_in(request: DeskRequest, desk: Desk) -> HttpResponse:
    form = FactorsForm(desk, sent(request), initial={"two_factors": desk.two_factors})
    if request.method == "POST":
        kept = done(
            request,
            desk,
            form,
            lambda by: require_factors(desk, form.cleaned_data["two_factors"], by=by),
        )
        if kept is not None:
            return sent_on(SECTION, desk.slug)
    provider = settings.OIDC_NAME if settings.OIDC_ISSUER else ""
    context = {"form": form, "people": _people(desk), "provider": provider}
    return page(request, desk, SECTION, "sign_in", context, form.status)


def _people(desk: Desk) -> list[dict[str, Any]]:
    """Those who may sign in; who has no factor comes first."""
    members = desk.members.filter(user__is_active=True).select_related("user")
    protected = set(
        Authenticator.objects.filter(user__memberships__desk=desk, type__in=FACTORS).values_list(
            "user", flat=True
        )
    )
    shown = [{"member": one, "protected": one.user_id in protected} for one in members]
    return sorted(shown, key=lambda one: (one["protected"], letters(str(one["member"].user))))
