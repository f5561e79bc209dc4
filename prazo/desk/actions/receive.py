"""Take in one message, whichever channel it came by."""

from datetime import datetime

from django.db import IntegrityError, transaction

from prazo.accounts.models import Desk, Team
from prazo.agreements.models import in_force
from prazo.customers.choose import Choice, choose
from prazo.customers.models import Entrance, Requester, RequesterAddress
from prazo.desk import actor
from prazo.desk.acting import acting, announce
from prazo.desk.actions.hear import hear
from prazo.desk.actions.move import hold_to_state
from prazo.desk.clocks import settle
from prazo.desk.events import record
from prazo.desk.files import keep
from prazo.desk.inbound import Inbound
from prazo.desk.masking import masked, masked_html
from prazo.desk.models import Message, Ticket
from prazo.desk.numbers import next_number
from prazo.desk.post import one_line
from prazo.desk.receipt import send_receipt
from prazo.desk.terms import terms_of
from prazo.engine.events import Kind
from prazo.lib.refusal import Refusal


class MergedMeanwhileError(Exception):
    """Somebody merged the ticket between our finding it and our locking it."""


def receive(desk: Desk, inbound: Inbound, *, as_of: datetime | None = None) -> Message:
    """Put the message on the ticket it answers, or on a new one at the end of the queue.

    A channel may deliver twice: the second time finds the first. If both come at once, the
    constraint on (desk, channel, reference) turns one away, and it finds the other.
    """
    known = _known(desk, inbound)
    if known is not None:
        return known
    try:
        with transaction.atomic():
            return _receive(desk, inbound, as_of or inbound.received_at)
    except IntegrityError:
        known = _known(desk, inbound)
        if known is None:
            raise
        return known


def _receive(desk: Desk, inbound: Inbound, as_of: datetime) -> Message:
    requester, is_new = requester_of(desk, inbound)
    while ticket := answered_ticket(desk, inbound, requester):
        try:
            return _continue(ticket, inbound, requester, as_of)
        except MergedMeanwhileError:
            continue  # its lock is gone with the savepoint; look where it went
    return _open(desk, inbound, requester, is_new, as_of)


def answered_ticket(desk: Desk, inbound: Inbound, requester: Requester) -> Ticket | None:
    """The ticket a message continues: proof of the ticket *and* a sender who takes part (T02).

    From another address it is a new ticket at the queue's end (D14).
    """
    if inbound.answers is None:
        return None
    ticket = Ticket.objects.filter(pk=inbound.answers, desk=desk).first()
    while ticket is not None and ticket.merged_into_id is not None:
        ticket = Ticket.objects.get(pk=ticket.merged_into_id)
    if ticket is None or ticket.requester_id != requester.pk:
        return None
    return ticket


def _continue(ticket: Ticket, inbound: Inbound, requester: Requester, as_of: datetime) -> Message:
    person = actor.requester(requester)
    with acting(ticket, max(inbound.received_at, as_of)) as locked:
        if locked.status == Ticket.Status.MERGED:
            raise MergedMeanwhileError
        message = write(locked, inbound, requester)
        record(
            locked,
            Kind.MESSAGE,
            at=inbound.received_at,
            by=person,
            message=message.pk,
            automatic=bool(inbound.automatic),
        )
        if not inbound.automatic:
            hear(locked, by=person, at=inbound.received_at)
    return message


