"""Give a ticket to an agent, take it, or put it back; and to a team."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from prazo.accounts.models import Member, Team, User
from prazo.desk.acting import acting, must_be_open
from prazo.desk.actor import Actor
from prazo.desk.changed import Seen, must_be_held_as_seen, must_be_in_team_as_seen
from prazo.desk.events import record
from prazo.desk.masking import masked
from prazo.desk.models import Ticket
from prazo.desk.private_teams import moving
from prazo.engine.events import Kind
from prazo.lib.refusal import Refusal


def assign(
    ticket: Ticket,
    *,
    by: Actor,
    at: datetime,
    to: User | None = None,
    team: Team | None = None,
    keep: bool = False,
    why: Mapping[str, Any] | None = None,
    seen: Seen | None = None,
    reason: str = "",
) -> Ticket:
    """`to` None puts it back into the queue, unless whoever has it by now is to `keep` it. Some
    agreements take this for the answer (A2), if a person did it and gave it to somebody. `why` is
    the account of who did not: `prazo.routing` writes it. Raises `ChangedError` where `to` and
    `team` are not as `seen`. `reason` is asked for where others see it by that."""
    with acting(ticket, at) as locked:
        must_be_open(locked)
        if keep:
            to = locked.assignee
        if to is not None and not Member.objects.filter(desk=locked.desk_id, user=to).exists():
            raise Refusal(
                "not_a_member", _("%(name)s does not work at this desk."), "to", {"name": str(to)}
            )
        if team is not None and team.desk_id != locked.desk_id:
            raise Refusal("other_desk", _("That team belongs to another desk."), "team")
        if not keep:
            must_be_held_as_seen(locked, seen, to)
        if team is not None:
            must_be_in_team_as_seen(locked, seen, team)
        moved = moving(locked, team, to, by=by, reason=masked(reason)[0]) if team else {}
        had = locked.assignee_id
        locked.assignee = to
        locked.team = team or locked.team
        data: dict[str, Any] = {
            "to": str(to) if to and not keep else "",
            "to_id": to.pk if to else None,
            "from_id": had,
        }
        if team is not None:
            data |= {"team": team.identifier, **moved}
        if why:
            data["why"] = dict(why)
        record(locked, Kind.ASSIGNED, at=at, by=by, **data)
    return locked
