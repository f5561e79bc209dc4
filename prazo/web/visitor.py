"""Where a request comes from."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def address(request: HttpRequest) -> str:
    """The peer's address; behind the operator's own proxy, the last one that proxy saw (X16)."""
    peer = str(request.META.get("REMOTE_ADDR", ""))
    if settings.SECURE_PROXY_SSL_HEADER is None:
        return peer
    last = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    try:
        return str(ip_address(last))
    except ValueError:
        return peer


def place(request: HttpRequest) -> str | None:
    """The same as the database keeps it; None where it is no address of a network."""
    try:
        return str(ip_address(address(request)))
    except ValueError:
        return None


def network(request: HttpRequest) -> str:
    """What a guesser is counted by: one line has 2^64 addresses of IPv6, and is one line (S08)."""
    given = address(request)
    try:
        known = ip_address(given)
    except ValueError:
        return given
    if not isinstance(known, IPv6Address):
        return str(known)
    return str(known.ipv4_mapped or ip_network((known.packed, 64), strict=False))
