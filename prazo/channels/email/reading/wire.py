"""A mail as child and parent tell it each other (`lib/child/wire.py`).

The parent takes a child's answer as a stranger's word: what does not fit the types is a
`BrokenFrame`, since a mail may have taken the child over.
"""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, Final, cast, get_args

from prazo.channels.email.reading.mail import (
    Address,
    Attachment,
    Authentication,
    Automatic,
    Bounce,
    ReadMail,
)
from prazo.lib.child.wire import BrokenFrame, text, truth


def packed(mail: ReadMail) -> tuple[dict[str, Any], list[bytes]]:
    """The mail as a JSON value, and its files' bytes beside it."""
    said: dict[str, Any] = {name: getattr(mail, name) for name in PLAIN}
    for name in ADDRESS_LISTS:
        said[name] = [[one.name, one.address] for one in getattr(mail, name)]
    said["sender"] = mail.sender and [mail.sender.name, mail.sender.address]
    said["date"] = mail.date and mail.date.isoformat()
    said["bounce"] = mail.bounce and values(mail.bounce)
    said["authentication"] = [values(one) for one in mail.authentication]
    said["attachments"] = [
        [file.name, file.content_type, file.content_id, file.inline] for file in mail.attachments
    ]
    return said, [file.data for file in mail.attachments]


PLAIN: Final = (
    "message_id", "in_reply_to", "references", "subject", "text", "html", "automatic", "lists",
    "warnings", "language",
)  # fmt: skip
ADDRESS_LISTS: Final = ("reply_to", "to", "cc")


def values(one: Bounce | Authentication) -> list[Any]:
    return [getattr(one, field.name) for field in fields(one)]


def unpacked(said: Any, blobs: Sequence[bytes]) -> ReadMail:
    """The mail again; BrokenFrame where the child said something else."""
    try:
        return ReadMail(
            message_id=text(said["message_id"]),
            in_reply_to=texts(said["in_reply_to"]),
            references=texts(said["references"]),
            sender=address(said["sender"]) if said["sender"] is not None else None,
            reply_to=tuple(map(address, said["reply_to"])),
            to=tuple(map(address, said["to"])),
            cc=tuple(map(address, said["cc"])),
            subject=text(said["subject"]),
            date=datetime.fromisoformat(said["date"]) if said["date"] is not None else None,
            text=text(said["text"]),
            html=text(said["html"]) if said["html"] is not None else None,
            attachments=tuple(
                attachment(one, blob) for one, blob in zip(said["attachments"], blobs, strict=True)
            ),
            automatic=kind(said["automatic"]),
            lists=texts(said["lists"]),
            bounce=bounce(said["bounce"]) if said["bounce"] is not None else None,
            authentication=tuple(Authentication(*texts(one)) for one in said["authentication"]),
            warnings=texts(said["warnings"]),
            language=text(said["language"]) if said["language"] is not None else None,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BrokenFrame("an answer of another shape") from error


def texts(several: object) -> tuple[str, ...]:
    if not isinstance(several, list):
        raise TypeError("no list")
    return tuple(map(text, several))


def address(pair: object) -> Address:
    return Address(*texts(pair))


def attachment(said: Sequence[object], data: bytes) -> Attachment:
    name, content_type, content_id, inline = said
    return Attachment(text(name), text(content_type), data, text(content_id), truth(inline))


def bounce(said: Sequence[object]) -> Bounce:
    recipients, permanent, original, diagnostic = said
    return Bounce(texts(recipients), truth(permanent), text(original), text(diagnostic))


def kind(value: object) -> Automatic:
    if value not in get_args(Automatic):
        raise ValueError("no kind of mail")
    return cast(Automatic, value)
