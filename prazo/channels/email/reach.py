"""Which network addresses a mail account may lead to (F01), decided on the resolved address.

A desk's admin must not be able to look around in the network the program runs in. Who
administers the installation may name a mail server inside of it; nobody one that answers for
the machine itself or its cloud (link-local), or for many (multicast).
"""

import socket
import time
from ipaddress import IPv4Address, IPv6Address, ip_address

Address = IPv4Address | IPv6Address
MOST_ADDRESSES = 4


class Inside(OSError):
    """The name leads only to addresses that may not be reached."""


def may_reach(address: Address, *, inside: bool) -> bool:
    """`inside`: whether addresses of this machine and its own network are allowed."""
    plain = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    address = plain or address
    if address.is_link_local or address.is_multicast or address.is_unspecified:
        return False
    return address.is_global or inside


def connect(host: str, port: int, seconds: float, *, inside: bool) -> socket.socket:
    """A connection to the first allowed address that answers; what was judged is what is used.

    Raises `Inside`, or OSError as the network gives it. `seconds` are for all addresses together,
    and then for each wait on the line.
    """
    until = time.monotonic() + seconds
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    allowed = [one for one in found if may_reach(_address(one[4][0]), inside=inside)]
    if not allowed:
        raise Inside(host)
    trouble: OSError | None = None
    for family, kind, protocol, _name, place in allowed[:MOST_ADDRESSES]:
        line = socket.socket(family, kind, protocol)
        line.settimeout(max(until - time.monotonic(), 0.1))
        try:
            line.connect(place)
        except OSError as error:
            line.close()
            trouble = trouble or error
        else:
            line.settimeout(seconds)
            return line
    raise trouble or OSError(host)


def _address(text: str | int) -> Address:
    return ip_address(str(text).partition("%")[0])
