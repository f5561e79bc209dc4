"""Say who sees one ticket of a private team without being of it."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prazo.accounts.models import User
from prazo.desk.actions.note import note
from prazo.desk.actor import Actor
from prazo.desk.models import Guest, Ticket
from prazo.lib.refusal import Refusal


def let_in(
    ticket: Ticket, *, people: Collection[User], by: Actor, at: datetime, reason: str
) -> None:
    """These, and no other guests; a note says so, and why."""
    if ticket.team is None or not ticket.team.private:
        raise Refusal(
            "not_private",
            gettext_lazy("This ticket is not private: everybody of the desk sees it."),
            conflict=True,
        )
    if not reason.strip():
        raise Refusal("no_reason", gettext_lazy("Say why."), "reason")
    with transaction.atomic():
        wanted = {person.pk: person for person in people}
        had = {
            one.user_id: one for one in Guest.objects.filter(ticket=ticket).select_related("user")
        }
        new = [person for pk, person in wanted.items() if pk not in had]
        gone = [one for pk, one in had.items() if pk not in wanted]
        said = []
        if new:
            said.append(_("Sees this ticket from now on: %(names)s.") % {"names": _names(new)})
        if gone:
            names = _names([one.user for one in gone])
            said.append(_("Sees this ticket no longer: %(names)s.") % {"names": names})
        if not said:
            return
        Guest.objects.filter(pk__in=[one.pk for one in gone]).delete()
        Guest.objects.bulk_create(
            [
                Guest(desk_id=ticket.desk_id, ticket=ticket, user=person, by=by.user, at=at)
                for person in new
            ],
            ignore_conflicts=True,
        )
        note(ticket, by=by, at=at, text="\n".join([*said, reason.strip()]))


def _names(people: Collection[User]) -> str:
    return ", ".join(sorted(map(str, people)))
