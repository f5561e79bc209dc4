"""Choose what one wants to hear of. What waits to be mailed is dated anew by it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from prazo.notices.alone import hold
from prazo.notices.choices import choices
from prazo.notices.models import OF_ALL, Kind, Occasion, Preference


def choose(chosen: Preference, *, at: datetime) -> None:
    with transaction.atomic():
        hold([chosen.user_id])
        zone, now = ZoneInfo(chosen.user.time_zone), choices(chosen)
        chosen.of_all = any(now.wanted(kind) for kind in OF_ALL)
        chosen.save()
        waiting = Occasion.objects.filter(user=chosen.user, mail_after__isnull=False)
        dated = list(waiting)
        for one in dated:
            one.mail_after = now.mail_after(Kind(one.kind), max(one.told_at, at), zone)
        Occasion.objects.bulk_update(dated, ["mail_after"], batch_size=500)
