"""Say what a ticket is: priority by effect, level, type, component, tier."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from prazo.accounts.models import Team
from prazo.desk.acting import acting, must_be_open
from prazo.desk.actor import Actor
from prazo.desk.events import record
from prazo.desk.models import Ticket
from prazo.desk.terms import terms_of
from prazo.engine.events import Kind
from prazo.lib.refusal import Refusal

BY_HAND = ("priority", "level", "request_type", "component", "tier")
"""A cause is found by `exclude`; plan, region and add-ons are the contract's."""


def classify(ticket: Ticket, *, by: Actor, at: datetime, changes: Mapping[str, str]) -> Ticket:
    """`changes` holds dimensions of BY_HAND, each one of the agreement's values or ""."""
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
        changed = {k: v for k, v in changes.items() if getattr(locked, k) != v}
        apply(locked, changed, by=by, at=at)
    return locked


def apply(ticket: Ticket, changed: Mapping[str, str], *, by: Actor, at: datetime) -> None:
    """Write the change on a locked ticket; a new level also brings its team."""
    if not changed:
        return
    for dimension, value in changed.items():
        setattr(ticket, dimension, value)
    if "level" in changed and (identifier := terms_of(ticket.version).team_of(changed["level"])):
        team = Team.objects.filter(desk=ticket.desk_id, identifier=identifier).first()
        if team is not None and team != ticket.team:
            ticket.team, ticket.assignee = team, None
    record(ticket, Kind.CLASSIFIED, at=at, by=by, **changed)
