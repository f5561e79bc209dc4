"""Write to somebody outside about a ticket: a carrier, a supplier, a colleague (B9)."""

from datetime import datetime

from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prazo.desk.acting import acting, must_be_open, must_not_be_merged
from prazo.desk.actions.wait import begin_wait
from prazo.desk.actions.write_beside import name_their_case, speak
from prazo.desk.actor import Actor
from prazo.desk.calls import must_be_written
from prazo.desk.masking import masked
from prazo.desk.models import Message, SideThread, Ticket
from prazo.desk.outsiders import addresses, must_be_outside
from prazo.desk.post import one_line
from prazo.lib.refusal import Refusal

Party = SideThread.Party


def open_side_thread(
    ticket: Ticket,
    *,
    party: str,
    to: str,
    subject: str,
    text: str,
    by: Actor,
    at: datetime,
    reference: str = "",
    quote: Message | None = None,
    wait: bool = False,
) -> SideThread:
    """`to` are addresses with anything between. `quote` is a message of the customer's to be
    carried along: nothing of his goes out by itself. `wait` begins the wait on them; with a
    carrier its clock starts, for it is told now, whatever number it will give the case (N9)."""
    if not subject.strip():
        raise Refusal("empty", _("Give it a subject of its own."), "subject")
    if party not in Party.values:
        raise Refusal("unknown_party", _("Choose to whom you write."), "party")
    if quote is not None and (quote.ticket_id != ticket.pk or not quote.inbound):
        raise Refusal("not_a_request", _("Choose a message of the customer."), "quote")
    with acting(ticket, at) as locked:
        must_not_be_merged(locked)
        recipients = addresses(to)
        must_be_outside(locked, recipients)
        thread = SideThread.objects.create(
            desk_id=locked.desk_id,
            ticket=locked,
            party=party,
            participants=recipients,
            subject=masked(one_line(subject))[0],
            reference=masked(one_line(reference))[0][:100],
            user=by.user,
            opened_at=at,
        )
        speak(thread, text=text + (_quoted(locked, quote) if quote else ""), by=by, at=at)
        if wait:
            _wait(locked, thread, by, at)
        elif party == Party.CARRIER and thread.reference:
            name_their_case(locked, thread, by=by, at=at)
    return thread


def _wait(ticket: Ticket, thread: SideThread, by: Actor, at: datetime) -> None:
    must_be_open(ticket)
    must_be_written(ticket)
    if thread.party == Party.COLLEAGUE:
        raise Refusal(
            "unknown_party",
            _("A colleague is one of us: the ticket goes on meanwhile. Leave the tick out."),
            "wait",
        )
    begin_wait(ticket, on=thread.party, by=by, at=at)
    if thread.party == Party.CARRIER:
        name_their_case(ticket, thread, by=by, at=at)


def _quoted(ticket: Ticket, message: Message) -> str:
    """Who wrote it is not said."""
    with translation.override(ticket.desk.language):
        when = date_format(localtime(message.at), "SHORT_DATETIME_FORMAT")
        heading = gettext("What was reported to us on %(instant)s:") % {"instant": when}
    lines = "\n".join(f"> {line}" for line in message.text.splitlines())
    return f"\n\n{heading}\n{lines}"
