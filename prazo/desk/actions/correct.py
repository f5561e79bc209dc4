"""Correct who asked, what a ticket is called, and its language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from prazo.customers.choose import choose
from prazo.customers.models import Contract, Requester
from prazo.customers.people import Sender, meet_all
from prazo.desk.acting import acting, must_not_be_merged
from prazo.desk.actions.move import CONTRACT_ASKED, OPEN_QUESTION
from prazo.desk.actor import Actor
from prazo.desk.events import record
from prazo.desk.masking import masked
from prazo.desk.models import Ticket
from prazo.desk.post import one_line
from prazo.engine.events import Kind
from prazo.lib.mail_address import mail_address
from prazo.lib.refusal import Refusal

FIELDS = ("requester", "subject", "language")


@dataclass(frozen=True, slots=True)
class Correction:
    """`was` is what its writer saw, `to` what he made of it. Of the requester: addresses."""

    was: str
    to: str


class OvertakenError(Refusal):
    """Somebody else changed it meanwhile; `now` is what it is by now."""

    def __init__(self, field: str, now: str, shown: str) -> None:
        super().__init__("overtaken", OVERTAKEN, field, {"now": shown}, conflict=True)
        self.now = now


OVERTAKEN: Promise = _(
    "Somebody else changed this meanwhile, to “%(now)s”. Send again to change it all the same."
)


def correct(
    ticket: Ticket, *, by: Actor, at: datetime, changes: Mapping[str, Correction], name: str = ""
) -> Ticket:
    """Only what is in `changes`, by FIELDS, is written. Who is not known by his address is made
    known, under `name`. Contract and clocks stay as they are: where the new requester is of another
    customer, the ticket asks."""
    with acting(ticket, at) as locked:
        must_not_be_merged(locked)
        data: dict[str, Any] = {}
        for field in FIELDS:
            if field in changes:
                data |= CORRECT[field](locked, changes[field], name)
        if data:
            record(locked, Kind.CORRECTED, at=at, by=by, **data)
    return locked


def _requester(ticket: Ticket, change: Correction, name: str) -> dict[str, Any]:
    address = mail_address(change.to)
    if address is None:
        raise Refusal(
            "no_address",
            _("“%(address)s” is no address that mail can be sent to."),
            "requester",
            {"address": change.to[:100]},
        )
    before = ticket.requester
    sender = Sender(ticket.desk_id, address.lower(), masked(one_line(name))[0], ticket.language)
    (met,) = meet_all([sender])
    if before is not None and met.requester.pk == before.pk:
        return {}
    now = before.address if before is not None else ""
    _must_be_seen("requester", change, now, f"{before} <{now}>" if before is not None else "—")
    ticket.requester = met.requester
    _ask_for_contract(ticket, met.requester, address.lower())
    return {
        "requester": [str(before or ""), str(met.requester)],
        "requester_id": [before.pk if before else None, met.requester.pk],
    }


def _ask_for_contract(ticket: Ticket, requester: Requester, address: str) -> None:
    choice = choose(ticket.desk, None, requester, address)
    theirs = [one for one in (choice.contract, *choice.candidates) if one is not None]
    marks = [mark for mark in ticket.marks if mark not in OPEN_QUESTION]
    if ticket.contract is not None:
        if not _is_theirs(ticket.contract, theirs):
            marks.append(CONTRACT_ASKED)
    else:
        marks.append("contract_unclear" if theirs else "no_contract")
    ticket.marks = marks


def _is_theirs(contract: Contract, theirs: list[Contract]) -> bool:
    return contract.customer_id in {one.customer_id for one in theirs}


def _subject(ticket: Ticket, change: Correction, name: str) -> dict[str, Any]:
    subject, before = masked(one_line(change.to))[0], ticket.subject
    if not subject:
        raise Refusal("empty", _("Say in a few words what it is about."), "subject")
    if subject == before:
        return {}
    _must_be_seen("subject", change, before, before)
    ticket.subject = subject
    return {"subject": [before, subject]}


def _language(ticket: Ticket, change: Correction, name: str) -> dict[str, Any]:
    before = ticket.language
    if change.to.lower() == before.lower():
        return {}
    _must_be_seen("language", change, before, before or "—")
    ticket.language = change.to
    return {"language": [before, change.to]}


def _must_be_seen(field: str, change: Correction, now: str, shown: str) -> None:
    if change.was.lower() != now.lower():
        raise OvertakenError(field, now, shown)


CORRECT = {"requester": _requester, "subject": _subject, "language": _language}
