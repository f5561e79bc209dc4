"""Where people are signed in: noted, listed, ended."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import QuerySet

from prazo.accounts.models import SignIn, User

IDLE = timedelta(hours=8)
USED = f"""
not exists (select from accounts_signin i where i.session_key = s.session_key
             and i.seen_at <= now() - interval '{IDLE.total_seconds():.0f} seconds')
"""
"""As SQL of a session `s`: whether somebody was at it within `IDLE`. One that nobody has noted yet
is new."""
SEEN = """
insert into accounts_signin (session_key, user_id, since, seen_at, browser, place)
values (%s, %s, %s, %s, %s, %s)
on conflict (session_key) do update set seen_at = excluded.seen_at, place = excluded.place
"""


def note(session_key: str, user: User, at: datetime, browser: str, place: str | None) -> None:
    """This browser was here. One statement; of two at once, the later one stays."""
    with connection.cursor() as cursor:
        cursor.execute(SEEN, [session_key, user.pk, at, at, browser[:300], place])


def open_of(user: User, as_of: datetime) -> "QuerySet[SignIn]":
    """Those whose session still holds, the one seen last first."""
    alive = Session.objects.filter(expire_date__gt=as_of).values("session_key")
    used = SignIn.objects.filter(user=user, session_key__in=alive, seen_at__gt=as_of - IDLE)
    return used.order_by("-seen_at", "-pk")


def carry_on(before: str, after: str) -> None:
    """A session that goes on under another key is the same browser."""
    SignIn.objects.filter(session_key=before).update(session_key=after)


@transaction.atomic
def end(sign_ins: "QuerySet[SignIn]") -> int:
    """Their next request asks to sign in, their streams end within seconds (AC06)."""
    keys: Sequence[str] = list(sign_ins.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    SignIn.objects.filter(session_key__in=keys).delete()
    return len(keys)


def end_all(user: User, but: str = "") -> int:
    """Everywhere, but for the session of the key `but`."""
    return end(SignIn.objects.filter(user=user).exclude(session_key=but))


def clear(as_of: datetime) -> None:
    """Sessions that are over, and what was noted about them."""
    Session.objects.filter(expire_date__lte=as_of).delete()
    end(SignIn.objects.filter(seen_at__lte=as_of - IDLE))
