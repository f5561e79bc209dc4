"""Take back what was sent a moment ago: it is a draft again, as if nobody had pressed."""

from dataclasses import replace
from datetime import datetime
from typing import TypedDict

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from prazo.accounts.models import User
from prazo.desk.acting import announce, standing
from prazo.desk.models import Ticket
from prazo.lib.refusal import Refusal
from prazo.writing import kinds
from prazo.writing.actions.claim import give_up
from prazo.writing.models import Draft
from prazo.writing.words import Words, opened, sealed


def undo(ticket: Ticket, *, user: User, at: datetime, pk: int | None = None) -> Draft:
    """That one, or the last one they pressed on this ticket. Who comes too late is told so."""
    with transaction.atomic():
        pressed = Draft.objects.filter(ticket=ticket, user=user, pressed_at__isnull=False)
        if pk is not None:
            pressed = pressed.filter(pk=pk)
        held = pressed.select_for_update().order_by("-pressed_at", "-pk").first()
        if held is None:
            raise Refusal("sent", _("It is sent already."), conflict=True)
        draft = take_back(held, at)
        announce(ticket)
    return draft


def take_back(held: Draft, at: datetime, trouble: str = "") -> Draft:
    """Make a held draft one to write on, on the case its ticket is part of by now. Of a macro
    nobody wrote anything: it is gone."""
    give_up(held)
    if held.kind == kinds.MACRO:
        held.ticket = standing(held.ticket)
        held.delete()
        return held
    held.pressed_at = held.send_at = None
    held.tries = 0
    return join_case(held, at, trouble)


def join_case(draft: Draft, at: datetime, trouble: str = "") -> Draft:
    """Bring a locked draft to where its ticket stands by now; what was begun beside it there comes
    after its words."""
    draft.ticket = standing(draft.ticket)
    beside = Draft.objects.select_for_update().filter(
        ticket=draft.ticket_id, user=draft.user_id, kind=draft.kind, pressed_at=None
    )
    words = opened(draft.sealed)
    if (newer := beside.exclude(pk=draft.pk).first()) is not None:
        added = opened(newer.sealed)
        text = "\n\n".join(part for part in (words.text, added.text) if part.strip())
        words = replace(
            words,
            text=text,
            **_addressed(draft.kind, words, added),
            investigation=words.investigation or added.investigation,
            then="",
            templates=(*words.templates, *added.templates),
            children=(),
        )
        newer.files.update(draft=draft)
        trouble = trouble or newer.trouble
        draft.revision = max(draft.revision, newer.revision)
        newer.delete()
    draft.sealed, draft.trouble, draft.changed_at = sealed(words), trouble, at
    draft.revision += 1
    draft.save()
    return draft


class _Addressed(TypedDict):
    to: tuple[str, ...] | None
    cc: tuple[str, ...]


def _addressed(kind: str, words: Words, added: Words) -> _Addressed:
    """Both are the requester's; of two mails to somebody outside each may be another's: what was
    taken back goes where it went."""
    if kinds.is_beside(kind):
        return {"to": words.to, "cc": words.cc}
    to = added.to if added.to is not None else words.to
    return {"to": to, "cc": tuple(dict.fromkeys([*words.cc, *added.cc]))}
