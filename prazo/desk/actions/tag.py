"""Put tags on a ticket, and take others off. No clock knows of them."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from prazo.desk.acting import acting, must_not_be_merged
from prazo.desk.actor import Actor
from prazo.desk.events import record
from prazo.desk.models import Ticket
from prazo.desk.tags import MOST, keep
from prazo.engine.events import Kind
from prazo.lib.refusal import Refusal


def tag(
    ticket: Ticket,
    *,
    add: Iterable[str] = (),
    remove: Iterable[str] = (),
    by: Actor,
    at: datetime,
) -> Ticket:
    """Both as `prazo.desk.tags` reads them; what is in both is put on. What is so already is not
    done again, so two people who tag at once both have what they wanted."""
    with acting(ticket, at) as locked:
        must_not_be_merged(locked)
        wanted = set(add)
        added = sorted(wanted - {*locked.tags})
        removed = sorted(({*remove} & {*locked.tags}) - wanted)
        tags = sorted({*locked.tags, *added} - {*removed})
        if added and len(tags) > MOST:
            raise Refusal("many_tags", _("A ticket has at most %(n)s tags."), "tags", {"n": MOST})
        if added:
            keep(locked.desk_id, added, at)
        if added or removed:
            locked.tags = tags
            record(locked, Kind.TAGGED, at=at, by=by, added=added, removed=removed)
    return locked
