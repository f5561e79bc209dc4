"""What a mail of ours answers, so that mail programs keep one thread."""

from dataclasses import dataclass
from datetime import datetime

from prazo.channels.email.compose import usable_id
from prazo.channels.email.identity import message_id, root_id, side_message_id
from prazo.desk.models import Message, Outgoing, SideMessage

FIRST, NEWEST = (
    1,
    20,
)  # ids kept of a long thread: RFC 5322 asks for the first, readers for the last


@dataclass(frozen=True, slots=True)
class Thread:
    in_reply_to: str = ""
    references: tuple[str, ...] = ()


def thread_of(outgoing: Outgoing) -> Thread:
    """For the requester the whole exchange; in a side thread what was said there; for anybody
    else the notices about the ticket only. Each below its root."""
    if outgoing.ticket_id is None:
        return Thread()
    if outgoing.side is not None:
        root = root_id(0, outgoing.side.thread_id)
        ours, theirs = _beside(outgoing, outgoing.side)
    else:
        root = root_id(outgoing.ticket_id)
        ours = _ours(outgoing)
        theirs = _theirs(outgoing) if outgoing.message_id else []
    ids = [name for _, name in sorted([*ours, *theirs])]
    if len(ids) > FIRST + NEWEST:
        ids = [*ids[:FIRST], *ids[-NEWEST:]]
    answered = theirs[-1][1] if theirs else next(reversed(ids), "")
    return Thread(answered, tuple(dict.fromkeys([root, *ids])))


def _ours(outgoing: Outgoing) -> list[tuple[datetime, str]]:
    earlier = Outgoing.objects.filter(ticket=outgoing.ticket_id, channel="email")
    earlier = earlier.filter(pk__lt=outgoing.pk).order_by("pk")
    if outgoing.message_id:
        earlier = earlier.filter(message__isnull=False)
    else:
        earlier = earlier.filter(message__isnull=True, side__isnull=True, to=outgoing.to)
    rows = earlier.values_list("created_at", "pk", "ticket_id")
    return [(at, message_id(pk, ticket or 0)) for at, pk, ticket in rows]


def _theirs(outgoing: Outgoing) -> list[tuple[datetime, str]]:
    rows = (
        Message.objects.filter(
            ticket=outgoing.ticket_id, kind=Message.Kind.REQUEST, at__lte=outgoing.created_at
        )
        .exclude(external_id="")
        .order_by("at", "pk")
        .values_list("at", "external_id")
    )
    return [(at, name) for at, name in rows if usable_id(name)]


def _beside(
    outgoing: Outgoing, side: SideMessage
) -> tuple[list[tuple[datetime, str]], list[tuple[datetime, str]]]:
    """Ours and theirs of a side thread; never an id of the conversation with the customer."""
    thread = side.thread_id
    earlier = Outgoing.objects.filter(side__thread=thread, pk__lt=outgoing.pk).order_by("pk")
    ours = [(at, side_message_id(pk, thread)) for at, pk in earlier.values_list("created_at", "pk")]
    answers = SideMessage.objects.filter(thread=thread, at__lte=outgoing.created_at)
    rows = answers.exclude(external_id="").values_list("at", "external_id")
    return ours, [(at, name) for at, name in rows if usable_id(name)]
