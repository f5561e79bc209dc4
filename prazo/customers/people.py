"""The people behind addresses, made on first contact."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import DEFAULT_DB_ALIAS, connection
from django.utils import timezone

from prazo.customers.models import Requester, RequesterAddress
from prazo.lib import rows


@dataclass(frozen=True, slots=True)
class Sender:
    """`address` is lower case, or "" where nobody says who wrote."""

    desk_id: int
    address: str
    name: str
    language: str


@dataclass(frozen=True, slots=True)
class Met:
    requester: Requester
    is_new: bool  # whether this was the first contact


def meet_all(senders: Sequence[Sender]) -> list[Met]:
    """For each sender the person, in order, in four statements at most.

    Nobody is known by having no address: each such message is from somebody new.
    """
    known = _known(senders)
    new: dict[tuple[int, str], Requester] = {}
    nobody: list[Requester] = []
    met = []
    for sender in senders:
        key = (sender.desk_id, sender.address)
        person, is_new = known.get(key) or new.get(key), False
        if person is None:
            person, is_new = _stranger(sender), True
            if sender.address:
                new[key] = person
            else:
                nobody.append(person)
        met.append(Met(person, is_new))
    theirs = _write(new, nobody)
    return [
        Met(theirs[id(one.requester)], False) if id(one.requester) in theirs else one for one in met
    ]


def _known(senders: Sequence[Sender]) -> dict[tuple[int, str], Requester]:
    asked = {(sender.desk_id, sender.address) for sender in senders if sender.address}
    if not asked:
        return {}
    desks, addresses = zip(*asked, strict=True)
    found = rows.select(BY_ADDRESS, list(desks), list(addresses))
    return {
        (desk, address): Requester.from_db(DEFAULT_DB_ALIAS, COLUMNS, values)
        for desk, address, *values in found
    }


COLUMNS = ("id", "desk_id", "name", "language", "created_at")
# Held fast, so that who joins people to one waits and finds what is asked by then. One who was
# joined to another while this waited is left out: his address is read anew, as one that somebody
# else met meanwhile.
BY_ADDRESS = """
select a.desk_id, a.address, r.id, r.desk_id, r.name, r.language, r.created_at
  from unnest(%s::bigint[], %s::text[]) k(desk, address)
  join customers_requesteraddress a on a.desk_id = k.desk and a.address = k.address
  join customers_requester r on r.id = a.requester_id and r.joined_to_id is null
   for key share of r
"""


def _stranger(sender: Sender) -> Requester:
    return Requester(
        desk_id=sender.desk_id,
        name=sender.name[:200],
        language=sender.language,
        created_at=timezone.now(),
    )


def _write(
    new: dict[tuple[int, str], Requester], nobody: Sequence[Requester]
) -> dict[int, Requester]:
    """Write them; where somebody else met the same person meanwhile, theirs, by ours' `id()`."""
    people = [*new.values(), *nobody]
    if not people:
        return {}
    for person, pk in zip(people, rows.ids(Requester, len(people)), strict=True):
        person.pk = pk
    rows.insert_objects(Requester, people)
    lost = set(new) - _write_addresses(new)
    if not lost:
        return {}
    Requester.objects.filter(pk__in=[new[key].pk for key in lost]).delete()
    senders = [Sender(desk, address, "", "") for desk, address in lost]
    return {id(new[key]): person for key, person in _known(senders).items()}


def _write_addresses(new: dict[tuple[int, str], Requester]) -> set[tuple[int, str]]:
    """Those that were ours to write. In the order of addresses, as everybody locks them."""
    values = [
        {"desk_id": desk, "address": address, "requester_id": new[desk, address].pk}
        for desk, address in sorted(new)
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into {RequesterAddress._meta.db_table} (desk_id, address, requester_id)"  # noqa: S608
            " select desk_id, address, requester_id from json_to_recordset(%s::json)"
            " as v(desk_id bigint, address text, requester_id bigint)"
            " on conflict (desk_id, address) do nothing returning desk_id, address",
            [json.dumps(values)],
        )
        return {(desk, address) for desk, address in cursor.fetchall()}
