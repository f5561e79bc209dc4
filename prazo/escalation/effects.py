"""What a step does besides telling somebody. All on a locked ticket, by Prazo itself."""

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from prazo.accounts.models import Team
from prazo.desk.actions.classify import apply
from prazo.desk.actions.close import end
from prazo.desk.actor import SYSTEM
from prazo.desk.events import record
from prazo.desk.models import Clock, Message, Ticket
from prazo.desk.post import answer_subject, post
from prazo.desk.terms import terms_of
from prazo.engine.agreement import Step
from prazo.engine.events import Kind


def has_effects(step: Step) -> bool:
    return bool(step.raise_level or step.reassign or step.review or step.close or step.ask)


def apply_effects(ticket: Ticket, clock: Clock, step: Step, as_of: datetime) -> None:
    if not ticket.is_open:
        return
    if step.raise_level:
        upper = terms_of(ticket.version).next_level(ticket.level)
        if upper:
            apply(ticket, {"level": upper}, by=SYSTEM, at=as_of)
    if step.reassign:
        _reassign(ticket, step.reassign, as_of)
    if step.review and "all_teams_review" not in ticket.marks:
        ticket.marks = [*ticket.marks, "all_teams_review"]
    if step.ask:
        _remind(ticket, clock, as_of)
    if step.close and ticket.waiting_on == "customer":
        end(ticket, by=SYSTEM, at=as_of, reason="no_answer")
        _say_closed(ticket, clock, as_of)


def _reassign(ticket: Ticket, identifier: str, as_of: datetime) -> None:
    team = Team.objects.filter(desk=ticket.desk_id, identifier=identifier).first()
    if team is not None and team.pk != ticket.team_id:
        ticket.team, ticket.assignee = team, None
        record(ticket, Kind.ASSIGNED, at=as_of, by=SYSTEM, to="", to_id=None, team=identifier)


def _remind(ticket: Ticket, clock: Clock, as_of: datetime) -> None:
    with translation.override(ticket.language or ticket.desk.language):
        text = _(
            "We asked you something about request #%(number)s and have no answer yet. "
            "As soon as you answer this message, we go on."
        ) % {"number": ticket.number}
        _notify(ticket, f"ask:{clock.pk}", text, as_of)


def _say_closed(ticket: Ticket, clock: Clock, as_of: datetime) -> None:
    with translation.override(ticket.language or ticket.desk.language):
        text = _(
            "We closed request #%(number)s because our question was not answered in time. "
            "Answer this message and it is open again."
        ) % {"number": ticket.number}
        _notify(ticket, f"closed:{clock.pk}", text, as_of)


def _notify(ticket: Ticket, key: str, text: str, as_of: datetime) -> None:
    """Words of the desk itself to the requester: shown on the ticket, and never an answer."""
    if ticket.requester is None or not ticket.requester.address:
        return
    message = Message.objects.create(
        desk_id=ticket.desk_id,
        ticket=ticket,
        kind=Message.Kind.NOTICE,
        at=as_of,
        text=text,
        sender=str(ticket.desk),
        recipients=[{"field": "to", "address": ticket.requester.address}],
        automatic="generated",
    )
    post(
        ticket,
        key=key,
        to=[ticket.requester.address],
        subject=answer_subject(ticket.subject),
        text=text,
        at=as_of,
        message=message,
        headers={"Auto-Submitted": "auto-generated"},
    )
