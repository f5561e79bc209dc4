"""To whom an answer may go: addresses that are some, few enough, and of nobody else's company."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from prazo.customers.models import CustomerDomain, RequesterAddress
from prazo.desk.models import Ticket
from prazo.lib.mail_address import mail_address
from prazo.lib.refusal import Refusal

MOST = 20  # T16


def checked(ticket: Ticket, to: Sequence[str], cc: Sequence[str]) -> tuple[list[str], list[str]]:
    """Both lists without what stands in them twice; a refusal names the address it is about.

    One case is one company's: an address known to be another customer's gets no answer of it
    (T15, TR10), unless that person is of both.
    """
    asked = {"to": _usable(to, "to"), "cc": _usable(cc, "cc")}
    first = {address.lower() for address in asked["to"]}
    asked["cc"] = [address for address in asked["cc"] if address.lower() not in first]
    everybody = [*asked["to"], *asked["cc"]]
    if len(everybody) > MOST:
        raise Refusal("too_many", _("At most %(most)s people fit."), "cc", {"most": MOST})
    theirs = _of_other_customers(ticket, everybody)
    for field, addresses in asked.items():
        for address in addresses:
            if address.lower() in theirs:
                raise Refusal(
                    "other_customer",
                    _(
                        "%(address)s is of %(customer)s, another customer. Write to them on a"
                        " ticket of their own."
                    ),
                    field,
                    {"address": address, "customer": theirs[address.lower()]},
                )
    return asked["to"], asked["cc"]


def _usable(addresses: Sequence[str], field: str) -> list[str]:
    found: dict[str, str] = {}
    for address in addresses:
        usable = mail_address(address)
        if usable is None:
            raise Refusal(
                "no_address",
                _("“%(address)s” is no address that mail can be sent to."),
                field,
                {"address": address[:100]},
            )
        found.setdefault(usable.lower(), usable)
    return list(found.values())


def _of_other_customers(ticket: Ticket, addresses: Sequence[str]) -> dict[str, str]:
    """Whose company each is, for those that are of another one than the ticket's alone."""
    if ticket.customer_id is None or not addresses:
        return {}
    lower = {address.lower() for address in addresses}
    domains = {address.rpartition("@")[2] for address in lower}
    people = RequesterAddress.objects.filter(desk=ticket.desk_id, address__in=lower)
    known: dict[str, dict[int, str]] = {}
    for address, customer, name in people.values_list(
        "address", "requester__customers", "requester__customers__name"
    ):
        if customer is not None:
            known.setdefault(address, {})[customer] = name
    houses = CustomerDomain.objects.filter(desk=ticket.desk_id, domain__in=domains)
    for domain, customer, name in houses.values_list("domain", "customer", "customer__name"):
        for address in lower:
            if address.rpartition("@")[2] == domain:
                known.setdefault(address, {})[customer] = name
    return {
        address: next(iter(companies.values()))
        for address, companies in known.items()
        if ticket.customer_id not in companies
    }
