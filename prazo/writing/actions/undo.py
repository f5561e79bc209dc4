"""Take back what was sent a moment ago: it is a draft again, as if nobody had pressed."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from prazo.accounts.models import User
from prazo.desk.acting import announce, standing
from prazo.desk.models import Ticket
from prazo.lib.refusal import Refusal
from prazo.writing.actions.claim import give_up
from prazo.writing.models import Draft
from prazo.writing.words import opened, sealed


def undo(ticket: Ticket, *, user: User, at: datetime) -> Draft:
    """The last one they pressed on this ticket. Who comes too late is told so."""
    with transaction.atomic():
        held = (
            Draft.objects.select_for_update()
            .filter(ticket=ticket, user=user, pressed_at__isnull=False)
            .order_by("-pressed_at", "-pk")
            .first()
        )
        if held is None:
            raise Refusal("sent", _("It is sent already."), conflict=True)
        draft = take_back(held, at)
        announce(ticket)
    return draft


def take_back(held: Draft, at: datetime, trouble: str = "") -> Draft:
    """Make a held draft one to write on, on the case its ticket is part of by now; what was begun
    beside it since comes after its words."""
    give_up(held)
    held.ticket = standing(held.ticket)
    beside = Draft.objects.select_for_update().filter(
        ticket=held.ticket_id, user=held.user_id, kind=held.kind, pressed_at=None
    )
    words = opened(held.sealed)
    if (newer := beside.first()) is not None:
        added = opened(newer.sealed)
        text = "\n\n".join(part for part in (words.text, added.text) if part.strip())
        words = type(words)(
            text=text,
            to=added.to if added.to is not None else words.to,
            cc=tuple(dict.fromkeys([*words.cc, *added.cc])),
            investigation=words.investigation or added.investigation,
            templates=(*words.templates, *added.templates),
        )
        newer.files.update(draft=held)
        trouble = trouble or newer.trouble
        held.revision = max(held.revision, newer.revision)
        newer.delete()
    held.sealed, held.trouble, held.changed_at = sealed(words), trouble, at
    held.pressed_at = held.send_at = None
    held.tries = 0
    held.revision += 1
    held.save()
    return held
