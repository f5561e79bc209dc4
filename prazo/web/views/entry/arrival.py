"""Who comes back from the identity provider: let in, or told why not.

Nobody gets an account by it. An account is tied to the provider's subject when its address, which
the provider says it has verified, comes for the first time; from then on by that subject alone,
whatever address it has (S09).
"""

from logging import getLogger
from typing import Any

from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base.constants import AuthError
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from prazo.accounts.actions.tie import tie
from prazo.accounts.models import User
from prazo.channels.email.factor_notice import mail_factor_notice
from prazo.web.entry import first_step_done, local_path, welcome
from prazo.web.operator import operator
from prazo.web.views import errors

log = getLogger(__name__)


def arrived(request: HttpRequest, login: SocialLogin) -> HttpResponse:
    """`login.claims` are those of a token that holds; its nonce is looked at here."""
    given = login.state.get("data") or {}
    if not constant_time_compare(str(login.claims.get("nonce", "")), str(given.get("nonce"))):
        return failed(request, AuthError.UNKNOWN, None)
    user = _holder(request, login)
    if isinstance(user, str):
        return _refused(request, user)
    onward = local_path(login.state.get("next") or "")
    if settings.OIDC_TWO_FACTORS:
        return welcome(request, user, onward, strong=True)
    return first_step_done(request, user, onward)


def failed(request: HttpRequest, error: Any, exception: Exception | None) -> HttpResponse:
    if error == AuthError.CANCELLED:
        return _refused(request, _("You did not go on at the identity provider."))
    log.warning("single sign-on failed: %s", exception or error)
    return _refused(
        request,
        _("What came back from the identity provider does not hold. Begin again; if it stays so,"
          " tell an administrator."),
    )  # fmt: skip


def _refused(request: HttpRequest, says: str) -> HttpResponse:
    return errors.page(request, 403, _("You are not signed in"), says)


def _holder(request: HttpRequest, login: SocialLogin) -> User | str:
    """The account, or the sentence that says why there is none."""
    nobody = _("There is no account here for you. Ask an administrator of your desk to invite you.")
    if login.account.pk:
        return login.account.user if login.account.user.is_active else nobody
    claims = login.claims
    if claims.get("email_verified") not in (True, "true"):
        return _("The identity provider does not say that your address was verified.")
    user = User.objects.filter(email=str(claims.get("email", "")).strip().lower()).first()
    if user is None or not user.is_active:
        return nobody
    return user if _tied(request, user, login) else _(
        "Your account is tied to somebody else at the identity provider. An administrator of your"
        " desk can untie it by resetting your factors."
    )  # fmt: skip


@transaction.atomic
def _tied(request: HttpRequest, user: User, login: SocialLogin) -> bool:
    """From now on, and told so; False where the account is tied to another subject there."""
    by = operator(request, user)
    if not tie(login.account.provider, login.account.uid, by=by):
        return False
    mail_factor_notice(user, "tied", at=by.at)
    return True
