"""Keep what somebody writes, while it is written; and forget it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from prazo.accounts.models import User
from prazo.desk.models import Ticket
from prazo.lib.refusal import Refusal
from prazo.writing import files, presence
from prazo.writing.files import Upload
from prazo.writing.models import Draft, DraftFile
from prazo.writing.words import Words, opened, sealed


class NewerError(Exception):
    """Somebody wrote on in another place: this is theirs by now."""

    def __init__(self, draft: Draft | None) -> None:
        super().__init__()
        self.draft = draft


def keep_draft(
    ticket: Ticket, kind: str, words: Words, *, user: User, at: datetime, revision: int | None
) -> Draft | None:
    """`revision` is the one it was written upon, 0 for none; None writes over whatever there is.

    Nothing but empty words and no file is no draft. Raises `NewerError`.
    """
    with transaction.atomic():
        draft = locked(ticket, kind, user)
        if revision is not None and revision != (draft.revision if draft else 0):
            raise NewerError(draft)
        if words.empty and (draft is None or not draft.files.exists()):
            if draft is not None:
                forget(draft)
            return None
        draft = draft or begin(ticket, kind, user, at)
        draft.revision += 1
        draft.sealed, draft.changed_at, draft.trouble = sealed(words), at, ""
        draft.save()
        presence.wrote(user.pk, ticket.pk)
    return draft


def add_files(
    ticket: Ticket, kind: str, uploads: Sequence[Upload], *, user: User, at: datetime
) -> list[DraftFile]:
    """Put files to a draft, which is begun for them if there is none."""
    with transaction.atomic():
        draft = locked(ticket, kind, user) or begin(ticket, kind, user, at)
        return [files.keep(draft, upload) for upload in uploads]


def drop_file(ticket: Ticket, token: str, *, user: User) -> None:
    """Take one away again; one that is gone already is gone."""
    with transaction.atomic():
        found = DraftFile.objects.filter(
            token=token, draft__user=user, draft__ticket=ticket, draft__pressed_at=None
        )
        found.delete()


def discard(ticket: Ticket, kind: str, *, user: User) -> None:
    with transaction.atomic():
        draft = locked(ticket, kind, user)
        if draft is not None:
            forget(draft)


def forget_said(ticket: Ticket, kind: str, words: Words, *, user: User) -> None:
    """A draft of words that were sent already, and of nothing else."""
    with transaction.atomic():
        draft = locked(ticket, kind, user)
        if draft is None or draft.files.exists():
            return
        if opened(draft.sealed).text.strip() == words.text.strip():
            forget(draft)


def locked(ticket: Ticket, kind: str, user: User) -> Draft | None:
    """What they write now, not what was sent and may be undone."""
    if kind not in Draft.Kind.values:
        raise Refusal("unknown_kind", _("There is no such draft."))
    written = Draft.objects.filter(ticket=ticket, user=user, kind=kind, pressed_at=None)
    return written.select_for_update().first()


def begin(ticket: Ticket, kind: str, user: User, at: datetime) -> Draft:
    """A new one; of two begun at once the second is refused and tried again by its browser."""
    draft, _made = Draft.objects.select_for_update().get_or_create(
        ticket=ticket,
        user=user,
        kind=kind,
        pressed_at=None,
        defaults={
            "desk_id": ticket.desk_id,
            "sealed": sealed(Words()),
            "began_at": at,
            "changed_at": at,
        },
    )
    presence.announce_company(ticket.desk_id, ticket.number)
    return draft


def forget(draft: Draft) -> None:
    draft.delete()
    presence.stopped(draft.user_id, draft.ticket_id)
    presence.announce_company(draft.desk_id, draft.ticket.number)
