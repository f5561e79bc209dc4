"""Say who sees one ticket of a private team without being of it."""

from collections.abc import Collection, Set
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prazo.accounts.models import User
from prazo.desk.acting import acting, announce_hidden
from prazo.desk.actions.note import write_note
from prazo.desk.actor import Actor
from prazo.desk.models import Guest, Ticket
from prazo.lib.refusal import Refusal

MOVED = "moved"


def let_in(
    ticket: Ticket,
    *,
    people: Collection[User],
    without: Collection[User] = (),
    by: Actor,
    at: datetime,
    reason: str,
    team: int | None = None,
) -> None:
    """These come, and those go `without` whom it should be; other guests stay. A note says so, and
    why. To what `team` has was asked, else to what the team has that `ticket` was read with; to
    what another has nobody is let in by that."""
    if not reason.strip():
        raise Refusal("no_reason", gettext_lazy("Say why."), "reason")
    with acting(ticket, at) as locked:
        if locked.team is None or not locked.team.private:
            raise Refusal(
                "not_private",
                gettext_lazy("This ticket is not private: everybody of the desk sees it."),
                conflict=True,
            )
        if locked.team_id != (team or ticket.team_id):
            raise Refusal(
                MOVED,
                gettext_lazy(
                    "It was moved to the team %(team)s meanwhile. Look who sees it there."
                ),
                params={"team": locked.team.name},
                conflict=True,
            )
        had = Guest.objects.filter(ticket=locked)
        guests = {one.user for one in had.select_related("user")}
        said = _said(guests, (guests | set(people)) - set(without))
        if not said:
            return
        write_note(locked, by=by, at=at, text="\n".join([*said, reason.strip()]))
        had.filter(user__in=without).delete()  # also whom the reason named
        Guest.objects.bulk_create(
            [
                Guest(desk_id=locked.desk_id, ticket=locked, user=person, by=by.user, at=at)
                for person in set(people) - set(without)
            ],
            ignore_conflicts=True,
        )
        announce_hidden(locked.desk_id)


def _said(had: Set[User], wanted: Set[User]) -> list[str]:
    said = []
    if new := wanted - had:
        said.append(_("Sees this ticket from now on: %(names)s.") % {"names": _names(new)})
    if gone := had - wanted:
        said.append(_("Sees this ticket no longer: %(names)s.") % {"names": _names(gone)})
    return said


def _names(people: Collection[User]) -> str:
    return ", ".join(sorted(map(str, people)))
