"""Put a ticket under another contract or version: an explicit act with a reason."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from prazo.agreements.models import Version
from prazo.customers.models import Contract
from prazo.desk.acting import acting, must_be_open
from prazo.desk.actor import SYSTEM as DESK_ITSELF
from prazo.desk.actor import Actor
from prazo.desk.changed import Seen, must_be_as_seen
from prazo.desk.events import record
from prazo.desk.masking import masked
from prazo.desk.models import Ticket
from prazo.desk.terms import terms_of
from prazo.engine.events import Kind
from prazo.lib.refusal import Refusal

CONTRACT_ASKED = "contract_asked"
"""Marks a ticket whose requester is of another customer by now than its contract."""
OPEN_QUESTION = ("contract_unclear", "no_contract", CONTRACT_ASKED)


def move(
    ticket: Ticket, *, to: Version, by: Actor, at: datetime, reason: str, seen: Seen | None = None
) -> Ticket:
    """Raises `ChangedError` where its version is not as `seen`."""
    with acting(ticket, at) as locked:
        must_be_open(locked)
        must_be_as_seen(
            locked,
            seen,
            "to",
            locked.version,
            to,
            _("%(who)s moved it to version %(name)s just now. Send again to move it on."),
            did=Q(kind=Kind.AGREEMENT),
            name=locked.version.version,
        )
        if not reason.strip():
            raise Refusal("no_reason", _("Say why the ticket changes its agreement."), "reason")
        locked.version = to
        record(
            locked,
            Kind.AGREEMENT,
            at=at,
            by=by,
            agreement=to.agreement,
            version=to.version,
            version_id=to.pk,
            reason=masked(reason)[0],
        )
    return locked


def settle_contract(
    ticket: Ticket, *, contract: Contract, by: Actor, at: datetime, seen: Seen | None = None
) -> Ticket:
    """Say which contract it is under, where how it came in left that open (B14). Raises
    `ChangedError` where that is not as `seen`."""
    with acting(ticket, at) as locked:
        must_be_open(locked)
        if contract.desk_id != locked.desk_id:
            raise Refusal("other_desk", _("That contract belongs to another desk."), "contract")
        must_be_as_seen(
            locked,
            seen,
            "contract",
            locked.contract,
            contract,
            _("%(who)s put it under “%(name)s” just now. Send again to put it under another one."),
            did=Q(data__has_key="contract"),
            name=locked.contract or "",
        )
        locked.contract, locked.customer = contract, contract.customer
        locked.plan, locked.region, locked.addons = (
            contract.plan,
            contract.region,
            contract.addons,
        )
        locked.marks = [mark for mark in locked.marks if mark not in OPEN_QUESTION]
        record(
            locked,
            Kind.CLASSIFIED,
            at=at,
            by=by,
            contract=contract.pk,
            plan=contract.plan,
            region=contract.region,
            addon=contract.addons,
        )
        hold_to_state(locked, at)
    return locked


def hold_to_state(ticket: Ticket, at: datetime) -> None:
    """A contract that is suspended, unpaid or expired is a cause of its own (E10).

    It stands no longer once the ticket is under a contract that is active.
    """
    if found := cause_by_state(ticket):
        ticket.cause = found["cause"]
        record(ticket, Kind.CAUSE, at=at, by=DESK_ITSELF, **found)


def cause_by_state(ticket: Ticket) -> dict[str, str]:
    """The new cause and its evidence, where the contract's state changes it; else nothing."""
    contract, terms = ticket.contract, terms_of(ticket.version)
    if contract is None:
        return {}
    cause = terms.cause_of_state(contract.state)
    if contract.state == Contract.State.ACTIVE:
        held = ticket.cause in terms.document.contract_states.values()
        cause = "" if held else ticket.cause
    elif not cause:
        return {}
    if ticket.cause == cause:
        return {}
    return {"cause": cause, "evidence": f"contract {contract.name}: {contract.state}"}
