"""Two people who ask turn out to be one: what either asked is that one's from then on (AC11)."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from prazo.accounts.changes import record_change
from prazo.accounts.operator import Operator
from prazo.customers.called import called
from prazo.customers.models import AddressClaim, Requester, RequesterAddress
from prazo.desk.acting import announce
from prazo.desk.actor import agent
from prazo.desk.events import fact, record_all
from prazo.desk.models import Ticket
from prazo.engine.events import Kind
from prazo.lib import scope
from prazo.lib.refusal import Refusal


def not_agreed(person: Requester, other: Requester) -> list[str]:
    """Addresses of `other` whose owner has not said that they are `person`'s, too."""
    agreed = person.claims.filter(owned_at__isnull=False).values("address")
    left = other.addresses.exclude(address__in=agreed).order_by("pk")
    return list(left.values_list("address", flat=True))


@transaction.atomic
def join_people(person: Requester, other: Requester, *, by: Operator) -> Requester:
    """`other`'s addresses, customers and tickets are `person`'s, and `other` is nobody any more.
    Cannot be taken back. Refusal where the owner of one of the addresses has not agreed."""
    with scope.entered(scope.whole()):
        _lock_tickets(other)
    locked = _locked(person, other)
    one, gone = locked[person.pk], locked[other.pk]
    if left := not_agreed(one, gone):
        raise Refusal("not_agreed", NOT_AGREED, params={"addresses": ", ".join(left)})
    about, before = called(one), {"address": called(gone)}
    _take_addresses(one, gone)
    one.customers.add(*gone.customers.all())
    gone.customers.clear()
    with scope.entered(scope.whole()):
        tickets = _take_tickets(one, gone, by)
    one.name, one.language = one.name or gone.name, one.language or gone.language
    one.save(update_fields=["name", "language"])
    gone.joined.update(joined_to=one)
    gone.joined_to = one
    gone.save(update_fields=["joined_to"])
    record_change(one.desk, by, "requester.joined", about, before, {"tickets": len(tickets)})
    announce(*tickets)
    return one


def _locked(person: Requester, other: Requester) -> dict[int, Requester]:
    """Both, in the order in which everybody locks people; nobody is joined twice, or to himself."""
    asked = Requester.objects.filter(pk__in={person.pk, other.pk}, joined_to=None)
    found = asked.select_for_update(of=("self",)).select_related("desk").order_by("pk")
    locked = {one.pk: one for one in found}
    if len(locked) < 2 or len({one.desk_id for one in locked.values()}) > 1:
        raise Refusal("joined", _("They are one person already."), conflict=True)
    return locked


def _take_addresses(one: Requester, gone: Requester) -> None:
    """They come after all that the person had: the first is where mail goes."""
    for known in list(gone.addresses.order_by("pk")):
        claim = AddressClaim.objects.get(requester=one, address=known.address)
        known.delete()
        RequesterAddress.objects.create(
            desk_id=one.desk_id,
            requester=one,
            address=known.address,
            confirmed_at=claim.owned_at,
        )
        claim.delete()
    gone.claims.update(requester=one)


def _take_tickets(one: Requester, gone: Requester, by: Operator) -> Sequence[Ticket]:
    """Clocks do not depend on who asked: none is settled anew."""
    tickets = _lock_tickets(gone)
    said = {"requester": [str(gone), str(one)], "requester_id": [gone.pk, one.pk]}
    actor = agent(by.user)
    record_all([fact(each, Kind.CORRECTED, at=by.at, by=actor, **said) for each in tickets])
    Ticket.objects.filter(pk__in=[each.pk for each in tickets]).update(requester=one)
    return tickets


def _lock_tickets(person: Requester) -> list[Ticket]:
    """Before the person, as everybody does; once more for those that came until he was ours."""
    asked = Ticket.objects.filter(requester=person).select_for_update(of=("self",)).order_by("pk")
    return list(asked.only("pk", "desk", "number", "synthetic"))


NOT_AGREED = _(
    "The owner of %(addresses)s has not said yet that it is this person's. Add the address to this"
    " person: its owner is asked by mail."
)
