"""Is everything alive? Each figure with the limit past which it is not."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, Min

from prazo.accounts.models import Desk
from prazo.agreements.models import Adoption
from prazo.channels.email.models import MailAccount, RawMail
from prazo.desk.models import Clock, Outgoing
from prazo.watch.models import Heartbeat, Probe

WORKER_LIMIT = timedelta(minutes=1)
MAIL_LIMIT = timedelta(minutes=5)
NOTICE_LIMIT = timedelta(minutes=10)
STEP_LIMIT = timedelta(minutes=2)
PROBE_LIMIT = timedelta(minutes=70)
POLL_LIMIT = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Reading:
    """`age` is how old the oldest or latest thing is; None where there is none."""

    name: str
    ok: bool
    age: timedelta | None
    limit: timedelta
    says: str = ""


def readings(as_of: datetime) -> list[Reading]:
    """In the order in which to look at them when something is wrong."""
    found = [
        _fresh("worker", Heartbeat.objects.aggregate(at=Max("at"))["at"], WORKER_LIMIT, as_of),
        _old("unread mail", _oldest_mail(), MAIL_LIMIT, as_of),
        _old("unsent notice", _oldest_outgoing(), NOTICE_LIMIT, as_of),
        _old("overdue step", _oldest_step(), STEP_LIMIT, as_of),
    ]
    for account in MailAccount.objects.filter(active=True).exclude(imap_host=""):
        reading = _fresh(f"mailbox {account.address}", account.polled_at, POLL_LIMIT, as_of)
        found.append(reading)
    for desk in Desk.objects.order_by("slug"):
        found.extend(_watchdog(desk, as_of))
    return found


def _watchdog(desk: Desk, as_of: datetime) -> list[Reading]:
    if not Adoption.objects.filter(desk=desk, since__lte=as_of).exists():
        return []
    name = f"watchdog {desk.slug}"
    last = Probe.objects.filter(desk=desk).aggregate(at=Max("escalated_at"))["at"]
    if last is None and not Probe.objects.filter(desk=desk).exists():
        since = Adoption.objects.filter(desk=desk).aggregate(at=Min("since"))["at"]
        young = desk.created_at > as_of - PROBE_LIMIT or since > as_of - PROBE_LIMIT
        says = "no probe yet" if young else "no probe: nothing in the agreement can lapse, or no worker"
        return [Reading(name, young, None, PROBE_LIMIT, says)]
    return [_fresh(name, last, PROBE_LIMIT, as_of)]


def _fresh(name: str, at: datetime | None, limit: timedelta, as_of: datetime) -> Reading:
    """Good while the latest is young; never seen is not good."""
    age = None if at is None else as_of - at
    return Reading(name, age is not None and age <= limit, age, limit, "" if at else "never")


def _old(name: str, at: datetime | None, limit: timedelta, as_of: datetime) -> Reading:
    """Good while the oldest that waits is young; nothing due, or nothing yet, is good."""
    age = None if at is None or at > as_of else as_of - at
    return Reading(name, age is None or age <= limit, age, limit)


def _oldest_mail() -> datetime | None:
    new = RawMail.objects.filter(state=RawMail.State.NEW)
    return new.aggregate(at=Min("received_at"))["at"]


def _oldest_outgoing() -> datetime | None:
    """First tries only: a mail server that is away is the mail's trouble, shown on its ticket."""
    waiting = Outgoing.objects.filter(try_at__isnull=False, tries=0)
    return waiting.aggregate(at=Min("created_at"))["at"]


def _oldest_step() -> datetime | None:
    return Clock.objects.filter(next_step_at__isnull=False).aggregate(at=Min("next_step_at"))["at"]
