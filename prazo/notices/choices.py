"""What a person wants to hear of, by which way, and when a mail about it may go."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy as _

from prazo.notices.models import OF_ALL, URGENT, Kind, Preference
from prazo.notices.quiet import Quiet, awake, next_day_at, next_hour

CALM = timedelta(minutes=1)
"""So long nothing more must fall before a mail goes: what falls together is told together, and
what is read in the browser meanwhile needs no mail."""

LONGEST = timedelta(minutes=15)
"""No mail waits longer for calm than this."""


class Mail(models.TextChoices):
    NEVER = "never", _("never")
    AT_ONCE = "at_once", _("at once")
    HOURLY = "hourly", _("once an hour")
    DAILY = "daily", _("once a day")


MAILED = {
    Kind.MENTIONED: Mail.AT_ONCE,
    Kind.ASSIGNED: Mail.AT_ONCE,
    Kind.LAPSED: Mail.AT_ONCE,
    Kind.TOLD: Mail.AT_ONCE,
    Kind.REMINDED: Mail.AT_ONCE,
    Kind.ANSWERED: Mail.HOURLY,
    Kind.RETURNED: Mail.HOURLY,
}
"""What is mailed to who chose nothing."""


@dataclass(frozen=True, slots=True)
class Choices:
    browser: Mapping[str, bool] = field(default_factory=dict)
    mail: Mapping[str, str] = field(default_factory=dict)
    daily_at: int = 8
    quiet: Quiet | None = None
    urgent_passes: bool = False

    def shown(self, kind: Kind) -> bool:
        return self.browser.get(kind, kind not in OF_ALL)

    def mailed(self, kind: Kind) -> Mail:
        return Mail(self.mail.get(kind) or MAILED.get(kind, Mail.NEVER))

    def wanted(self, kind: Kind) -> bool:
        """By whatever way."""
        return self.shown(kind) or self.mailed(kind) != Mail.NEVER

    def mail_after(self, kind: Kind, told_at: datetime, zone: ZoneInfo) -> datetime | None:
        """The earliest instant for a mail; None for no mail."""
        match self.mailed(kind):
            case Mail.NEVER:
                return None
            case Mail.AT_ONCE:
                at = told_at + CALM
            case Mail.HOURLY:
                at = next_hour(told_at, zone)
            case Mail.DAILY:
                at = next_day_at(told_at, self.daily_at, zone)
        return at if self.urgent_passes and kind in URGENT else awake(at, self.quiet, zone)


STANDARD = Choices()


def choices_of(users: Iterable[int]) -> dict[int, Choices]:
    """Of those who chose something; everybody else has `STANDARD`."""
    found = Preference.objects.filter(user__in=set(users))
    return {one.user_id: choices(one) for one in found}


def choices(chosen: Preference) -> Choices:
    quiet = None
    if chosen.quiet_from is not None and chosen.quiet_until is not None:
        quiet = Quiet(chosen.quiet_from, chosen.quiet_until)
    return Choices(chosen.browser, chosen.mail, chosen.daily_at, quiet, chosen.urgent_passes)
