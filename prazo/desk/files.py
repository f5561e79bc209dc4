"""Keep the files of a message: sealed, once for each content, secrets in text masked."""

import hashlib
from collections.abc import Sequence

from django.conf import settings

from prazo.desk.inbound import InboundFile
from prazo.desk.masking import masked
from prazo.desk.models import Attachment, Blob, Message

PURPOSE = "blob"
MASKED_AS_TEXT = ("text/", "application/json", "application/xml", "message/")
LARGEST_TEXT = 1024 * 1024


def keep(message: Message, files: Sequence[InboundFile]) -> list[Attachment]:
    kept = []
    for file in files:
        content = _without_secrets(file)
        digest = hashlib.sha256(content).hexdigest()
        blob, _ = Blob.objects.get_or_create(
            desk_id=message.desk_id,
            sha256=digest,
            defaults={"sealed": settings.VAULT.seal(content, PURPOSE)},
        )
        kept.append(
            Attachment(
                desk_id=message.desk_id,
                message=message,
                blob=blob,
                name=file.name[:200],
                content_type=file.content_type[:120],
                size=len(content),
                content_id=file.content_id[:250],
                inline=file.inline,
            )
        )
    return Attachment.objects.bulk_create(kept)


def content_of(attachment: Attachment) -> bytes:
    return bytes(settings.VAULT.open(bytes(attachment.blob.sealed), PURPOSE))


def _without_secrets(file: InboundFile) -> bytes:
    """Text files are masked as messages are (S16); what came stays in the sealed raw mail."""
    if not file.content_type.startswith(MASKED_AS_TEXT) or len(file.content) > LARGEST_TEXT:
        return file.content
    try:
        text = file.content.decode()
    except UnicodeDecodeError:
        return file.content
    clean, found = masked(text)
    return clean.encode() if found else file.content
