"""One act on many tickets: tried without a trace for the preview, done when it is due.

Each ticket is all or nothing, by itself. A portion of them is done in one transaction with the
note that it was: a worker that dies on the way has done nothing of it, and another begins it anew.
"""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prazo.accounts.models import Role, User
from prazo.desk.actor import agent
from prazo.desk.models import Bulk, Message, Ticket
from prazo.engine.events import Kind
from prazo.engine.timeline import CHANGES
from prazo.lib.refusal import Refusal
from prazo.web.access import hold_membership
from prazo.web.views.bulk.acts import ACTS, BulkAct
from prazo.web.views.bulk.effect import changes, standing
from prazo.web.views.bulk.form import BulkForm

log = logging.getLogger("prazo.bulk")

DONE = ""
PORTION = 20
"""Tickets that are locked at once."""
ORDERED = (CHANGES.keys() | {Kind.ASSIGNED, Kind.MERGED, Kind.NOT_SPAM}) - {Kind.MESSAGE}
"""Of these the last one holds: nothing is done before one that was there first."""


class Tried(NamedTuple):
    """Why it would be refused, or DONE, and what it would change: `Mia → Lev`."""

    why: str
    changes: list[str]


def tried(
    act: BulkAct, form: BulkForm, tickets: Sequence[Ticket], user: User, at: datetime
) -> dict[int, Tried]:
    """By number. Nothing is kept."""
    found = {}
    for ticket in tickets:
        with transaction.atomic():
            before = standing(ticket)
            why = _one(act, form, ticket, user, at)
            effect = changes(before, standing(ticket)) if why == DONE else []
            found[ticket.number] = Tried(why, effect)
            transaction.set_rollback(True)
    return found


def do_due(as_of: datetime) -> bool:
    """A portion of a bulk that is due; whether there was one."""
    with transaction.atomic():
        waiting = Bulk.objects.filter(done_at=None, undone_at=None, due_at__lte=as_of)
        bulk = (
            waiting.select_for_update(skip_locked=True, of=("self",))
            .select_related("user")
            .order_by("due_at", "pk")
            .first()
        )
        if bulk is None:
            return False
        portion = bulk.tickets[bulk.worked : bulk.worked + PORTION]
        zone = ZoneInfo(bulk.user.time_zone)
        with translation.override(bulk.user.language), timezone.override(zone):
            bulk.outcomes |= _done(bulk, portion)
        bulk.worked += len(portion)
        bulk.due_at = as_of
        if bulk.worked == len(bulk.tickets):  # what was said is kept, and erased, on the tickets
            bulk.done_at, bulk.data = as_of, {}
        bulk.save(update_fields=["outcomes", "worked", "due_at", "done_at", "data"])
    return True


def _done(bulk: Bulk, portion: Sequence[int]) -> dict[str, str]:
    """Tickets he sees by now: what was hidden from him meanwhile is left alone, and not named."""
    known = Ticket.objects.visible_to(bulk.user).to_act_on().filter(desk=bulk.desk_id)
    # In one order, so that two of them cannot wait on each other.
    tickets = list(known.filter(pk__in=portion).order_by("pk"))
    if not tickets:
        return {}
    # What a form knows depends on the agreements of all tickets, not on those of this portion.
    of_all = known.filter(pk__in=bulk.tickets).order_by("version_id", "pk").distinct("version_id")
    try:
        with transaction.atomic():
            act = ACTS[bulk.act]
            form = act.form(list(of_all), bulk.user, bulk.data, as_of=bulk.asked_at)
            form.is_valid()
    except (OperationalError, InterfaceError):
        raise  # the database's trouble, not this bulk's
    except Exception:  # our own fault with this one: the others go on
        log.exception("bulk %s could not be done", bulk.pk)
        return {str(ticket.number): _broken() for ticket in tickets}
    if form.errors:  # what it named is gone since
        why = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return {str(ticket.number): why for ticket in tickets}
    return {
        str(ticket.number): _one(act, form, ticket, bulk.user, bulk.asked_at, bulk)
        for ticket in tickets
    }


def _one(
    act: BulkAct,
    form: BulkForm,
    ticket: Ticket,
    user: User,
    at: datetime,
    bulk: Bulk | None = None,
) -> str:
    """It counts at `at`, the instant somebody asked for it, whenever it is done."""
    try:
        with transaction.atomic():
            hold_membership(user, ticket.desk_id, Role.AGENT)
            if bulk is not None:
                held = Ticket.objects.to_act_on().select_for_update(of=("self",))
                ticket = held.get(pk=ticket.pk)
                if act.answers(form):
                    _must_be_heard(ticket, bulk)
                at = max(at, _last_change(ticket) or at)
            act.perform(ticket, form, agent(user), at)
    except Refusal as refusal:
        return str(refusal)
    except PermissionDenied:
        return gettext("You may not do that at this desk.")
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("%s of many tickets failed for ticket %s", act.name, ticket.pk)
        return _broken()
    return DONE


def _must_be_heard(ticket: Ticket, bulk: Bulk) -> None:
    """R03: no case ends, and nobody is answered, with words on it that nobody read."""
    heard = bulk.heard.get(str(ticket.pk), 0)
    requests = ticket.messages.filter(kind=Message.Kind.REQUEST, automatic="")
    if requests.filter(pk__gt=heard).exists():
        raise Refusal(
            "written_since",
            _("The requester has written since you asked for this. Read it first."),
            conflict=True,
        )


def _last_change(ticket: Ticket) -> datetime | None:
    changes = ticket.events.filter(kind__in=ORDERED)
    found: datetime | None = changes.aggregate(last=Max("at"))["last"]
    return found


def _broken() -> str:
    return gettext("A fault of ours kept it from being done. Your administrator can see which.")
