"""Keep the files of messages: sealed, once for each content, secrets in text masked."""

import codecs
import hashlib
import html
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

import nh3
from django.conf import settings

from prazo.desk.acting import wake
from prazo.desk.inbound import InboundFile
from prazo.desk.masking import masked, masked_long
from prazo.desk.models import (
    Attachment,
    AttachmentText,
    Blob,
    Message,
    Note,
    NoteFile,
    SideFile,
    SideMessage,
    UnreadFile,
)
from prazo.lib import documents

PURPOSE = "blob"
SAID_TO_BE_TEXT = ("text/", "application/json", "application/xml", "message/")
NEVER_TEXT = ("image/", "audio/", "video/", "font/", "application/pdf", "application/pgp-signature")
ARCHIVES = (
    b"PK\x03\x04", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07",
    b"\x28\xb5\x2f\xfd",
)  # fmt: skip
"""How files begin that hold others: zip, gzip, bzip2, xz, 7z, rar, zstandard."""
ARCHIVE = "archive_unsearched"
"""Among the remarks of a message."""
TAR = (257, b"ustar")
SEARCHED = 50_000
"""Characters of a file that are searched."""
READING = "files"
"""The duty that reads documents."""
SEARCHED_NAMES = re.compile(r"\.(txt|csv|tsv|log|json|xml|md|ya?ml|ini|conf|html?)$", re.IGNORECASE)
SEARCHED_TYPES = ("text/", "application/json", "application/xml")
PAGES = ("text/html", "application/xhtml+xml")
Inside = TypeVar("Inside", SideFile, NoteFile)
Content = tuple[int, str]
"""A desk and the hash of some bytes."""


def keep_all(came: Iterable[tuple[Message, Sequence[InboundFile]]]) -> list[Attachment]:
    """The files of many messages, in order."""
    kept: list[tuple[Message, InboundFile, bytes, Content]] = []
    for message, files in came:
        for file in files:
            content = _without_secrets(file)
            kept.append((message, file, content, _key(message.desk_id, content)))
    if not kept:
        return []
    blobs = _blobs({key: content for _, _, content, key in kept})
    attached = Attachment.objects.bulk_create(
        Attachment(
            desk_id=message.desk_id,
            message=message,
            blob_id=blobs[key],
            name=masked(file.name)[0][:200],
            content_type=file.content_type[:120],
            size=len(content),
            content_id=file.content_id[:250],
            inline=file.inline,
        )
        for message, file, content, key in kept
    )
    said: list[AttachmentText] = []
    unread: list[UnreadFile] = []
    for one, (message, file, content, _) in zip(attached, kept, strict=True):
        if _is_document(file, content):
            unread.append(UnreadFile(attachment=one, desk_id=one.desk_id, try_at=message.at))
        elif text := text_in(file, content):
            said.append(AttachmentText(attachment=one, desk_id=one.desk_id, text=text))
    AttachmentText.objects.bulk_create(said)
    _to_be_read(unread)
    return attached


def link_files(message: Message, copy: Message) -> None:
    """The files of a message on another one of its desk that has no HTML: what stood in the first
    one's is a file like others there. The bytes are kept once."""
    files = list(message.attachments.select_related("read", "unread").order_by("pk"))
    linked = Attachment.objects.bulk_create(
        Attachment(
            desk_id=copy.desk_id,
            message=copy,
            blob_id=one.blob_id,
            name=one.name,
            content_type=one.content_type,
            size=one.size,
            content_id=one.content_id,
        )
        for one in files
    )
    AttachmentText.objects.bulk_create(
        AttachmentText(attachment=new, desk_id=new.desk_id, text=one.read.text)
        for one, new in zip(files, linked, strict=True)
        if hasattr(one, "read")
    )
    _to_be_read(
        [
            UnreadFile(
                attachment=new,
                desk_id=new.desk_id,
                try_at=one.unread.try_at,
                tries=one.unread.tries,
                why=one.unread.why,
            )
            for one, new in zip(files, linked, strict=True)
            if hasattr(one, "unread")
        ]
    )


def remarks_on(files: Sequence[InboundFile]) -> list[str]:
    """What a reader should know of them: archives are kept as they came, and not opened."""
    return [ARCHIVE] if any(_is_archive(file) for file in files) else []


def keep_beside(message: SideMessage, files: Sequence[InboundFile]) -> list[SideFile]:
    """The files of a message in a side thread."""
    return _keep_inside(SideFile, message, files, of="message", unread="side_file")


def keep_with_note(note: Note, files: Sequence[InboundFile]) -> list[NoteFile]:
    """The same for what is said inside the desk."""
    return _keep_inside(NoteFile, note, files, of="note", unread="note_file")


