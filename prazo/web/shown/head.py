"""The top of a ticket's page: what it is called, how it stands, and what can be done now."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from prazo.accounts.models import User
from prazo.desk.models import Ticket
from prazo.engine.agreement import MetBy
from prazo.engine.clock import Clock
from prazo.web.shown.case import Case, Fact
from prazo.web.stencil import Stencil

HEAD = Stencil(
    "ticket/head.html",
    "subject", "number", "urgency", "sign", "priority", "level", "status", "related", "acts",
    "company",
)  # fmt: skip
ACTS = Stencil("ticket/acts.html", "number", "reader", "holder", "csrf_token")


def drawn(
    ticket: Ticket, case: Case, acts: SafeString | str, company: SafeString, swapped: bool
) -> SafeString:
    """`swapped` into a page that is open."""
    words = {
        "subject": ticket.subject,
        "number": ticket.number,
        "urgency": case.urgency,
        "sign": case.sign,
        "priority": case.priority,
        "level": case.level,
        "status": case.status,
        "related": _related(case.related),
        "acts": acts,
        "company": company,
    }
    return HEAD.filled(
        words,
        oob=swapped,
        leveled=bool(case.level),
        waits=ticket.status == Ticket.Status.WAITING,
        escalated=ticket.escalated,
    )


def acts(
    ticket: Ticket,
    reader: User,
    csrf_token: str,
    offers: Callable[[], Mapping[str, Any]],
    clocks: Iterable[Clock] = (),
    erases: bool = False,
) -> SafeString:
    """`offers` are those of the ticket's status, and of who `erases`."""
    words = {
        "number": ticket.number,
        "reader": reader.pk,
        "holder": ticket.assignee_id or "",
        "csrf_token": csrf_token,
    }
    take = ticket.is_open and (ticket.assignee_id != reader.pk or _untaken(clocks))
    return ACTS.filled(words, offers, status=str(ticket.status), take=take, erases=erases)


def _untaken(clocks: Iterable[Clock]) -> bool:
    """Whether it was promised that somebody takes it, and nobody did: Prazo gave it to him, which
    is no answer (A2)."""
    return any(
        clock.running and clock.agreement.targets[clock.metric].met_by is MetBy.ASSIGNMENT
        for clock in clocks
    )


def _related(facts: Iterable[Fact]) -> SafeString:
    return format_html_join("", "{}", ((_chip(fact),) for fact in facts))


def _chip(fact: Fact) -> SafeString:
    """A link where there is somewhere to go."""
    if not fact.href:
        return format_html('<span class="chip">{} {}</span>', fact.name, fact.value)
    link = '<a class="chip" href="{}" title="{}">{} {}</a>'
    return format_html(link, fact.href, fact.title, fact.name, fact.value)
