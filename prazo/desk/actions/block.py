"""Turn a sender away at a desk, or let him in again."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from prazo.accounts.changes import record_change
from prazo.accounts.models import Desk, User
from prazo.accounts.operator import Operator
from prazo.customers.models import Contract, Entrance, Requester
from prazo.desk.models import Block
from prazo.lib.mail_address import mail_address
from prazo.lib.refusal import Refusal

MOST = 5000
AT = "@"


@transaction.atomic
def block(desk: Desk, sender: str, *, by: Operator, reason: str = "", sure: bool = False) -> Block:
    """An address, or a domain with or without `@` before it. Who has a contract is turned away
    only where whoever does it is `sure`. One that is turned away already stays so."""
    sender = read(sender)
    known = Block.objects.filter(desk=desk, sender=sender).first()
    if known is not None:
        return known
    _must_be_a_strangers(sender)
    customers = under_contract(desk, sender)
    if customers and not sure:
        raise Refusal(
            "under_contract",
            _("%(customers)s with an active contract would be turned away. Say that it is meant."),
            "sure",
            {"customers": ", ".join(customers)},
        )
    if Block.objects.filter(desk=desk).count() >= MOST:
        raise Refusal("too_many", _("At most %(n)s senders can be blocked."), "sender", {"n": MOST})
    given = {"reason": reason[:500], "user": by.user, "made_at": by.at}
    made, fresh = Block.objects.get_or_create(desk=desk, sender=sender, defaults=given)
    if fresh:
        record_change(desk, by, "block.made", sender, after=_facts(made))
    return made


@transaction.atomic
def unblock(known: Block, *, by: Operator) -> None:
    """What came meanwhile stays where it is: each ticket is spam until somebody says otherwise."""
    found = Block.objects.select_for_update(of=("self",)).select_related("desk")
    held = found.filter(pk=known.pk).first()
    if held is None:
        raise Refusal("gone", _("This sender is not blocked any more."), conflict=True)
    record_change(held.desk, by, "block.removed", held.sender, _facts(held))
    held.delete()


def read(said: str) -> str:
    """As a block keeps it; Refusal where it is neither address nor domain."""
    lower = said.strip().lower()
    whole = lower if AT in lower.lstrip(AT) else f"x{AT}{lower.lstrip(AT)}"
    clean = mail_address(whole)
    domain = "" if clean is None else clean.rpartition(AT)[2]
    if clean is None or "." not in domain.strip("."):
        raise Refusal(
            "no_sender", _("Write an address, or a domain such as spam.example."), "sender"
        )
    return clean if whole == lower else f"{AT}{domain}"


def of_address(desk: int, address: str) -> list[Block]:
    """What turns him away: his address, his domain."""
    if AT not in address:
        return []
    return list(Block.objects.filter(desk=desk, sender__in=[address, domain_of(address)]))


def domain_of(address: str) -> str:
    """As a block keeps it."""
    return f"{AT}{address.rpartition(AT)[2]}"


def under_contract(desk: Desk, sender: str) -> list[str]:
    """Customers with an active contract whose people write from there, by name."""
    people = Requester.objects.filter(desk=desk)
    if sender.startswith(AT):
        people = people.filter(addresses__address__endswith=sender)
    else:
        people = people.filter(addresses__address=sender)
    active = Contract.objects.filter(desk=desk, state=Contract.State.ACTIVE)
    of_domain = active.filter(customer__domains__domain=sender.rpartition(AT)[2])
    of_people = active.filter(customer__requesters__in=people)
    names = (of_domain | of_people).order_by("customer__name").values_list("customer__name")
    return [name for (name,) in names.distinct()]


def _must_be_a_strangers(sender: str) -> None:
    """Nobody of us, and no domain that we write from, at whatever desk."""
    ours = (
        User.objects.filter(email__iendswith=sender, is_active=True),
        Entrance.objects.filter(address__iendswith=sender),
    )
    if not sender.startswith(AT):
        ours = (
            User.objects.filter(email__iexact=sender, is_active=True),
            Entrance.objects.filter(address__iexact=sender),
        )
    if any(found.exists() for found in ours):
        raise Refusal(
            "ours",
            _("%(sender)s is an address of ours, or holds one."),
            "sender",
            {"sender": sender},
        )


def _facts(one: Block) -> dict[str, str]:
    return {"sender": one.sender, "reason": one.reason}


def count(mails: Mapping[int, int], at: datetime) -> None:
    """So many came from each, by block."""
    for pk, many in sorted(mails.items()):
        for one in Block.objects.select_for_update().filter(pk=pk):
            one.mails, one.last_at = one.mails + many, at
            one.save(update_fields=["mails", "last_at"])
