"""Open a case because we have something to say: nobody asked, and nothing is owed yet.

What is said follows as an answer does (`reply`), held and undone like one. No receipt is sent for
it, and its clocks start with the customer's first word (`prazo.engine.unasked`).
"""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from prazo.accounts.models import Desk
from prazo.customers.choose import choose
from prazo.customers.people import meet_all
from prazo.desk.actions.assign import assign
from prazo.desk.actions.move import hold_to_state
from prazo.desk.actor import Actor
from prazo.desk.events import record
from prazo.desk.inbound import Inbound
from prazo.desk.intake.continuing import sender_of
from prazo.desk.intake.opening import Arrival, give_teams, ticket_of, versions_at
from prazo.desk.models import Ticket
from prazo.desk.numbers import next_number
from prazo.desk.terms import terms_of
from prazo.engine.events import Kind
from prazo.lib import scope
from prazo.lib.mail_address import mail_address
from prazo.lib.refusal import Refusal

CHANNEL = "email"


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """Whom we write to, and in which language; who was never heard of is made known by it. All but
    the address may be ""."""

    address: str
    name: str = ""
    language: str = ""


def write_first(desk: Desk, *, to: Addressee, subject: str, by: Actor, at: datetime) -> Ticket:
    """The ticket, its writer's own and without a word on it. Its contract is chosen as it would be
    for a message of theirs: where it is not certain, the ticket asks."""
    assert by.user is not None
    address = mail_address(to.address)
    if address is None:
        raise Refusal(
            "no_address",
            _("“%(address)s” is no address that mail can be sent to."),
            "address",
            {"address": to.address[:100]},
        )
    if not subject.strip():
        raise Refusal("empty", _("Say in a few words what it is about."), "subject")
    with transaction.atomic(), scope.entered(scope.whole()):
        arrival = _arrival(desk, replace(to, address=address.lower()), subject, at)
        (version,) = versions_at([(desk, arrival.inbound)])
        if version is None:
            raise Refusal("no_agreement", _("This desk has no agreement in force yet."))
        requester = arrival.met.requester
        choice = choose(desk, None, requester, arrival.inbound.sender)
        facts = terms_of(version).first_facts(CHANNEL, subject)
        ticket = ticket_of(arrival, choice, facts)
        ticket.number, ticket.version = next_number(), version
        give_teams([ticket])
        ticket.save(force_insert=True)
        record(
            ticket,
            Kind.OPENED,
            at=at,
            by=by,
            **facts,
            plan=ticket.plan,
            region=ticket.region,
            addon=ticket.addons,
            version_id=ticket.version_id,
            contract_by=choice.why,
        )
        hold_to_state(ticket, at)
        ticket.save(update_fields=["cause"])
        return assign(ticket, by=by, at=at, to=by.user)


def _arrival(desk: Desk, to: Addressee, subject: str, at: datetime) -> Arrival:
    """As if they had written, but for the words."""
    inbound = Inbound(
        channel=CHANNEL,
        reference="",
        sender=to.address,
        sender_name=to.name,
        language=to.language,
        subject=subject,
        text="",
        received_at=at,
        authentic=True,
    )
    (met,) = meet_all([sender_of(desk, inbound)])
    return Arrival(desk, inbound, met, at)
