"""Send what was held and not taken back. A worker does it, so it is sent though the process that
took it in has died meanwhile."""

import logging
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Exists, OuterRef
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prazo.accounts.models import Member
from prazo.accounts.models.member import RANK, Role
from prazo.desk import actor
from prazo.desk.acting import announce
from prazo.desk.actions.note import note
from prazo.desk.models import Ticket
from prazo.lib.refusal import Refusal
from prazo.writing import files, kinds
from prazo.writing.actions.deliver import deliver
from prazo.writing.actions.undo import take_back
from prazo.writing.models import Draft
from prazo.writing.models.habit import UNDO_CHOICES
from prazo.writing.words import opened

log = logging.getLogger("prazo.writing")

PAUSE = timedelta(minutes=1)
GRACE = timedelta(minutes=1)
"""For so long after its time a held answer keeps steps from being taken for want of it."""
TRIES = 5
"""After so many its writer has it back, and can look what is the matter with it."""
GONE = _("You may not act on this ticket any more.")
BROKEN = _("A fault of ours kept it from being sent. Your administrator can see which.")


def send_held(as_of: datetime) -> bool:
    """The one that has been due longest; whether there was one.

    In one transaction with its disappearing: whoever else tries finds nothing.
    """
    held = None
    try:
        with transaction.atomic():
            held = _claim(as_of)
            if held is None:
                return False
            _send(held, as_of)
    except (OperationalError, InterfaceError):
        raise  # the database's trouble, not this answer's
    except Exception:  # our own fault with this one: the others go on, it is tried again
        if held is None:
            raise
        log.exception("held answer %s could not be sent", held.pk)
        _put_off(held.pk, as_of)
    return True


def awaited(as_of: datetime) -> Exists:
    """Of a ticket: somebody has answered, and the answer is on its way. It counts at the instant
    it was pressed, so nobody is told meanwhile that there is none. One that is tried again and
    again silences nothing: its time is reckoned from the press."""
    longest = timedelta(seconds=max(UNDO_CHOICES)) + GRACE
    held = Draft.objects.filter(
        ticket=OuterRef("pk"), kind__in=kinds.ANSWERS, pressed_at__gt=as_of - longest
    )
    return Exists(held)


def _claim(as_of: datetime) -> Draft | None:
    due = Draft.objects.filter(send_at__lte=as_of).order_by("send_at", "pk")
    held = due.select_for_update(skip_locked=True, of=("self",))
    return held.select_related("user", "ticket").first()


def _send(held: Draft, as_of: datetime) -> None:
    ticket, words = Ticket.objects.to_act_on().get(pk=held.ticket_id), opened(held.sealed)
    assert held.pressed_at is not None
    with translation.override(held.user.language.lower()):
        if not _may(held):
            _give_back(held, as_of, GONE)
            return
        try:
            with transaction.atomic():
                kept = files.to_be_sent(held.files.order_by("pk"))
                by = actor.agent(held.user)
                deliver(ticket, held.kind, words, kept, by=by, at=held.pressed_at)
                held.delete()
        except Refusal as refusal:  # the ticket was merged, or closed, in these seconds
            _give_back(held, as_of, refusal)


def _give_back(held: Draft, as_of: datetime, why: object) -> None:
    """With a note that tells its writer, who may be elsewhere by now, and whoever works on it.

    `why` says itself in the language that is active: the desk's in the note.
    """
    macro = opened(held.sealed).macro
    case = _taken_back(held, as_of, why)
    with translation.override(case.desk.language.lower()):
        text = _told(held) % {"address": held.user.email, "why": why, "macro": macro}
    note(case, by=actor.SYSTEM, at=as_of, text=text)


def _told(held: Draft) -> str:
    if held.kind == kinds.MACRO:
        return gettext("@%(address)s, nothing of the macro “%(macro)s” was done: %(why)s")
    if kinds.is_beside(held.kind):
        return gettext(
            "@%(address)s, your mail to somebody outside was not sent. It is a draft on this ticket"
            " again: %(why)s"
        )
    return gettext(
        "@%(address)s, your answer was not sent. It is a draft on this ticket again: %(why)s"
    )


def _taken_back(held: Draft, as_of: datetime, why: object) -> Ticket:
    """The ticket it is a draft on now."""
    with translation.override(held.user.language.lower()):
        draft = take_back(held, as_of, str(why))
    announce(draft.ticket)
    return draft.ticket


def _may(held: Draft) -> bool:
    """R07: whoever was sent away in these seconds sends nothing any more."""
    if not held.user.is_active:
        return False
    roles = [role for role in Role if RANK[role] >= RANK[Role.AGENT]]
    return Member.objects.filter(user=held.user, desk=held.desk_id, role__in=roles).exists()


def _put_off(pk: int, as_of: datetime) -> None:
    """Unless it was undone meanwhile."""
    with transaction.atomic():
        known = Draft.objects.select_for_update(of=("self",)).select_related("user", "ticket")
        held = known.filter(pk=pk, pressed_at__isnull=False).first()
        if held is None:
            return
        if held.tries + 1 >= TRIES:
            try:
                with transaction.atomic():
                    _give_back(held, as_of, BROKEN)
            except Exception:  # what keeps it from being sent may keep notes from being written
                log.exception("nobody was told of held answer %s", pk)
                held.refresh_from_db()
                _taken_back(held, as_of, BROKEN)
            return
        held.send_at, held.tries = as_of + PAUSE, held.tries + 1
        held.save(update_fields=["send_at", "tries"])
