"""Take in messages, whichever channel they came by."""

import json
from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from prazo.accounts.models import Desk
from prazo.customers.people import meet_all
from prazo.desk.inbound import Inbound
from prazo.desk.intake.continuing import Answer, continue_all, sender_of
from prazo.desk.intake.opening import Arrival, open_all, versions_at
from prazo.desk.intake.received import Received
from prazo.desk.models import Message, Note
from prazo.lib import rows
from prazo.lib.refusal import Refusal

Key = tuple[int, str, str]
"""A message's own name: desk, channel, reference."""


def receive(desk: Desk, inbound: Inbound, *, as_of: datetime | None = None) -> Message | Note:
    """Put the message on the ticket it answers, or on a new one at the end of the queue; a note is
    what the agreement keeps beside a ticket.

    A channel may deliver twice: the second time finds the first. If both come at once, the
    constraint on (desk, channel, reference) turns one away, and it finds the other.
    """
    try:
        with transaction.atomic():
            (done,) = receive_all([(desk, inbound)], as_of=as_of)
    except IntegrityError:
        known = _known([(desk, inbound)]).get(_key(desk, inbound))
        if known is None:
            raise
        return known
    if isinstance(done, Refusal):
        raise done
    return done.message


def receive_all(
    came: Sequence[tuple[Desk, Inbound]], *, as_of: datetime | None = None
) -> list[Received | Refusal]:
    """The same for many messages, in the caller's transaction, in a few statements for all.

    One after the other in effect. Raises IntegrityError where another process takes in the same
    message at this moment: then each is to be received by itself.
    """
    done: dict[Key, Received | Refusal] = {
        key: Received(message, again=True) for key, message in _known(came).items()
    }
    new = {_key(*one): one for one in came if _key(*one) not in done}
    answers = {
        key: Answer(desk, inbound, as_of or inbound.received_at)
        for key, (desk, inbound) in new.items()
    }
    done |= continue_all(answers)
    opening = {key: one for key, one in new.items() if key not in done}
    versions = dict(zip(opening, versions_at(opening.values()), strict=True))
    for key, version in versions.items():
        if version is None:
            done[key] = Refusal("no_agreement", _("This desk has no agreement in force yet."))
            del opening[key]
    met = meet_all([sender_of(*one) for one in opening.values()])
    arrivals = [
        (Arrival(desk, inbound, whose, as_of or inbound.received_at), version)
        for (desk, inbound), whose, version in zip(
            opening.values(), met, filter(None, versions.values()), strict=True
        )
    ]
    opened = zip(opening, open_all(arrivals), strict=True)
    done |= {key: Received(message) for key, message in opened}
    return _in_order(came, done)


def _known(came: Sequence[tuple[Desk, Inbound]]) -> dict[Key, Message]:
    keys = {_key(desk, inbound) for desk, inbound in came if inbound.reference}
    if not keys:
        return {}
    asked = [{"desk": desk, "channel": channel, "of": of} for desk, channel, of in keys]
    ids = [pk for (pk,) in rows.select(KNOWN, json.dumps(asked))]
    found = Message.objects.filter(pk__in=ids).select_related("ticket") if ids else ()
    return {(row.desk_id, row.channel, row.reference): row for row in found}


# With the words of the index's own condition, which the planner finds in no parameter; and each
# key looked up by itself, else a table whose statistics are old is walked from end to end. The keys
# are one document: of arrays the planner sees how short they are, and plans anew each time.
KNOWN = """
select known.id from json_to_recordset(%s::json) k(desk bigint, channel text, "of" text)
 cross join lateral (
  select m.id from desk_message m
   where m.desk_id = k.desk and m.channel = k.channel
     and m.reference = k."of" and m.reference <> '' limit 1) known
"""


def _key(desk: Desk, inbound: Inbound) -> Key:
    """What has no reference is like nothing else."""
    return desk.pk, inbound.channel, inbound.reference or f"\0{id(inbound)}"


def _in_order(
    came: Sequence[tuple[Desk, Inbound]], done: dict[Key, Received | Refusal]
) -> list[Received | Refusal]:
    """For each that came what it is; the second of two alike is here again."""
    results: list[Received | Refusal] = []
    seen: set[Key] = set()
    for desk, inbound in came:
        key = _key(desk, inbound)
        found = done[key]
        if key in seen and isinstance(found, Received):
            found = Received(found.message, again=True)
        seen.add(key)
        results.append(found)
    return results
