"""Send what was written: at once, or after the seconds in which it may be taken back."""

from datetime import datetime, timedelta

from django.db import transaction

from prazo.accounts.models import User
from prazo.desk import actor
from prazo.desk.acting import announce
from prazo.desk.models import Ticket
from prazo.writing import files, presence
from prazo.writing.actions.deliver import deliver
from prazo.writing.actions.keep_draft import begin, forget, locked, must_be_seen
from prazo.writing.models import Draft
from prazo.writing.words import Words, sealed


def press(
    ticket: Ticket,
    kind: str,
    words: Words,
    *,
    user: User,
    at: datetime,
    hold: timedelta,
    revision: int | None = None,
) -> Draft | None:
    """With the files of the draft, which is used up. The draft that is held, None where it was
    sent.

    It counts at `at` whenever it goes out. While it is held nothing has happened: no event, no
    message, no mail; so undoing it leaves nothing to be undone. What would be refused when it is
    sent is refused now. `revision` is what `words` were written upon; raises `NewerError` where the
    draft, or what hangs on it, is another one by now.
    """
    with transaction.atomic():
        draft = locked(ticket, kind, user)
        must_be_seen(draft, words, revision)
        kept = files.to_be_sent(draft.files.order_by("pk")) if draft is not None else []
        by = actor.agent(user)
        if not hold:
            deliver(ticket, kind, words, kept, by=by, at=at)
            if draft is not None:
                forget(draft)
            return None
        with _tried():
            deliver(ticket, kind, words, kept, by=by, at=at, tried=True)
        presence.stopped(user.pk, ticket.pk)
        return _held(draft or begin(ticket, kind, user, at), words, at, hold)


def hold_aside(
    ticket: Ticket, kind: str, words: Words, *, user: User, at: datetime, hold: timedelta
) -> Draft:
    """The same for what is of its own: what is being written in the composer stays there."""
    with transaction.atomic():
        with _tried():
            deliver(ticket, kind, words, [], by=actor.agent(user), at=at, tried=True)
        draft = Draft(desk_id=ticket.desk_id, ticket=ticket, user=user, kind=kind, began_at=at)
        return _held(draft, words, at, hold)


def _held(draft: Draft, words: Words, at: datetime, hold: timedelta) -> Draft:
    draft.sealed, draft.trouble, draft.changed_at = sealed(words), "", at
    draft.pressed_at, draft.send_at = at, at + hold
    draft.revision += 1
    draft.save()
    announce(draft.ticket)
    return draft


class _tried:
    """What is done inside is undone at its end; what is refused inside is refused."""

    def __enter__(self) -> None:
        self._savepoint = transaction.savepoint()

    def __exit__(self, *_raised: object) -> None:
        transaction.savepoint_rollback(self._savepoint)
