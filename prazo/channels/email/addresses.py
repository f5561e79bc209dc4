"""Whose address is it: the desks' own, by entrance or by mail account."""

from collections.abc import Iterable

from prazo.channels.email.models import MailAccount
from prazo.customers.models import Entrance


def desks_of(addresses: Iterable[str]) -> dict[str, int]:
    """Desk ids by address, for those that are ours; `support+anything@` is `support@`."""
    asked = {address: address.strip().lower() for address in addresses}
    wanted = {form for address in asked.values() for form in _forms(address)}
    if not wanted:
        return {}
    ours = dict(
        Entrance.objects.filter(channel="email", address__in=wanted).values_list(
            "address", "desk_id"
        )
    )
    accounts = MailAccount.objects.values_list("address", "desk_id")  # few, in any letter case
    ours = {address.lower(): desk for address, desk in accounts} | ours
    return {
        address: ours[form]
        for address, lower in asked.items()
        for form in reversed(_forms(lower))
        if form in ours
    }


def canonical(address: str) -> str:
    """The address an entrance would be known by: lower case, without what follows a plus."""
    return _forms(address.strip().lower())[-1]


def _forms(address: str) -> tuple[str, ...]:
    """The address itself first, then without its detail."""
    local, at, domain = address.rpartition("@")
    plain = local.partition("+")[0]
    return (address, f"{plain}@{domain}") if at and plain and plain != local else (address,)
