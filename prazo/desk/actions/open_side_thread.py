"""Write to somebody outside about a ticket: a carrier, a supplier, a colleague (B9)."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from prazo.desk.acting import acting, must_not_be_merged, must_not_be_spam
from prazo.desk.actions.write_beside import speak
from prazo.desk.actor import Actor
from prazo.desk.inbound import InboundFile
from prazo.desk.masking import masked
from prazo.desk.models import SideThread, Ticket
from prazo.desk.outsiders import apart
from prazo.desk.post import one_line
from prazo.desk.side_waits import name_their_case, wait_on_them
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
    cc: str = "",
    reference: str = "",
    files: Sequence[InboundFile] = (),
    wait: bool = False,
) -> SideThread:
    """`to` and `cc` are addresses with anything between. Nothing of the customer's goes out by
    itself. `wait` begins the wait on them; with a carrier its clock starts."""
    if not subject.strip():
        raise Refusal("empty", _("Give it a subject of its own."), "subject")
    if party not in Party.values:
        raise Refusal("unknown_party", _("Choose to whom you write."), "party")
    wanted = apart(to, cc)
    with acting(ticket, at) as locked:
        must_not_be_merged(locked)
        must_not_be_spam(locked)
        thread = SideThread.objects.create(
            desk_id=locked.desk_id,
            ticket=locked,
            party=party,
            participants=[],
            subject=masked(one_line(subject))[0],
            reference=masked(one_line(reference))[0][:100],
            user=by.user,
            opened_at=at,
        )
        speak(thread, text=text, by=by, at=at, files=files, to=wanted[0], cc=wanted[1])
        if wait:
            wait_on_them(locked, thread, by=by, at=at)
        elif party == Party.CARRIER and thread.reference:
            name_their_case(locked, thread, by=by, at=at)
    return thread