def _keep_inside(
    kind: type[Inside], said: SideMessage | Note, files: Sequence[InboundFile], of: str, unread: str
) -> list[Inside]:
    """`of` and `unread` name what a file belongs to, and what it is to those still to be read."""
    kept = _sealed(said.desk_id, files)
    written = kind._default_manager.bulk_create(
        kind(
            desk_id=said.desk_id,
            blob_id=blob,
            name=masked(file.name)[0][:200],
            content_type=file.content_type[:120],
            size=len(content),
            text=_at_once(file, content),
            **{of: said},
        )
        for file, content, blob in kept
    )
    _to_be_read(
        [
            UnreadFile(desk_id=one.desk_id, try_at=said.at, **{unread: one})
            for one, (file, content, _) in zip(written, kept, strict=True)
            if _is_document(file, content)
        ]
    )
    return written


def content_of(attachment: Attachment | NoteFile | SideFile) -> bytes:
    return bytes(settings.VAULT.open(bytes(attachment.blob.sealed), PURPOSE))


def text_in(file: InboundFile, content: bytes) -> str:
    """What can be searched in it: nothing in a picture, nor in what is no text by its name or type.
    Documents are read by `file_texts`."""
    if file.inline or not (
        file.content_type.startswith(SEARCHED_TYPES) or SEARCHED_NAMES.search(file.name)
    ):
        return ""
    encoding = _encoding(file)
    if encoding is None:
        return ""
    begins = content[: 8 * SEARCHED].decode(encoding, "replace")
    text = begins[: 4 * SEARCHED].replace("\0", " ")
    if file.content_type in PAGES or file.name.lower().endswith((".html", ".htm")):
        # ammonia reads it as a browser does, in time proportional to its length; a tag ends a word
        bare = nh3.clean(
            text.replace("<", " <"), tags=set(), clean_content_tags={"script", "style"}
        )
        text = html.unescape(bare)
    return text[:SEARCHED].strip()


def _is_document(file: InboundFile, content: bytes) -> bool:
    return not file.inline and documents.may_be(content)


def _at_once(file: InboundFile, content: bytes) -> str:
    return "" if _is_document(file, content) else text_in(file, content)


def _to_be_read(files: Sequence[UnreadFile]) -> None:
    if files:
        UnreadFile.objects.bulk_create(files)
        wake(READING)


def _sealed(desk: int, files: Sequence[InboundFile]) -> list[tuple[InboundFile, bytes, int]]:
    """With the content that is kept of each, and where."""
    kept = [(file, _without_secrets(file)) for file in files]
    keys = [_key(desk, content) for _, content in kept]
    blobs = _blobs(dict(zip(keys, (content for _, content in kept), strict=True))) if kept else {}
    return [(file, content, blobs[key]) for (file, content), key in zip(kept, keys, strict=True)]


def _key(desk: int, content: bytes) -> Content:
    return desk, hashlib.sha256(content).hexdigest()


def _blobs(contents: Mapping[Content, bytes]) -> dict[Content, int]:
    """Their ids; those that are new are written, in the order in which everybody locks them."""
    known = _known(contents)
    if new := sorted(contents.keys() - known.keys()):
        Blob.objects.bulk_create(
            [
                Blob(
                    desk_id=desk,
                    sha256=digest,
                    sealed=settings.VAULT.seal(contents[desk, digest], PURPOSE),
                )
                for desk, digest in new
            ],
            ignore_conflicts=True,
        )
        known |= _known(new)
    return known


def _known(keys: Iterable[Content]) -> dict[Content, int]:
    wanted = set(keys)
    rows = Blob.objects.filter(
        desk_id__in={desk for desk, _ in wanted}, sha256__in={digest for _, digest in wanted}
    ).values_list("desk_id", "sha256", "pk")
    return {(desk, digest): pk for desk, digest, pk in rows if (desk, digest) in wanted}


def _is_archive(file: InboundFile) -> bool:
    """By its first bytes. Documents of office programs are zip archives too, and told of alike."""
    at, mark = TAR
    return file.content.startswith(ARCHIVES) or file.content[at : at + len(mark)] == mark


def _without_secrets(file: InboundFile) -> bytes:
    """Text files are masked as messages are (S16); what came stays in the sealed raw mail."""
    encoding = _encoding(file)
    if encoding is None:
        return file.content
    try:
        clean, found = masked_long(file.content.decode(encoding))
    except UnicodeDecodeError:
        return file.content
    if not found:
        return file.content
    return (
        clean.replace("•", "*").encode(encoding)
        if encoding == "latin-1"
        else clean.encode(encoding)
    )


def _encoding(file: InboundFile) -> str | None:
    """Of a text, whatever type it was sent under: programs send `.env` as octet-stream, and
    `.txt` in an encoding nobody names. None for what is no text."""
    content = file.content
    if file.content_type.startswith(NEVER_TEXT):
        return None
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\0" in content:
        return None
    try:
        content.decode()
    except UnicodeDecodeError:
        return "latin-1" if file.content_type.startswith(SAID_TO_BE_TEXT) else None
    return "utf-8"
