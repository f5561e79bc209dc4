"""Take in messages, whichever channel they came by."""

import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from prazo.accounts.models import Desk
from prazo.customers.people import meet_all
from prazo.desk.actions.block import count, domain_of
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
        known = _known([(desk, inbound)])[0].get(_key(desk, inbound))
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
    known, blocked = _known(came)
    done: dict[Key, Received | Refusal] = {
        key: Received(message, again=True) for key, message in known.items()
    }
    new = {_key(*one): one for one in came if _key(*one) not in done}
    answers = {
        key: Answer(desk, inbound, as_of or inbound.received_at, key in blocked)
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
        (Arrival(desk, inbound, whose, as_of or inbound.received_at, blocked.get(key)), version)
        for (key, (desk, inbound)), whose, version in zip(
            opening.items(), met, filter(None, versions.values()), strict=True
        )
    ]
    opened = zip(opening, open_all(arrivals), strict=True)
    done |= {key: Received(message) for key, message in opened}
    if turned_away := Counter(blocked[key] for key in new if key in blocked):
        count(turned_away, max(inbound.received_at for _, inbound in new.values()))
    return _in_order(came, done)


def _known(
    came: Sequence[tuple[Desk, Inbound]],
) -> tuple[dict[Key, Message], dict[Key, int]]:
    """Those that are here already; and of whose sender is turned away, by what."""
    keys = [_key(*one) for one in came]
    asked = [
        {"place": place, "desk": desk.pk, "channel": inbound.channel, "of": inbound.reference}
        | _sender(inbound)
        for place, (desk, inbound) in enumerate(came)
        if inbound.reference or inbound.entered_by is None
    ]
    found = rows.select(KNOWN, json.dumps(asked)) if asked else []
    ids = [pk for _, pk, _ in found if pk is not None]
    here = Message.objects.filter(pk__in=ids).select_related("ticket") if ids else ()
    known = {(row.desk_id, row.channel, row.reference): row for row in here}
    return known, {keys[place]: pk for place, _, pk in found if pk is not None}


def _sender(inbound: Inbound) -> dict[str, str]:
    """What one of us wrote down for somebody is turned away by nothing."""
    address = "" if inbound.entered_by is not None else inbound.sender.lower()
    return {"from": address, "domain": domain_of(address) if address else ""}


# With the words of the index's own condition, which the planner finds in no parameter; and each
# key looked up by itself, else a table whose statistics are old is walked from end to end. The keys
# are one document: of arrays the planner sees how short they are, and plans anew each time.
KNOWN = """
select k.place, known.id, away.id
  from json_to_recordset(%s::json)
    k(place int, desk bigint, channel text, "of" text, "from" text, domain text)
  left join lateral (
  select m.id from desk_message m
   where m.desk_id = k.desk and m.channel = k.channel
     and m.reference = k."of" and m.reference <> '' limit 1) known on true
  left join lateral (
  select b.id from desk_block b
   where b.desk_id = k.desk and b.sender in (k."from", k.domain) order by b.id limit 1) away on true
 where known.id is not null or away.id is not null
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
