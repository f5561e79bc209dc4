"""Correct who asked, what a ticket is called, and its language."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from prazo.customers.choose import choose
from prazo.customers.models import Contract, Requester
from prazo.customers.people import Sender, meet_all
from prazo.desk.acting import acting, must_not_be_merged
from prazo.desk.actions.move import CONTRACT_ASKED, OPEN_QUESTION
from prazo.desk.actor import Actor
from prazo.desk.changed import Seen, must_be_as_seen
from prazo.desk.events import record
from prazo.desk.masking import masked
from prazo.desk.models import Ticket
from prazo.desk.post import one_line
from prazo.engine.events import Kind
from prazo.lib.mail_address import mail_address
from prazo.lib.refusal import Refusal

FIELDS = ("requester", "subject", "language")


def correct(
    ticket: Ticket,
    *,
    by: Actor,
    at: datetime,
    changes: Mapping[str, str],
    seen: Seen | None = None,
    name: str = "",
) -> Ticket:
    """Only what is in `changes`, by FIELDS, is written; the requester by an address. Who is not
    known by it is made known, under `name`. Contract and clocks stay as they are: where the new
    requester is of another customer, the ticket asks. `ChangedError` where one is not as `seen`.
    """
    with acting(ticket, at) as locked:
        must_not_be_merged(locked)
        data: dict[str, Any] = {}
        for field in FIELDS:
            if field in changes:
                data |= CORRECT[field](locked, changes[field], seen, name)
        if data:
            record(locked, Kind.CORRECTED, at=at, by=by, **data)
    return locked


def _requester(ticket: Ticket, wanted: str, seen: Seen | None, name: str) -> dict[str, Any]:
    address = mail_address(wanted)
    if address is None:
        raise Refusal(
            "no_address",
            _("“%(address)s” is no address that mail can be sent to."),
            "requester",
            {"address": wanted[:100]},
        )
    before = ticket.requester
    sender = Sender(ticket.desk_id, address.lower(), masked(one_line(name))[0], ticket.language)
    (met,) = meet_all([sender])
    if before is not None and met.requester.pk == before.pk:
        return {}
    now = before.address if before is not None else ""
    shown = f"{before} <{now}>" if before is not None else ""
    _must_be_seen(ticket, seen, "requester", now, address, shown)
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


def _subject(ticket: Ticket, wanted: str, seen: Seen | None, name: str) -> dict[str, Any]:
    subject, before = masked(one_line(wanted))[0], ticket.subject
    if not subject:
        raise Refusal("empty", _("Say in a few words what it is about."), "subject")
    if subject == before:
        return {}
    _must_be_seen(ticket, seen, "subject", before, subject, before)
    ticket.subject = subject
    return {"subject": [before, subject]}


def _language(ticket: Ticket, wanted: str, seen: Seen | None, name: str) -> dict[str, Any]:
    before = ticket.language
    if wanted.lower() == before.lower():
        return {}
    _must_be_seen(ticket, seen, "language", before.lower(), wanted, before)
    ticket.language = wanted
    return {"language": [before, wanted]}


def _must_be_seen(
    ticket: Ticket, seen: Seen | None, field: str, now: str, wanted: str, shown: str
) -> None:
    sentence = _("%(who)s set this to “%(name)s” just now. Send again to change it all the same.")
    did = Q(kind=Kind.CORRECTED, data__has_key=field)
    must_be_as_seen(ticket, seen, field, now, wanted, sentence, did=did, name=shown)


CORRECT = {"requester": _requester, "subject": _subject, "language": _language}
