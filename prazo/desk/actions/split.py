"""Take questions out of a ticket that holds several: tickets of their own, clocks of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from prazo.desk.acting import acting, announce, must_not_be_spam
from prazo.desk.actor import Actor
from prazo.desk.clocks import settle
from prazo.desk.events import record
from prazo.desk.files import ARCHIVE, link_files
from prazo.desk.masking import masked
from prazo.desk.models import Message, Ticket
from prazo.desk.numbers import next_number
from prazo.desk.post import one_line
from prazo.desk.private_teams import let_in_author
from prazo.desk.split_notice import tell_of_split
from prazo.engine.events import Author, Kind
from prazo.lib import scope
from prazo.lib.refusal import Refusal

TAKEN_ALONG = (
    "desk_id", "customer_id", "contract_id", "requester_id", "version_id", "language", "channel",
    "plan", "region", "addons", "priority", "level", "request_type", "component", "tier", "team_id",
)  # fmt: skip
MOST = 20


@dataclass(frozen=True, slots=True)
class Passage:
    """`text` is what of `message` is a question of its own."""

    message: Message
    subject: str
    text: str


def split(
    ticket: Ticket, *, message: Message, subject: str, text: str, by: Actor, at: datetime
) -> Ticket:
    """One question; the customer is not told."""
    passage = Passage(message, subject, text)
    return split_all(ticket, passages=[passage], by=by, at=at, tell=False)[0]


def split_all(
    ticket: Ticket, *, passages: Sequence[Passage], by: Actor, at: datetime, tell: bool = True
) -> list[Ticket]:
    """All of them or none (D16), in their order.

    The clocks of each start when the customer asked, which was with its message, whose files come
    along: which of them is about what, only a reader can say. `tell`: one mail names all new
    numbers to him, in his language.
    """
    for place, passage in enumerate(passages):
        _must_be_a_question(ticket, passage, place)
    if not passages or len(passages) > MOST:
        raise Refusal("empty", _("Give the new ticket a subject and a text."), "subject")
    with transaction.atomic(), scope.entered(scope.whole()), acting(ticket, at) as source:
        must_not_be_spam(source)
        if source.status == Ticket.Status.MERGED:
            raise Refusal("merged", _("It is merged already."), conflict=True)
        made = [_taken_out(source, passage, by, at) for passage in passages]
        for own in made:
            let_in_author(own, by.user, at)
        if tell:
            tell_of_split(source, made, at=at)
    return made


def _must_be_a_question(ticket: Ticket, passage: Passage, place: int) -> None:
    """`place` is the passage's among the others, for the page to show where."""
    params = {"place": place}
    if passage.message.ticket_id != ticket.pk or not passage.message.inbound:
        raise Refusal(
            "not_a_request", _("Choose a message of the customer."), "message", params=params
        )
    if not passage.subject.strip() or not passage.text.strip():
        raise Refusal(
            "empty", _("Give the new ticket a subject and a text."), "subject", params=params
        )


def _taken_out(source: Ticket, passage: Passage, by: Actor, at: datetime) -> Ticket:
    message = passage.message
    own = Ticket(
        number=next_number(),
        subject=masked(one_line(passage.subject))[0],
        opened_at=message.at,
        changed_at=at,
        split_from=source,
        **{name: getattr(source, name) for name in TAKEN_ALONG},
    )
    own.save(force_insert=True)
    clean, found = masked(passage.text)
    copy = Message.objects.create(
        desk_id=own.desk_id,
        ticket=own,
        kind=Message.Kind.REQUEST,
        requester=message.requester,
        at=message.at,
        channel=message.channel,
        external_id=message.external_id,
        text=clean,
        sender=message.sender,
        remarks=[*found, *(one for one in message.remarks if one == ARCHIVE)],
    )
    link_files(message, copy)
    record(
        own,
        Kind.OPENED,
        at=message.at,
        by=Actor(Author.REQUESTER, requester=message.requester),
        **{
            name: getattr(own, name)
            for name in ("priority", "level", "request_type", "component", "tier")
        },
        channel=own.channel,
        plan=own.plan,
        region=own.region,
        addon=own.addons,
        message=copy.pk,
        version_id=own.version_id,
        split_from=source.number,
    )
    record(source, Kind.SPLIT, at=at, by=by, number=own.number, ticket_id=own.pk)
    own.refresh_from_db()
    settle(own, as_of=at)
    own.save()
    announce(own)
    return own