def _open(
    desk: Desk, inbound: Inbound, requester: Requester, is_new: bool, as_of: datetime
) -> Message:
    version = in_force(desk.pk, inbound.received_at)
    if version is None:
        raise Refusal("no_agreement", "This desk has no agreement in force yet.")
    terms = terms_of(version)
    entrance = (
        Entrance.objects.filter(channel=inbound.channel, address__in=inbound.written_to, desk=desk)
        .select_related("contract__customer")
        .first()
    )
    choice = choose(desk, entrance, requester, inbound.sender)
    facts = terms.first_facts(inbound.channel, inbound.subject)
    facts |= {} if entrance is None else entrance.facts
    ticket = _new_ticket(desk, inbound, requester, choice, facts)
    ticket.version = version
    if team := terms.team_of(ticket.level):
        ticket.team = Team.objects.filter(desk=desk, identifier=team).first()
    ticket.save(force_insert=True)

    message = write(ticket, inbound, requester)
    opened = record(
        ticket,
        Kind.OPENED,
        at=inbound.received_at,
        by=actor.requester(requester),
        **facts,
        plan=ticket.plan,
        region=ticket.region,
        addon=ticket.addons,
        message=message.pk,
        version_id=version.pk,
        contract_by=choice.why,
    )
    hold_to_state(ticket, inbound.received_at)
    events = [opened] if not ticket.cause else list(ticket.events.all())
    settle(ticket, as_of=as_of, events=events)
    ticket.save()
    if inbound.answerable and not inbound.automatic:
        send_receipt(ticket, inbound, requester, is_new, as_of)
    announce(ticket)
    return message


def _new_ticket(
    desk: Desk, inbound: Inbound, requester: Requester, choice: Choice, facts: dict[str, str]
) -> Ticket:
    contract = choice.contract
    marks = list(inbound.marks)
    if contract is None:
        marks.append("contract_unclear" if choice.candidates else "no_contract")
    if inbound.answers is not None:
        marks.append("other_address")
    return Ticket(
        number=next_number(),
        desk=desk,
        customer=contract.customer if contract else None,
        contract=contract,
        requester=requester,
        subject=masked(one_line(inbound.subject))[0] or "—",
        language=inbound.language or requester.language or desk.language,
        channel=inbound.channel,
        plan=contract.plan if contract else "",
        region=contract.region if contract else "",
        addons=contract.addons if contract else [],
        opened_at=inbound.received_at,
        changed_at=inbound.received_at,
        marks=marks,
        **{name: value for name, value in facts.items() if name != "channel"},
    )


def write(ticket: Ticket, inbound: Inbound, requester: Requester | None) -> Message:
    """The message with its secrets masked and its files kept."""
    text, found = masked(inbound.text)
    message = Message.objects.create(
        desk_id=ticket.desk_id,
        ticket=ticket,
        kind=Message.Kind.REQUEST,
        requester=requester,
        at=inbound.received_at,
        channel=inbound.channel,
        reference=inbound.reference,
        external_id=inbound.external_id[:400],
        text=text,
        html=masked_html(inbound.html) if inbound.html else "",
        sender=f"{inbound.sender_name} <{inbound.sender}>"[:400],
        recipients=[
            {"field": where, "name": name, "address": address}
            for where, name, address in inbound.recipients[:20]  # T16
        ],
        automatic=inbound.automatic,
        remarks=[*inbound.remarks, *found],
    )
    if inbound.files:
        keep(message, inbound.files)
    return message


def requester_of(desk: Desk, inbound: Inbound) -> tuple[Requester, bool]:
    """The person behind an address, made on first contact; whether it is the first.

    Nobody is known by having no address: each such message is from somebody new.
    """
    address = inbound.sender.lower()
    if not address:
        return Requester.objects.create(desk=desk, name=one_line(inbound.sender_name)[:200]), True
    known = (
        RequesterAddress.objects.filter(desk=desk, address=address)
        .select_related("requester")
        .first()
    )
    if known is not None:
        return known.requester, False
    person = Requester.objects.create(
        desk=desk, name=one_line(inbound.sender_name)[:200], language=inbound.language
    )
    row, created = RequesterAddress.objects.get_or_create(
        desk=desk, address=address, defaults={"requester": person}
    )
    if not created:  # somebody else's first message came at the same time
        person.delete()
    return row.requester, created


def _known(desk: Desk, inbound: Inbound) -> Message | None:
    return Message.objects.filter(
        desk=desk, channel=inbound.channel, reference=inbound.reference
    ).first()
