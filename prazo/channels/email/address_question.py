"""The mail that asks the owner of a claimed address whether it is his: the one thing that goes
there before he has said yes."""

from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from prazo.channels.email.route import route_of
from prazo.customers.claims import Asked, link, masked
from prazo.customers.models import AddressClaim
from prazo.desk.post import one_line, post_to_person
from prazo.lib.limits import allowed
from prazo.lib.refusal import Refusal

PER_ADDRESS = (3, 86400)  # questions in so many seconds
PER_DESK = (200, 86400)


def mail_address_question(asked: Asked, *, at: datetime) -> bool:
    """Into the outbox, in the person's language; False where the desk has no way to send.

    Nobody is asked again and again, nor may a desk write to all the world in this way: Refusal.
    The link stands in the outbox until it is used or lapses; nothing else keeps it in clear.
    """
    claim = asked.claim
    if route_of(claim.desk).server is None:
        return False
    _must_be_polite(claim, at)
    language = spoken(claim)
    with translation.override(language):
        subject = _("%(desk)s asks: is this your address?") % {"desk": claim.desk.name}
        text = _text(claim, f"{link(asked.token)}?lang={language}")
    post_to_person(
        claim.desk,
        key=f"address:{claim.pk}:{at.timestamp():.6f}",
        to=claim.address,
        subject=subject,
        text=text,
        at=at,
    )
    claim.asked_at = at
    claim.save(update_fields=["asked_at"])
    return True


def spoken(claim: AddressClaim) -> str:
    """The person's language, else the desk's, of those we speak."""
    known = dict(settings.LANGUAGES)
    wanted = (claim.requester.language.lower(), claim.desk.language.lower())
    return next((one for one in wanted if one in known), "en")


def _must_be_polite(claim: AddressClaim, at: datetime) -> None:
    if not allowed(f"address-question:{claim.desk_id}:{claim.address}", *PER_ADDRESS, at):
        raise Refusal("asked_often", ASKED_OFTEN, "address", {"most": PER_ADDRESS[0]})
    if not allowed(f"address-questions:{claim.desk_id}", *PER_DESK, at):
        raise Refusal("asked_many", ASKED_MANY, "address", {"most": PER_DESK[0]})


def _text(claim: AddressClaim, address: str) -> str:
    return "\n\n".join(
        [
            _("%(desk)s asks whether %(address)s is an address of this person:")
            % {"desk": one_line(claim.desk.name), "address": claim.address},
            "    " + " · ".join(filter(None, [_person(claim), masked(claim.requester.address)])),
            _(
                "If it is, mails from it will count as that person's, and our answers may go there."
                " Look, and say yes or no:"
            ),
            address,
            _(
                "The link works for seven days, and for one answer. If you do nothing, nothing"
                " changes."
            ),
            claim.desk.name,
        ]
    )


def _person(claim: AddressClaim) -> str:
    return one_line(claim.requester.name)[:120]


ASKED_OFTEN = later(
    "The owner of this address was asked %(most)s times today. Try again tomorrow, or ask"
    " him another way whether the mail arrived."
)
ASKED_MANY = later(
    "This desk asked %(most)s owners of addresses today. Add the others from tomorrow on."
)
