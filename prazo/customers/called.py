"""What the history calls a person."""

from prazo.customers.models import Requester


def called(requester: Requester) -> str:
    """By name and the address we write to, as they are now."""
    address = requester.addresses.order_by("pk").values_list("address", flat=True).first() or ""
    return f"{requester.name} <{address}>" if requester.name else address
