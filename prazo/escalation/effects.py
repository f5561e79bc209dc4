"""What a step does besides telling colleagues. All on a locked ticket, by Prazo itself."""

from collections.abc import Iterator
from datetime import datetime

from prazo.accounts.models import Team
from prazo.desk.actions.classify import apply
from prazo.desk.actions.close import end
from prazo.desk.actor import SYSTEM
from prazo.desk.events import record
from prazo.desk.models import Ticket
from prazo.desk.terms import terms_of
from prazo.engine.agreement import Step
from prazo.engine.events import Kind
from prazo.escalation.due import Due
from prazo.escalation.requester import ask_again, say_closed, say_lapsed
from prazo.escalation.tell import REQUESTER

REVIEW = "all_teams_review"


def has_effects(step: Step) -> bool:
    acts = (step.raise_level, step.reassign, step.review, step.close, step.ask)
    return any(acts) or REQUESTER in step.tell


def apply_effects(ticket: Ticket, due: Due, as_of: datetime) -> list[str]:
    """What was done, in words like "level:l2"; nothing on a ticket that has ended."""
    return list(_applied(ticket, due, as_of)) if ticket.is_open else []


def _applied(ticket: Ticket, due: Due, as_of: datetime) -> Iterator[str]:
    step = due.step
    if step.raise_level and (upper := terms_of(ticket.version).next_level(ticket.level)):
        apply(ticket, {"level": upper}, by=SYSTEM, at=as_of)
        yield f"level:{upper}"
    if step.reassign and _reassign(ticket, step.reassign, as_of):
        yield f"team:{step.reassign}"
    if step.review and REVIEW not in ticket.marks:
        ticket.marks = [*ticket.marks, REVIEW]
        yield "review"
    if step.ask and ask_again(ticket, due, as_of):
        yield "asked"
    if step.close and ticket.waiting_on == "customer":
        end(ticket, by=SYSTEM, at=as_of, reason="no_answer")
        say_closed(ticket, due, as_of)
        yield "closed"
    elif REQUESTER in step.tell and not step.ask and say_lapsed(ticket, due, as_of):
        yield "told"


def _reassign(ticket: Ticket, identifier: str, as_of: datetime) -> bool:
    team = Team.objects.filter(desk=ticket.desk_id, identifier=identifier).first()
    if team is None or team.pk == ticket.team_id:
        return False
    ticket.team, ticket.assignee = team, None
    record(ticket, Kind.ASSIGNED, at=as_of, by=SYSTEM, to="", to_id=None, team=identifier)
    return True
