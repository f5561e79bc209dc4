"""What a mail's files are called (J05), and what one without a name is."""

from typing import Final

from prazo.channels.email.reading.limits import NAME
from prazo.lib.file_names import safe_name

ENDINGS: Final = {
    "text/plain": ".txt", "text/html": ".html", "text/csv": ".csv", "text/calendar": ".ics",
    "text/rfc822-headers": ".txt", "message/rfc822": ".eml", "message/global": ".eml",
    "message/delivery-status": ".txt", "message/disposition-notification": ".txt",
    "message/feedback-report": ".txt", "message/partial": ".eml", "image/png": ".png",
    "image/jpeg": ".jpg", "image/gif": ".gif", "image/webp": ".webp", "image/bmp": ".bmp",
    "image/tiff": ".tif", "image/svg+xml": ".svg", "image/heic": ".heic", "application/pdf": ".pdf",
    "application/zip": ".zip", "application/json": ".json", "application/xml": ".xml",
    "text/xml": ".xml", "application/pgp-signature": ".asc", "application/pgp-keys": ".asc",
    "application/pkcs7-mime": ".p7m", "application/x-pkcs7-mime": ".p7m",
    "application/pkcs7-signature": ".p7s", "application/x-pkcs7-signature": ".p7s",
    "application/ms-tnef": ".dat", "text/vcard": ".vcf", "text/x-vcard": ".vcf",
    "audio/mpeg": ".mp3", "audio/ogg": ".ogg", "audio/wav": ".wav", "video/mp4": ".mp4",
}  # fmt: skip


def file_name(name: str, content_type: str) -> str:
    """A name of at most 200 characters; what its type is called where there was none."""
    return safe_name(name, longest=NAME, otherwise=nameless(content_type))


def nameless(content_type: str) -> str:
    kind, _, subtype = content_type.partition("/")
    stem = kind if kind in ("image", "audio", "video") else "file"
    if content_type == "message/delivery-status":
        stem = subtype
    return stem + ENDINGS.get(content_type, "")
