"""To the identity provider, and back."""

import secrets
from logging import getLogger

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from requests import RequestException

from prazo.lib.limits import allowed
from prazo.web import rates, visitor
from prazo.web.access import anybody
from prazo.web.entry import local_path
from prazo.web.single_sign_on import ProviderAdapter
from prazo.web.views import errors

log = getLogger(__name__)


@anybody
@never_cache
@require_safe
def depart(request: HttpRequest) -> HttpResponse:
    """A state that works once within ten minutes waits in the session (S10)."""
    _must_be_set_up()
    onward = local_path(request.GET.get("next", ""))
    if request.user.is_authenticated:
        return redirect(onward)
    now = timezone.now()
    if not allowed(f"single:{visitor.network(request)}", *rates.SINGLE_ADDRESS, now):
        return errors.too_many(request, 60 - now.second)
    provider = get_adapter().get_provider(request, settings.OIDC_ISSUER)
    nonce = secrets.token_urlsafe(24)
    try:
        answer: HttpResponse = provider.redirect(
            request, "login", onward, {"nonce": nonce}, auth_params={"nonce": nonce}
        )
    except (RequestException, OAuth2Error) as error:
        log.warning("the identity provider cannot be asked: %s", error)
        return errors.page(
            request,
            503,
            _("The identity provider does not answer"),
            _("Try again in a minute, or sign in with your password."),
        )
    return answer


@anybody
@never_cache
@require_safe
def arrive(request: HttpRequest) -> HttpResponse:
    _must_be_set_up()
    now = timezone.now()
    if not allowed(f"single:{visitor.network(request)}", *rates.SINGLE_ADDRESS, now):
        return errors.too_many(request, 60 - now.second)
    look = OAuth2CallbackView.adapter_view(ProviderAdapter(request, settings.OIDC_ISSUER))
    answer: HttpResponse = look(request)
    return answer


def _must_be_set_up() -> None:
    if not settings.OIDC_ISSUER:
        raise Http404
