"""People with a second factor, and the codes their apps show."""

from datetime import datetime, timedelta

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.utils import timezone

from prazo.accounts.factors import app, recovery
from prazo.accounts.models import User


def code(secret: str, at: datetime | None = None) -> str:
    """What an app shows, now or at an instant."""
    counter = int((at or timezone.now()).timestamp()) // app.PERIOD
    return str(format_hotp_value(hotp_value(secret, counter)))


def prove(browser: Client) -> Client:
    """As if somebody had shown a factor just now."""
    session = browser.session
    session["prazo.proved"] = timezone.now().timestamp()
    session.save()
    return browser


def give_app(user: User) -> str:
    """An authenticator app with recovery codes, set up an hour ago; its secret."""
    secret, then = app.new_secret(), timezone.now() - timedelta(hours=1)
    assert app.enrol(user, secret, code(secret, then), then)
    recovery.make(user)
    return secret
