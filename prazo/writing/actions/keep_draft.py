"""Keep what somebody writes, while it is written; and forget it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from prazo.accounts.models import User
from prazo.desk.models import Ticket
from prazo.lib.refusal import Refusal
from prazo.writing import files, kinds, presence
from prazo.writing.files import Upload
from prazo.writing.models import Draft, DraftFile
from prazo.writing.words import Words, opened, sealed

SHOWN = 200
WENT_ON = _("You went on in another place: “%(text)s” Press again to go on with what is here.")
GONE = _("In another place you sent or discarded it. Press again to go on all the same.")


class NewerError(Refusal):
    """Its writer went on in another place: `draft` is what there is by now."""

    def __init__(self, draft: Draft | None) -> None:
        super().__init__("newer", WENT_ON if draft is not None else GONE, conflict=True)
        if draft is not None:
            text = " ".join(opened(draft.sealed).text.split())
            self.params = {"text": f"{text[:SHOWN]}…" if len(text) > SHOWN else text}
        self.draft = draft
        self.revision = draft.revision if draft is not None else 0


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
        if draft is None:
            draft = begin(ticket, kind, user, at)
            if revision is not None and draft.revision:  # a file begun it meanwhile
                raise NewerError(draft)
        draft.revision += 1
        draft.sealed, draft.changed_at = sealed(words), at
        draft.save()
        presence.wrote(user.pk, ticket.pk)
    return draft


def add_files(
    ticket: Ticket, kind: str, uploads: Sequence[Upload], *, user: User, at: datetime
) -> list[DraftFile]:
    """Put files to a draft, which is begun for them if there is none. It is another one by that."""
    if not uploads:
        return []
    with transaction.atomic():
        draft = locked(ticket, kind, user) or begin(ticket, kind, user, at)
        kept = [files.keep(draft, upload) for upload in uploads]
        _went_on(draft, at)
    return kept


def drop_file(ticket: Ticket, token: str, *, user: User, at: datetime) -> None:
    """Take one away again; one that is gone already is gone."""
    with transaction.atomic():
        own = Draft.objects.filter(ticket=ticket, user=user, pressed_at=None, files__token=token)
        draft = own.select_for_update(of=("self",)).first()
        if draft is None:
            return
        draft.files.filter(token=token).delete()
        if opened(draft.sealed).empty and not draft.files.exists():
            forget(draft)
        else:
            _went_on(draft, at)


def _went_on(draft: Draft, at: datetime) -> None:
    draft.revision += 1
    draft.changed_at = at
    draft.save(update_fields=["revision", "changed_at"])


def discard(
    ticket: Ticket,
    kind: str,
    *,
    user: User,
    words: Words | None = None,
    revision: int | None = None,
) -> None:
    """Raises `NewerError` as `press` does."""
    with transaction.atomic():
        draft = locked(ticket, kind, user)
        if draft is not None:
            if words is not None:
                must_be_seen(draft, words, revision)
            forget(draft)


def must_be_seen(draft: Draft | None, words: Words, revision: int | None) -> None:
    """Raise `NewerError` where what is done with `words`, written upon a revision, would lose
    others or send files that nobody saw. None says that nobody knows."""
    if revision is None or revision == (draft.revision if draft is not None else 0):
        return
    if draft is None or not _is_all(draft, words):
        raise NewerError(draft)


def forget_said(ticket: Ticket, kind: str, words: Words, *, user: User) -> None:
    """A draft of words that were sent already, and of nothing else."""
    with transaction.atomic():
        draft = locked(ticket, kind, user)
        if draft is not None and _is_all(draft, words):
            forget(draft)


def _is_all(draft: Draft, words: Words) -> bool:
    """Whether it holds nothing but these; browsers break lines in their own ways."""
    return opened(draft.sealed).text.split() == words.text.split() and not draft.files.exists()


def locked(ticket: Ticket, kind: str, user: User) -> Draft | None:
    """What they write now, not what was sent and may be undone."""
    if not kinds.WRITTEN.fullmatch(kind):
        raise Refusal("unknown_kind", _("There is no such draft."))
    written = Draft.objects.filter(ticket=ticket, user=user, kind=kind, pressed_at=None)
    return written.select_for_update().first()


def begin(ticket: Ticket, kind: str, user: User, at: datetime) -> Draft:
    """A new one; of two begun at once the second is refused and tried again by its browser."""
    thread = kinds.thread_of(kind)
    if thread is not None and not ticket.side_threads.filter(pk=thread).exists():
        raise Refusal("unknown_kind", _("There is no such draft."))
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
