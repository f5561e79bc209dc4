"""One act on a ticket: its row locked, its consequences in the same transaction."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from prazo.desk.clocks import settle
from prazo.desk.models import Ticket
from prazo.lib import rows, scope
from prazo.lib.refusal import Refusal


@contextmanager
def acting(ticket: Ticket, at: datetime) -> Iterator[Ticket]:
    """The ticket as it is now, locked; after the block its clocks are settled and it is saved.

    Whoever comes second finds what the first one did, and may be refused for it (R01, R04).
    """
    with transaction.atomic():
        locked = Ticket.objects.to_act_on().select_for_update(of=("self",)).get(pk=ticket.pk)
        if locked.team_id is not None and scope.current().closes(locked.team_id):
            scope.keep(locked.pk)  # also where he hands it on by that, and sees it no longer
        yield locked
        locked.changed_at = max(at, locked.changed_at)
        settle(locked, as_of=locked.changed_at)
        locked.save()
        announce(locked)


def standing(ticket: Ticket) -> Ticket:
    """The case it is part of by now: what it was merged into, else itself."""
    while ticket.merged_into is not None:
        ticket = ticket.merged_into
    return ticket


def announce(*tickets: Ticket) -> None:
    """Tell whoever watches, once this transaction commits; the payload names, it does not show."""
    statement, values = announcement(tickets)
    rows.select(statement, **values)


def announce_hidden(desk: int) -> None:
    """Tell all pages of a desk that a ticket may be seen by others by now: those who lost sight of
    it are told nothing of it any more, and would go on showing it."""
    told = json.dumps({"desk": desk, "hidden": True})
    rows.select(TELLING, channels=["prazo_desk"], told=[told])


def announcement(tickets: Iterable[Ticket], *duties: str) -> rows.Also:
    """The same for those who write by a statement that can tell as well; it wakes the workers of
    these duties, too."""
    shown = (ticket for ticket in tickets if not ticket.synthetic)
    told = [("prazo_desk", json.dumps({"desk": t.desk_id, "ticket": t.number})) for t in shown]
    told += [("prazo_duty", duty) for duty in duties]
    return TELLING, {"channels": [to for to, _ in told], "told": [what for _, what in told]}


TELLING = "select pg_notify(c, t) from unnest(%(channels)s::text[], %(told)s::text[]) n(c, t)"


def wake(duty: str) -> None:
    """Wake the workers of a duty once this transaction commits."""
    statement, values = announcement((), duty)
    rows.select(statement, **values)


def must_be_open(ticket: Ticket) -> None:
    """Refuse what only an open ticket can have done to it, with its state as it is now."""
    must_not_be_spam(ticket)
    if not ticket.is_open:
        raise Refusal(
            "not_open",
            _("Ticket #%(number)s is %(status)s already. Reopen it first."),
            params={"number": ticket.number, "status": ticket.get_status_display()},
            conflict=True,
        )


def _number(pk: int | None) -> int | str:
    """Of another ticket; nothing of one that who asks does not see."""
    return Ticket.objects.filter(pk=pk or 0).values_list("number", flat=True).first() or "…"


def must_not_be_merged(ticket: Ticket) -> None:
    """Refuse what is said on a ticket that is part of another case by now."""
    if ticket.status == Ticket.Status.MERGED:
        raise Refusal(
            "merged",
            _("This ticket was merged into #%(number)s. Write there."),
            params={"number": _number(ticket.merged_into_id)},
            conflict=True,
        )


def must_not_be_spam(ticket: Ticket) -> None:
    """Refuse what is done for somebody who asked."""
    if ticket.status == Ticket.Status.SPAM:
        raise Refusal(
            "spam",
            _("Ticket #%(number)s is spam. Say first that it is not."),
            params={"number": ticket.number},
            conflict=True,
        )
