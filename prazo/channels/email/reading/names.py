"""File names to show and to save: no path, no control sign, the true ending in sight (J05)."""

import re
import unicodedata
from typing import Final

from prazo.channels.email.reading.limits import NAME
from prazo.channels.email.reading.words import one_line

UNSEEN: Final = re.compile(  # what turns the reading direction or takes no room at all
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
)
FORBIDDEN: Final = re.compile(r'[<>:"|?*]+')  # some file system or shell means something by them
LONGEST_ENDING: Final = 20
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
    name = visible(name.replace("\\", "/").rpartition("/")[2])
    name = FORBIDDEN.sub("_", name).strip(" .")
    if not name.strip("_"):
        return nameless(content_type)
    if len(name) > NAME:
        stem, dot, ending = name.rpartition(".")
        if not dot or len(ending) > LONGEST_ENDING:
            stem, dot, ending = name, "", ""
        name = stem[: NAME - len(ending) - len(dot)].rstrip(" .") + dot + ending
    return name


def nameless(content_type: str) -> str:
    kind, _, subtype = content_type.partition("/")
    stem = kind if kind in ("image", "audio", "video") else "file"
    if content_type == "message/delivery-status":
        stem = subtype
    return stem + ENDINGS.get(content_type, "")


def visible(text: str) -> str:
    """On one line, in composed form, without signs that hide or turn what stands beside them."""
    return one_line(unicodedata.normalize("NFC", UNSEEN.sub("", text)))
