"""Who follows a ticket, beside its conversation, and the button to do so oneself."""

from collections.abc import Sequence

from django.utils.safestring import SafeString

from prazo.web.shown.record import Following
from prazo.web.stencil import Stencil

CARD = Stencil("ticket/followers.html", "number", "csrf_token", "names")


def drawn(followers: Sequence[Following], reader: int, number: int, token: str) -> SafeString:
    names = ", ".join(one.user for one in followers)
    return CARD.filled(
        {"number": number, "csrf_token": token, "names": names},
        any=bool(names),
        follows=any(one.user_id == reader for one in followers),
    )
