"""To whom a side thread may be written: never to the customer, never to ourselves (B9)."""

import re
from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from prazo.customers.models import CustomerDomain, Entrance, RequesterAddress
from prazo.desk.models import Ticket
from prazo.lib.refusal import Refusal

MOST = 10
BETWEEN = re.compile(r"[\s,;]+")
ADDRESS = re.compile(r"[!#-'*+/-9=?A-Z^-~.-]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+", re.IGNORECASE)


def apart(to: str, cc: str) -> tuple[list[str], list[str]]:
    """Both as lists, nobody twice. Raises Refusal for none in the first, or too many."""
    first = addresses(to, "to")
    if not first:
        raise Refusal("empty", _("Write at least one mail address."), "to")
    second = [one for one in addresses(cc, "cc") if one not in first]
    if len(first) + len(second) > MOST:
        raise Refusal(
            "too_many", _("A side thread has %(most)s addresses at most."), "to", {"most": MOST}
        )
    return first, second


def addresses(written: str, field: str) -> list[str]:
    """In lower case, each once. Raises Refusal for what is no address."""
    found = list(dict.fromkeys(one.lower() for one in BETWEEN.split(written.strip()) if one))
    for one in found:
        if not ADDRESS.fullmatch(one) or len(one) > 320:
            raise Refusal(
                "no_address", _("“%(address)s” is no mail address."), field, {"address": one[:100]}
            )
    return found


def must_be_outside(ticket: Ticket, recipients: Sequence[str], field: str) -> None:
    """Asked again with every mail: who the customer is may have been settled meanwhile."""
    domains = {one.rpartition("@")[2] for one in recipients}
    theirs = Q(requester=ticket.requester_id)
    if ticket.customer_id is not None:
        theirs |= Q(requester__customers=ticket.customer_id)
        own = CustomerDomain.objects.filter(customer=ticket.customer_id, domain__in=domains)
        taken = set(own.values_list("domain", flat=True))
    else:
        taken = set()
    known = RequesterAddress.objects.filter(theirs, desk=ticket.desk_id)
    forms = {form for one in recipients for form in _forms(one)}
    persons = set(known.filter(address__in=forms).values_list("address", flat=True))
    ours = Entrance.objects.filter(address__in=forms).values_list("address", flat=True)
    for one in recipients:
        if persons & _forms(one) or one.rpartition("@")[2] in taken:
            raise Refusal(
                "customers_own",
                _("%(address)s is the customer's. Write there with an answer, not beside it."),
                field,
                {"address": one},
            )
        if _forms(one) & set(ours):
            raise Refusal(
                "our_own", _("%(address)s is an address of this desk."), field, {"address": one}
            )


def takes_part(participants: Sequence[str], sender: str) -> bool:
    """Whatever follows a plus: ticket systems write from `support+4711@`."""
    known = {plain(one) for one in participants}
    return plain(sender.lower()) in known


def plain(address: str) -> str:
    """Without what follows a plus."""
    local, _at, domain = address.rpartition("@")
    return f"{local.partition('+')[0] or local}@{domain}"


def _forms(address: str) -> set[str]:
    return {address, plain(address)}
