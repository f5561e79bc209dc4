"""The mail that tells somebody that how he signs in was changed, by himself or by another."""

from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from prazo.accounts.desks import desks_of
from prazo.accounts.models import User
from prazo.channels.email.route import route_of
from prazo.desk.post import post_to_person
from prazo.lib import scope

WHAT: dict[str, Promise | str] = {
    "added": later("A second factor was added to your account."),
    "removed": later("A second factor was removed from your account."),
    "codes": later("New recovery codes were made for your account. The old ones do not work."),
    "reset": later(
        "%(by)s has taken all second factors from your account, and you are signed out everywhere."
        " Sign in with your password and set up new ones."
    ),
    "tied": later(
        "Your account is tied to your identity at %(provider)s now: who signs in there as you is"
        " signed in here as you."
    ),
    "password": later(
        "A new password was set for your account. Everywhere else you are signed out."
    ),
}
ABOUT_FACTORS = frozenset({"added", "removed", "codes", "reset"})


def mail_factor_notice(user: User, what: str, *, at: datetime, by: User | None = None) -> bool:
    """Into the outbox of the first of his desks that can send; False where none can."""
    desks = list(desks_of(user))
    with scope.entered(scope.of(desk.pk for desk in desks)):
        desk = next((one for one in desks if route_of(one).server is not None), None)
        if desk is None:
            return False
        with translation.override(user.language):
            subject = _subject(what)
            says = str(WHAT[what]) % {"by": by, "provider": settings.OIDC_NAME}
            text = f"{says}\n\n{_hint(what)}\n"
        key = f"factors:{user.pk}:{what}:{at.timestamp():.6f}"
        post_to_person(desk, key=key, to=user.email, subject=subject, text=text, at=at)
    return True


def _subject(what: str) -> str:
    if what in ABOUT_FACTORS:
        return _("The second factors of your account were changed")
    return _("How you sign in to your account was changed")


def _hint(what: str) -> str:
    if what == "password":
        return _("If that was not you, tell an administrator of your desk at once.")
    return _("If that was not you, change your password and tell an administrator of your desk.")
