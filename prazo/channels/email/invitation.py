"""The mail that tells somebody that he works at a desk now, with a link if there is one."""

from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from prazo.accounts import sign_in_links
from prazo.accounts.models import Desk, User
from prazo.channels.email.route import route_of
from prazo.desk.post import post_to_person


def mail_invitation(desk: Desk, user: User, token: str, *, by: User, at: datetime) -> bool:
    """Write it into the outbox; False where the desk has no way to send. `token` may be "".

    The link stands in the outbox until it lapses an hour later; nothing else keeps it in clear.
    """
    if route_of(desk).server is None:
        return False
    with translation.override(user.language):
        subject = _("You work at %(desk)s now") % {"desk": desk.name}
        text = _text(desk, user, token, by)
    key = f"invitation:{desk.pk}:{user.pk}:{at.timestamp():.6f}"
    post_to_person(desk, key=key, to=user.email, subject=subject, text=text, at=at)
    return True


def _text(desk: Desk, user: User, token: str, by: User) -> str:
    hello = _("%(by)s lets you work at %(desk)s.") % {"by": by, "desk": desk.name}
    if token:
        how = _("This link signs you in once, within an hour. Choose a password then.")
        return f"{hello}\n\n{how}\n\n{sign_in_links.address_of(token)}\n"
    how = _("Sign in as ever:")
    return f"{hello}\n\n{how}\n\n{settings.ADDRESS}/\n"
