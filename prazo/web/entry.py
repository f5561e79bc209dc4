"""The way in: the first step, the second where there is a factor, and the door they lead to.

Between the steps the session holds who is on his way, for ten minutes; it is nobody's yet.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme

from prazo.accounts.factors.held import has_factor
from prazo.accounts.models import User
from prazo.web.proof import note_link, note_proof
from prazo.web.seen import seen
from prazo.web.tries import know_again

WAITING = "prazo.entry"
WAITS = timedelta(minutes=10)
STRONG = "prazo.strong"
"""In a session whose identity provider asked for two factors itself."""


@dataclass(frozen=True, slots=True)
class Waiting:
    user: User
    onward: str
    by_link: bool


@transaction.atomic
def first_step_done(
    request: HttpRequest, user: User, onward: str, *, by_link: bool = False
) -> HttpResponse:
    """The password, or a link that stands for it, was right."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)  # a factor comes before or after
    if not has_factor(user):
        return welcome(request, user, onward, by_link=by_link)
    request.session.flush()  # the id of before is nobody's (S04)
    request.session[WAITING] = {
        "user": user.pk,
        "mark": user.get_session_auth_hash(),
        "since": timezone.now().timestamp(),
        "onward": onward,
        "by_link": by_link,
    }
    return HttpResponseRedirect(reverse("second_step"))


def waiting(request: HttpRequest, now: datetime) -> Waiting | None:
    """Whoever is between the steps here, while his password is what it was."""
    kept = request.session.get(WAITING)
    if not isinstance(kept, dict) or now.timestamp() - kept["since"] > WAITS.total_seconds():
        return None
    user = User.objects.filter(pk=kept["user"], is_active=True).first()
    if user is None or not constant_time_compare(kept["mark"], user.get_session_auth_hash()):
        return None
    return Waiting(user, kept["onward"], kept.get("by_link", False))


def welcome(
    request: HttpRequest, user: User, onward: str, *, strong: bool = False, by_link: bool = False
) -> HttpResponse:
    """Sign in under a new session id (S04), and know this browser again.

    It is noted now, not with its next request: whatever ends all sessions ends this one too.
    """
    request.session.pop(WAITING, None)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    lasts = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    request.session.set_expiry(timezone.now() + lasts)  # however much it is used
    if request.session.session_key is None:
        request.session.save()
    seen(request)
    note_proof(request, timezone.now())
    if by_link:
        note_link(request, timezone.now())
    if strong:
        request.session[STRONG] = True
    answer = HttpResponseRedirect(onward)
    know_again(request, answer, user.email)
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
