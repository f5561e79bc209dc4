"""How often somebody may try to get in, by password or by code (S08).

Guessing is slowed for each account and each address, yet never shuts out a browser its owner used:
those that signed in to the account before have a count of their own. They are counted together, as
whoever knows a password may have signed in a thousand times with it, and kept every cookie.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core import signing
from django.http import HttpRequest, HttpResponse

from prazo.lib.limits import allowed
from prazo.web import rates, visitor

KNOWN_BROWSER = "prazo-known"
KNOWN_FOR = 365 * 24 * 3600
Limit = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Tries:
    """What is tried, and how often: times and seconds."""

    what: str
    account: Sequence[Limit]
    known_browsers: Sequence[Limit]
    address: Sequence[Limit]


PASSWORD = Tries(
    "sign-in",
    account=(rates.SIGN_IN_ACCOUNT, rates.SIGN_IN_ACCOUNT_HOUR),
    known_browsers=(rates.SIGN_IN_KNOWN_BROWSERS,),
    address=(rates.SIGN_IN_ADDRESS, rates.SIGN_IN_ADDRESS_HOUR),
)
FACTOR = Tries(
    "factor",
    account=(rates.FACTOR_ACCOUNT, rates.FACTOR_ACCOUNT_DAY),
    known_browsers=(rates.FACTOR_KNOWN_BROWSERS, rates.FACTOR_KNOWN_BROWSERS_DAY),
    address=(rates.SIGN_IN_ADDRESS, rates.SIGN_IN_ADDRESS_HOUR),
)


def may_try(request: HttpRequest, tries: Tries, email: str, now: datetime) -> bool:
    """Count this try."""
    account = _fingerprint(email)
    if _known_browser(request) == account:
        counts = [(f"{tries.what}:known:{account}", limit) for limit in tries.known_browsers]
    else:
        place = visitor.network(request)
        counts = [(f"{tries.what}:account:{account}", limit) for limit in tries.account]
        counts += [(f"{tries.what}:address:{place}", limit) for limit in tries.address]
    counted = [allowed(key, *limit, now) for key, limit in counts]  # all of them, each time
    return all(counted)


def know_again(request: HttpRequest, answer: HttpResponse, email: str) -> None:
    """This browser, as one its owner used."""
    answer.set_signed_cookie(
        KNOWN_BROWSER,
        _fingerprint(email),
        salt=KNOWN_BROWSER,
        max_age=KNOWN_FOR,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def _known_browser(request: HttpRequest) -> str:
    try:
        return str(
            request.get_signed_cookie(
                KNOWN_BROWSER, default="", salt=KNOWN_BROWSER, max_age=KNOWN_FOR
            )
        )
    except signing.BadSignature:
        return ""


def _fingerprint(email: str) -> str:
    return hashlib.sha256(email.encode()).hexdigest()[:32]
