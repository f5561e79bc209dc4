"""Which addresses are the desks' own, as pages need to know of many at once."""

import time
from collections.abc import Iterable

from prazo.channels.email.addresses import canonical
from prazo.channels.email.models import MailAccount
from prazo.customers.models import Entrance
from prazo.lib import scope

KEPT = 60.0
"""Seconds; what is sent is looked at anew when it is sent."""

_known: tuple[float, frozenset[str]] = (-KEPT, frozenset())


def ours(addresses: Iterable[str], *, anew: bool = False) -> frozenset[str]:
    """Those of them that are a desk's, whichever desk's it is; lower case."""
    global _known
    if anew or time.monotonic() - _known[0] >= KEPT:
        _known = (time.monotonic(), _read())
    lower = (address.lower() for address in addresses)
    return frozenset(one for one in lower if one in _known[1] or canonical(one) in _known[1])


def _read() -> frozenset[str]:
    with scope.entered(scope.SYSTEM):  # whose they are is nobody's to know, and nobody is told
        entrances = Entrance.objects.filter(channel="email").values_list("address", flat=True)
        accounts = MailAccount.objects.values_list("address", flat=True)
        return frozenset(address.lower() for address in [*entrances, *accounts])
