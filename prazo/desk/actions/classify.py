"""Say what a ticket is: priority by effect, level, type, component, tier."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from prazo.accounts.models import Team
from prazo.desk.acting import acting, must_be_open
from prazo.desk.actor import Actor
from prazo.desk.changed import Seen, must_be_classed_as_seen
from prazo.desk.events import Fact, fact, record_all
from prazo.desk.models import Ticket
from prazo.desk.private_teams import NO_REASON, moving
from prazo.desk.terms import terms_of
from prazo.engine.events import Kind
from prazo.lib.refusal import Refusal

BY_HAND = ("priority", "level", "request_type", "component", "tier")
"""A cause is found by `exclude`; plan, region and add-ons are the contract's."""


def classify(
    ticket: Ticket,
    *,
    by: Actor,
    at: datetime,
    changes: Mapping[str, str],
    seen: Seen | None = None,
) -> Ticket:
    """`changes` holds dimensions of BY_HAND, each one of the agreement's values or "". Raises
    `ChangedError` where one of them is not as `seen`."""
    with acting(ticket, at) as locked:
        must_be_open(locked)
        declared = terms_of(locked.version).agreement.dimensions
        for dimension, value in changes.items():
            if dimension not in BY_HAND or (value and value not in declared.get(dimension, ())):
                raise Refusal(
                    "unknown_value",
                    _("The agreement knows no %(dimension)s “%(value)s”. Choose one it lists."),
                    dimension,
                    {"dimension": dimension, "value": value},
                )
        must_be_classed_as_seen(locked, seen, changes)
        changed = {k: v for k, v in changes.items() if getattr(locked, k) != v}
        if changed:
            teams = Team.objects.filter(desk=locked.desk_id)
            try:
                record_all(
                    [apply(locked, changed, lambda t: teams.filter(identifier=t).first(), by, at)]
                )
            except Refusal as refusal:
                if refusal.code != NO_REASON:
                    raise
                raise Refusal(
                    NO_REASON,
                    _("%(why)s Assign it to the team of this level first: there you can."),
                    "level",
                    {"why": str(refusal)},
                ) from refusal
    return locked


def apply(
    ticket: Ticket,
    changed: Mapping[str, str],
    team_named: Callable[[str], Team | None],
    by: Actor,
    at: datetime,
    reason: str = "",
) -> Fact:
    """The change on a locked ticket, and the fact to be written; a new level brings its team.
    `reason` is asked for where others see it by that."""
    data: dict[str, object] = dict(changed)
    for dimension, value in changed.items():
        setattr(ticket, dimension, value)
    if "level" in changed and (identifier := terms_of(ticket.version).team_of(changed["level"])):
        team = team_named(identifier)
        if team is not None and team.pk != ticket.team_id:
            data |= moving(ticket, team, None, by=by, reason=reason)
            if ticket.assignee_id is not None:
                data["from_id"] = ticket.assignee_id
            data["team"] = identifier
            ticket.team, ticket.assignee = team, None
    return fact(ticket, Kind.CLASSIFIED, at=at, by=by, **data)
