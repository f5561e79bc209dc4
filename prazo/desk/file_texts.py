"""The duty "files": what documents say, for the search.

A document is listed (`UnreadFile`) in the transaction that keeps it and read afterwards, in a
limited child and outside of any transaction. Who takes one puts its next turn off first: a worker
killed meanwhile leaves it for later, and the one that kills workers is given up. A text is written
in the transaction that takes the file off the list.
"""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from prazo.desk.files import SEARCHED, content_of, text_in
from prazo.desk.inbound import InboundFile
from prazo.desk.masking import masked_long
from prazo.desk.models import Attachment, AttachmentText, NoteFile, SideFile, UnreadFile
from prazo.lib import documents
from prazo.lib.child import ChildUnavailable, Unreadable
from prazo.lib.crash import crash
from prazo.lib.vault import Unreadable as NoKey

log = logging.getLogger("prazo.desk.files")

PORTION = 16  # files
READING_SECONDS = 5.0  # of one portion: the rest of it waits for the next
LEASE = timedelta(minutes=5)
AGAIN = (timedelta(minutes=1), timedelta(hours=1), timedelta(days=1))
"""After a trouble that may have been the machine's, the first, second and third time."""
MAY_PASS = ("too_slow", "crashed")
WITHOUT_KEY = timedelta(days=1)
WITHOUT_CHILD = timedelta(minutes=5)
KILLS = 5
"""Workers that may end with the file in their hands."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Its text, perhaps empty; or why it has none, and when to look again, if ever."""

    text: str = ""
    why: str = ""
    again: timedelta | None = None


def read_files(as_of: datetime, pool: documents.DocumentPool) -> bool:
    """Read one portion, the newest first; whether there may be more."""
    files = _take(as_of)
    until = time.monotonic() + READING_SECONDS
    for place, file in enumerate(files):
        if time.monotonic() > until:
            _give_back(files[place:], as_of)
            return True
        try:
            outcome = _read(file, pool)
        except ChildUnavailable as error:
            log.warning("files are read later: %s", error)
            _give_back(files[place:], as_of + WITHOUT_CHILD)
            return False
        crash("files.before_keep")
        _keep(file, outcome, as_of)
        crash("files.after_keep")
    return len(files) == PORTION


def _take(as_of: datetime) -> list[UnreadFile]:
    """With what was counted and put off, in a transaction of its own."""
    with transaction.atomic():
        files = list(
            UnreadFile.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(try_at__lte=as_of)
            .select_related("attachment", "note_file", "side_file")
            .order_by("-pk")[:PORTION]
        )
        UnreadFile.objects.filter(pk__in=[file.pk for file in files]).update(
            try_at=as_of + LEASE, tries=F("tries") + 1
        )
    for file in files:
        file.tries += 1
    return files


def _give_back(files: Sequence[UnreadFile], at: datetime) -> None:
    UnreadFile.objects.filter(pk__in=[file.pk for file in files]).update(
        try_at=at, tries=F("tries") - 1
    )


def _read(file: UnreadFile, pool: documents.DocumentPool) -> Outcome:
    if file.tries > KILLS:
        return Outcome(why=file.why or "worker_killed")
    if (known := _known(file.file.blob_id)) is not None:
        return known
    try:
        content = content_of(file.file)
    except NoKey:  # no fault of the file's
        file.tries = 0
        return Outcome(why="no_key", again=WITHOUT_KEY)
    if not documents.may_be(content):
        return Outcome(_plain(file.file, content))
    try:
        document = pool.submit(content).result()
    except Unreadable as error:
        return _failed(file, content, error)
    if document.locked:
        return Outcome(why="locked")
    if not document.kind:
        return Outcome(_plain(file.file, content))
    return Outcome(masked_long(document.text)[0][:SEARCHED])


def _known(blob: int) -> Outcome | None:
    """What came of the same content before."""
    for texts in (
        AttachmentText.objects.filter(attachment__blob=blob),
        NoteFile.objects.filter(blob=blob).exclude(text=""),
        SideFile.objects.filter(blob=blob).exclude(text=""),
    ):
        for text in texts.values_list("text", flat=True)[:1]:
            return Outcome(text)
    for kind in (Attachment, NoteFile, SideFile):
        failed = kind.objects.filter(blob=blob, unread__isnull=False, unread__try_at=None)
        for why in failed.values_list("unread__why", flat=True)[:1]:
            return Outcome(why=why)
    return None


def _failed(file: UnreadFile, content: bytes, error: Unreadable) -> Outcome:
    if text := _plain(file.file, content):  # a text about PDFs, perhaps
        return Outcome(text)
    again = AGAIN[file.tries - 1 : file.tries] if error.code in MAY_PASS else ()
    return Outcome(why=str(error)[:120], again=again[0] if again else None)


def _plain(file: Attachment | NoteFile | SideFile, content: bytes) -> str:
    """Where it is a text that came before texts were read, or is no document after all."""
    kind = "" if isinstance(file, SideFile) else file.content_type
    return text_in(InboundFile(name=file.name, content_type=kind, content=content), content)


def _keep(file: UnreadFile, outcome: Outcome, as_of: datetime) -> None:
    with transaction.atomic():
        mine = UnreadFile.objects.filter(pk=file.pk)
        if mine.select_for_update().first() is None:
            return  # another worker was quicker
        if outcome.why:
            mine.update(
                why=outcome.why,
                tries=file.tries,
                try_at=None if outcome.again is None else as_of + outcome.again,
            )
            return
        if outcome.text:
            _write(file.file, outcome.text)
        mine.delete()


def _write(file: Attachment | NoteFile | SideFile, text: str) -> None:
    if isinstance(file, Attachment):
        kept = AttachmentText(attachment=file, desk_id=file.desk_id, text=text)
        AttachmentText.objects.bulk_create([kept], ignore_conflicts=True)
    else:
        type(file).objects.filter(pk=file.pk).update(text=text)
