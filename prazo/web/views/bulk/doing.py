"""One act on many tickets: tried without a trace for the preview, done when it is due.

Each ticket is all or nothing, by itself. All of them are done in one transaction with the note
that they were: a worker that dies on the way has done nothing, and another begins anew.
"""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from prazo.accounts.models import Role, User
from prazo.desk.actor import agent
from prazo.desk.models import Bulk, Ticket
from prazo.lib.refusal import Refusal
from prazo.web.access import hold_membership
from prazo.web.views.bulk.acts import ACTS, BulkAct, BulkForm

DONE = ""


def tried(
    act: BulkAct, form: BulkForm, tickets: Sequence[Ticket], user: User, at: datetime
) -> dict[int, str]:
    """By number, why it would be refused; DONE where it would be done. Nothing is kept."""
    found = {}
    for ticket in tickets:
        with transaction.atomic():
            found[ticket.number] = _one(act, form, ticket, user, at)
            transaction.set_rollback(True)
    return found


def do_due(as_of: datetime) -> bool:
    """One bulk that is due; whether there was one."""
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
        with translation.override(bulk.user.language):
            bulk.outcomes = _done(bulk, as_of)
        bulk.done_at = as_of
        bulk.save(update_fields=["outcomes", "done_at"])
    return True


def _done(bulk: Bulk, at: datetime) -> dict[str, str]:
    # In one order, so that two of them cannot wait on each other.
    tickets = list(
        Ticket.objects.to_act_on()
        .filter(pk__in=bulk.tickets, desk=bulk.desk_id, synthetic=False)
        .order_by("pk")
    )
    act = ACTS[bulk.act]
    form = act.form(tickets, bulk.user, bulk.data)
    if not form.is_valid():  # what it named is gone since
        why = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return {str(ticket.number): why for ticket in tickets}
    return {str(t.number): _one(act, form, t, bulk.user, at) for t in tickets}


def _one(act: BulkAct, form: BulkForm, ticket: Ticket, user: User, at: datetime) -> str:
    try:
        with transaction.atomic():
            hold_membership(user, ticket.desk_id, Role.AGENT)
            act.perform(ticket, form, agent(user), at)
    except Refusal as refusal:
        return str(refusal)
    except PermissionDenied:
        return _("You may not do that at this desk.")
    return DONE
