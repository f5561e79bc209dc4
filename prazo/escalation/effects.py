"""What a step does besides telling colleagues. All on a locked ticket, by Prazo itself."""

from collections.abc import Iterator
from datetime import datetime

from prazo.accounts.models import Team
from prazo.desk.actions.classify import apply
from prazo.desk.actions.close import end
from prazo.desk.actor import SYSTEM
from prazo.desk.events import Fact, fact
from prazo.desk.models import Ticket
from prazo.desk.private_teams import moving
from prazo.desk.terms import terms_of
from prazo.engine.agreement import Step
from prazo.engine.events import Kind
from prazo.escalation.due import Due
from prazo.escalation.requester import ask_again, say_closed, say_lapsed
from prazo.escalation.tell import REQUESTER, Directory

REVIEW = "all_teams_review"


def has_effects(step: Step) -> bool:
    acts = (step.raise_level, step.reassign, step.review, step.close, step.ask)
    return any(acts) or REQUESTER in step.tell


Did = tuple[str, Fact | None]
"""In words like "level:l2", and the fact to be written where there is one."""


def apply_effects(ticket: Ticket, due: Due, people: Directory, as_of: datetime) -> list[Did]:
    """What was done; nothing on a ticket that has ended."""
    return list(_applied(ticket, due, people, as_of)) if ticket.is_open else []


def _applied(ticket: Ticket, due: Due, people: Directory, as_of: datetime) -> Iterator[Did]:
    step = due.step

    def team_named(identifier: str) -> Team | None:
        return people.team(ticket.desk_id, identifier)

    if step.raise_level and (upper := terms_of(ticket.version).next_level(ticket.level)):
        yield f"level:{upper}", apply(ticket, {"level": upper}, team_named, SYSTEM, as_of)
    if step.reassign and (team := team_named(step.reassign)) and team.pk != ticket.team_id:
        yield f"team:{step.reassign}", _reassign(ticket, team, as_of)
    if step.review and REVIEW not in ticket.marks:
        ticket.marks = [*ticket.marks, REVIEW]
        yield "review", None
    if step.ask and ask_again(ticket, due, as_of):
        yield "asked", None
    if step.close and ticket.waiting_on == "customer":
        say_closed(ticket, due, as_of)
        yield "closed", end(ticket, by=SYSTEM, at=as_of, reason="no_answer")
    elif REQUESTER in step.tell and not step.ask and say_lapsed(ticket, due, as_of):
        yield "told", None


def _reassign(ticket: Ticket, team: Team, as_of: datetime) -> Fact:
    moved = moving(ticket, team, None, by=SYSTEM)
    told = {"to": "", "to_id": None, "from_id": ticket.assignee_id, "team": team.identifier}
    ticket.team, ticket.assignee = team, None
    return fact(ticket, Kind.ASSIGNED, at=as_of, by=SYSTEM, **told, **moved)
