"""Is everything alive? Each figure with the limit past which it is not."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, Min

from prazo.accounts.models import Desk
from prazo.agreements.models import Adoption
from prazo.channels.email.models import MailAccount, RawMail
from prazo.desk.models import Clock, Outgoing
from prazo.escalation.models import Stumble
from prazo.lib import rows
from prazo.lib.duty import SELDOM
from prazo.watch.models import Heartbeat
from prazo.watch.presence import DOORS

WORKER_LIMIT = timedelta(minutes=1)
DUTY_LIMIT = 2 * SELDOM
SKEW_LIMIT = timedelta(seconds=5)
MAIL_LIMIT = timedelta(minutes=5)
NOTICE_LIMIT = timedelta(minutes=10)
DELAY_LIMIT = timedelta(minutes=30)
STEP_LIMIT = timedelta(minutes=2)
EVENT_LIMIT = timedelta(minutes=10)
PROBE_LIMIT = timedelta(minutes=70)
POLL_LIMIT = timedelta(minutes=5)
REFUSED = re.compile(r"4\d\d ")
"""How the reason begins where the server was there and spoke about the mail (RFC 5321 4.2.1)."""


@dataclass(frozen=True, slots=True)
class Reading:
    """`age` is how old the oldest or latest thing is; None where there is none.

    `name` and the figures may be shown to anybody; `of` and `says` are the operator's.
    """

    name: str
    ok: bool
    age: timedelta | None
    limit: timedelta
    of: str = ""
    says: str = ""


def readings(as_of: datetime) -> list[Reading]:
    """In the order in which to look at them when something is wrong."""
    return [
        *_workers(as_of),
        *_doors(as_of),
        _old("unread mail", _oldest_mail(), MAIL_LIMIT, as_of),
        _old("unsent notice", _oldest_outgoing(), NOTICE_LIMIT, as_of),
        *_delayed(as_of),
        _old("overdue step", _oldest_step(), STEP_LIMIT, as_of),
        _old("failing step", Stumble.objects.aggregate(at=Min("since"))["at"], STEP_LIMIT, as_of),
        _old("untold event", _oldest_event("notices_happening"), EVENT_LIMIT, as_of),
        _old("unheard event", _oldest_event("rules_happening"), EVENT_LIMIT, as_of),
        *_mailboxes(as_of),
        *_watchdogs(as_of),
    ]


def _workers(as_of: datetime) -> Iterator[Reading]:
    """Of several processes the freshest counts: what one has stopped doing another may do."""
    beats = list(Heartbeat.objects.exclude(process__startswith=DOORS).order_by("-at"))
    yield _fresh("worker", beats[0].at if beats else None, WORKER_LIMIT, as_of)
    alive = [beat for beat in beats if as_of - beat.at <= WORKER_LIMIT]
    passes: dict[str, datetime] = {}
    for beat in alive:
        for duty, text in beat.passes.items():
            at = datetime.fromisoformat(text)
            passes[duty] = max(at, passes.get(duty, at))
    for duty, at in sorted(passes.items()):
        yield _fresh(f"duty {duty}", at, DUTY_LIMIT, as_of)
    skew = max((abs(beat.ahead) for beat in alive), default=None)
    if skew is not None:
        yield Reading("clock", skew <= SKEW_LIMIT, skew, SKEW_LIMIT)


def _doors(as_of: datetime) -> Iterator[Reading]:
    """Where they are kept by a process of their own."""
    last = Heartbeat.objects.filter(process__startswith=DOORS).aggregate(at=Max("at"))["at"]
    if last is not None:
        yield _fresh("doors", last, WORKER_LIMIT, as_of)


def _mailboxes(as_of: datetime) -> Iterator[Reading]:
    for account in MailAccount.objects.filter(active=True).exclude(imap_host=""):
        yield _fresh("mailbox", account.polled_at, POLL_LIMIT, as_of, account.address)


def _delayed(as_of: datetime) -> Iterator[Reading]:
    """Of each desk the mail that was tried in vain for longest, since another of its mails left.

    A mail that stays while others leave is that mail's own trouble, shown on its ticket; so are
    mails to one reader whom a server that answers does not take yet, though no other left.
    """
    tried = Outgoing.objects.filter(try_at__isnull=False, tries__gt=0)
    waiting = Desk.objects.filter(pk__in=tried.values("desk")).order_by("slug")
    for desk in waiting:
        own = Outgoing.objects.filter(desk=desk)
        left = own.filter(sent_at__isnull=False).order_by("-pk").values_list("sent_at", flat=True)
        held = tried.filter(desk=desk).order_by("created_at")
        if last := left.first():
            held = held.filter(created_at__gt=last)
        mail = held.first()
        if mail and not (REFUSED.match(mail.error) and not held.exclude(to=mail.to).exists()):
            yield _old("delayed mail", mail.created_at, DELAY_LIMIT, as_of, desk.slug, mail.error)


def _watchdogs(as_of: datetime) -> Iterator[Reading]:
    at_work = Adoption.objects.filter(since__lte=as_of).values("desk").annotate(at=Min("since"))
    since = dict(at_work.values_list("desk", "at"))
    desks = Desk.objects.filter(pk__in=since).order_by("slug")
    for desk in desks.annotate(last=Max("probe__escalated_at"), made=Max("probe__made_at")):
        began = max(since[desk.pk], desk.created_at)
        if desk.last is None and began > as_of - PROBE_LIMIT:
            yield Reading("watchdog", True, None, PROBE_LIMIT, desk.slug, "not yet")
        else:
            says = "" if desk.made else "nothing in its agreement can lapse, or no worker runs"
            yield _fresh("watchdog", desk.last, PROBE_LIMIT, as_of, desk.slug, says)


def _fresh(
    name: str,
    at: datetime | None,
    limit: timedelta,
    as_of: datetime,
    of: str = "",
    says: str = "",
) -> Reading:
    """Good while the latest is young; never seen is not good."""
    age = None if at is None else max(as_of - at, timedelta())
    says = says or ("" if at else "never")
    return Reading(name, age is not None and age <= limit, age, limit, of, says)


def _old(
    name: str,
    at: datetime | None,
    limit: timedelta,
    as_of: datetime,
    of: str = "",
    says: str = "",
) -> Reading:
    """Good while the oldest that waits is young; nothing due, or nothing yet, is good."""
    age = None if at is None or at > as_of else as_of - at
    return Reading(name, age is None or age <= limit, age, limit, of, says)


def _oldest_mail() -> datetime | None:
    new = RawMail.objects.filter(state=RawMail.State.NEW)
    oldest: datetime | None = new.aggregate(at=Min("received_at"))["at"]
    return oldest


def _oldest_outgoing() -> datetime | None:
    """That nobody tried to send yet; of the others tells `_delayed`."""
    waiting = Outgoing.objects.filter(try_at__isnull=False, tries=0)
    oldest: datetime | None = waiting.aggregate(at=Min("created_at"))["at"]
    return oldest


def _oldest_event(waiting: str) -> datetime | None:
    """Of those of which nobody was told yet, or that no rule looked at; those that cannot be dealt
    with are among them. Ids grow with time well enough."""
    found = rows.select(
        f"select e.recorded_at from {waiting} w join desk_event e on e.id = w.event_id"  # noqa: S608 - our own words
        " order by w.event_id limit 1"
    )
    return found[0][0] if found else None


def _oldest_step() -> datetime | None:
    coming = Clock.objects.filter(next_step_at__isnull=False)
    oldest: datetime | None = coming.aggregate(at=Min("next_step_at"))["at"]
    return oldest
