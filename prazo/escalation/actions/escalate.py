"""A person takes a case to the level above, and says why (E5, M5); its people are told at once."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prazo.desk.acting import acting, must_be_open
from prazo.desk.actions.classify import apply
from prazo.desk.actor import Actor
from prazo.desk.changed import Seen, must_be_classed_as_seen
from prazo.desk.events import record, record_all
from prazo.desk.masking import masked
from prazo.desk.models import Ticket
from prazo.desk.post import one_line, post
from prazo.desk.terms import terms_of
from prazo.engine.events import Kind
from prazo.escalation.notice import told_of_private
from prazo.escalation.tell import Directory, Reached
from prazo.lib.refusal import Refusal


def escalate(
    ticket: Ticket,
    *,
    by: Actor,
    at: datetime,
    reason: str,
    done: Sequence[str] = (),
    seen: Seen | None = None,
) -> Ticket:
    """`done` are those of the level's requirements that are fulfilled (M4); what is missing is
    kept with the fact, so that the level above sees it. At the top its leads are told. Raises
    `ChangedError` where its level is not as `seen`: it would go up twice."""
    with acting(ticket, at) as locked:
        must_be_open(locked)
        if not reason.strip():
            raise Refusal(
                "no_reason", gettext_lazy("Say what the next level should know."), "reason"
            )
        terms, whose = terms_of(locked.version), locked.assignee_id
        upper = terms.next_level(locked.level)
        must_be_classed_as_seen(
            locked,
            seen,
            {"level": upper},
            gettext_lazy("%(who)s took it to “%(name)s” just now. Send again to take it further."),
        )
        reason = masked(reason)[0]
        missing: list[str] = []
        desk = locked.desk_id
        people = Directory([desk], at)
        if upper:
            required = [one.id for one in terms.document.levels[upper].requires]
            missing = [one for one in required if one not in done]
            record_all(
                [apply(locked, {"level": upper}, lambda t: people.team(desk, t), by, at, reason)]
            )
        told = people.reached(locked, ("team", "team_lead") if upper else ("team_lead",))
        event = record(
            locked,
            Kind.ESCALATED,
            at=at,
            by=by,
            reason=reason,
            level=upper,
            missing=missing,
            told=[f"{person.name} ({person.role})" for person in told],
            whose=whose,
            reached=[person.user for person in told if person.user is not None],
        )
        locked.escalated = True
        _tell(locked, told, by, _told_by_mail(locked, people, reason), event.pk, at)
    return locked


def _told_by_mail(ticket: Ticket, people: Directory, reason: str) -> tuple[str, str]:
    """What it is about, and why; of a private ticket neither leaves by mail."""
    team = people.private_team(ticket)
    return (ticket.subject, reason) if team is None else ("…", told_of_private(ticket, team))


def _tell(
    ticket: Ticket,
    told: list[Reached],
    by: Actor,
    words: tuple[str, str],
    event: int,
    at: datetime,
) -> None:
    title, reason = words
    others = [p.address for p in told if by.user is None or p.address != by.user.email]
    with translation.override(ticket.desk.language):
        subject = _("#%(number)s was escalated: %(subject)s") % {
            "number": ticket.number,
            "subject": title,
        }
        text = "\n".join(
            [
                _("%(name)s escalated this ticket.")
                % {"name": by.user or (by.rule.name if by.rule else "Prazo")},
                "",
                reason,
                "",
                f"{settings.ADDRESS}/t/{ticket.number}",
            ]
        )
    post(
        ticket,
        key=f"escalated:{event}",
        to=others,
        subject=one_line(subject),
        text=text,
        at=at,
        headers={"Auto-Submitted": "auto-generated"},
    )
