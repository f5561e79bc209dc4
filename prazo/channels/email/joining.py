"""Notices of steps that wait together leave as one mail for each person (a storm makes one).

Each keeps its row. It is joined in the transaction that claims the mail it goes with, so that it
is either waiting itself or part of a mail that is: killed in between, none is lost or told twice.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef

from prazo.channels.email.models import Joined
from prazo.desk import together
from prazo.desk.models import Outgoing, Ticket
from prazo.lib.crash import crash

MOST = 1000
"""Notices that one claim looks at."""


def join(first: Outgoing, as_of: datetime) -> Outgoing:
    """What to send for this locked mail: itself, or the first of those it became part of.

    A person who is told once only gets that notice as it is.
    """
    if not first.key.startswith(together.KEY) or first.tries:
        return first
    notices = _waiting(first, as_of)
    told: dict[str, list[Outgoing]] = defaultdict(list)
    for notice in notices:
        for address in dict.fromkeys(notice.to):
            told[address].append(notice)
    alike: dict[tuple[int, ...], list[str]] = defaultdict(list)
    for address, some in told.items():
        if len(some) > 1:
            alike[tuple(notice.pk for notice in some)].append(address)
    letters = [
        _letter(first, told[addresses[0]], addresses, place, as_of)
        for place, addresses in enumerate(alike.values())
    ]
    _leave(notices, {address for some in alike.values() for address in some})
    crash("joining.before_commit")
    return letters[0] if letters else first


def mark_parts_sent(letter: Outgoing, as_of: datetime) -> None:
    if letter.key.startswith(together.JOINED):
        parts = Outgoing.objects.filter(joined__letter=letter, try_at=None, failed_at=None)
        parts.filter(sent_at=None).update(sent_at=as_of)


def hand_on(letter: Outgoing, rest: Outgoing) -> None:
    """The rest of a mail, for those the server would not take yet, has the same parts."""
    parts = Joined.objects.filter(letter=letter).values_list("part_id", flat=True)
    _keep(rest, parts)


def tickets_of(mail: Outgoing) -> Iterator[Ticket]:
    """Those it is about, in the order in which they are locked."""
    if mail.ticket is not None:
        yield mail.ticket
    elif mail.key.startswith(together.JOINED):
        parts = Outgoing.objects.filter(joined__letter=mail).values("ticket")
        yield from Ticket.objects.filter(pk__in=parts).order_by("pk")


def _waiting(first: Outgoing, as_of: datetime) -> Sequence[Outgoing]:
    """Of its desk, in order; but none that waits for one put off before it, to the same people
    about the same ticket."""
    put_off = Outgoing.objects.filter(
        ticket=OuterRef("ticket"), to=OuterRef("to"), pk__lt=OuterRef("pk"), try_at__isnull=False
    ).filter(tries__gt=0)
    notices = Outgoing.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        ~Exists(put_off),
        key__startswith=together.KEY,
        channel="email",
        desk=first.desk_id,
        sender=first.sender,
        tries=0,
        try_at__lte=as_of + together.GATHER,
    )
    return sorted(
        notices.select_related("ticket").order_by("try_at", "pk")[:MOST], key=lambda one: one.pk
    )


def _letter(
    first: Outgoing,
    notices: Sequence[Outgoing],
    to: Sequence[str],
    place: int,
    as_of: datetime,
) -> Outgoing:
    subject, text = together.joined(first.desk, notices)
    letter = Outgoing.objects.create(
        desk=first.desk,
        key=f"{together.JOINED}{notices[0].pk}:{notices[-1].pk}:{place}",
        channel=first.channel,
        sender=first.sender,
        to=list(to),
        subject=subject,
        text=text,
        headers=first.headers,
        created_at=as_of,
        try_at=first.try_at,
    )
    _keep(letter, (notice.pk for notice in notices))
    return letter


def _keep(letter: Outgoing, parts: Iterable[int]) -> None:
    Joined.objects.bulk_create(
        [Joined(desk_id=letter.desk_id, letter=letter, part_id=part) for part in parts]
    )


def _leave(notices: Sequence[Outgoing], joined: set[str]) -> None:
    """To each notice those who get no other with it; one that has none waits no more."""
    changed = []
    for notice in notices:
        left = [address for address in notice.to if address not in joined]
        if not left:
            notice.try_at = None
        elif left == notice.to:
            continue
        else:
            notice.to = left
        changed.append(notice)
    Outgoing.objects.bulk_update(changed, ["to", "try_at"])
