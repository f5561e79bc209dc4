"""Customers and people whose names hold the words that are searched."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch
from django.urls import reverse

from prazo.customers.models import Customer, Requester, RequesterAddress
from prazo.web.access import DeskRequest
from prazo.web.views.search.names import named
from prazo.web.views.settings.access import may_set_up

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Near:
    """`settings` is where it is set up, for who may."""

    name: str
    more: str
    address: str
    settings: str = ""


@dataclass(frozen=True, slots=True)
class Beside:
    customers: tuple[Near, ...] = ()
    people: tuple[Near, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.customers or self.people)


def beside(request: DeskRequest, said: Sequence[str]) -> Beside:
    desks = [*request.desks]
    customers, people = named(said, desks, SHOWN)
    # Most searches name nobody: then no query is put together, which takes longer than to ask.
    return Beside(
        _customers(request, customers, desks) if customers else (),
        _people(request, people, desks) if people else (),
    )


def _customers(request: DeskRequest, ids: Sequence[int], desks: Sequence[int]) -> tuple[Near, ...]:
    found = Customer.objects.filter(pk__in=ids, desk__in=desks).select_related("desk")
    several = len(desks) > 1
    return tuple(_customer(request, one, several) for one in found.order_by("name", "pk"))


def _people(request: DeskRequest, ids: Sequence[int], desks: Sequence[int]) -> tuple[Near, ...]:
    found = (
        Requester.objects.filter(pk__in=ids, desk__in=desks, joined_to=None)
        .select_related("desk")
        .prefetch_related(Prefetch("addresses", RequesterAddress.objects.order_by("pk")))
    )
    return tuple(_person(request, one) for one in found.order_by("name", "pk"))


def _customer(request: DeskRequest, one: Customer, several: bool) -> Near:
    settings = ""
    if may_set_up(request, one.desk):
        settings = reverse("settings_customer", args=[one.desk.slug, one.pk])
    return Near(
        one.name, one.desk.name if several else "", reverse("customer", args=[one.pk]), settings
    )


def _person(request: DeskRequest, one: Requester) -> Near:
    settings = ""
    if may_set_up(request, one.desk):
        settings = reverse("settings_requester", args=[one.desk.slug, one.pk])
    return Near(
        str(one), one.address if one.name else "", reverse("person", args=[one.pk]), settings
    )
