"""A read mail in the desk's words: what is proved of it, what is doubted, how it is marked."""

import hashlib
import re
import unicodedata
from collections.abc import Container

from django.conf import settings

from prazo.channels.email.addresses import canonical
from prazo.channels.email.identity import ticket_answered
from prazo.channels.email.models import NO_RETURN, RawMail
from prazo.channels.email.reading.mail import ReadMail
from prazo.desk.inbound import LIST, Inbound, InboundFile

VOUCHED_DOORS = ("lmtp", "imap:")  # behind the operator's own MTA, whose verdict is on top (T10)
GUESSED = "sender_guessed"
NO_REPLY = re.compile(
    r"(?:^|[._+-])(?:no[._-]?reply|do[._-]?not[._-]?reply|nao[._-]?responda|no[._-]?responder"
    r"|nicht[._-]?antworten|verify|verification|verificacion|verificacao|mailer[._-]?daemon"
    r"|account[._-]?security)(?:$|[._+-])"
)
ADDRESS_SAID = re.compile(r"[^\s<>()\[\]\"',;:@]+@[^\s<>()\[\]\"',;:@.]+\.[^\s<>()\[\]\"',;:@]+")
SEPARATOR = b"\0\0"


def letter(
    mail: ReadMail, row: RawMail, ours: Container[str], extra_marks: tuple[str, ...] = ()
) -> Inbound:
    """What the desk takes in. The sender of a guessed From is nobody (T06)."""
    verdict = authentic(mail, row)
    sender = sender_of(mail)
    return Inbound(
        channel="email",
        reference=reference(mail, row),
        sender=sender,
        sender_name=name_of(mail),
        written_to=written_to(mail, row),
        recipients=recipients(mail),
        subject=mail.subject,
        text=mail.text,
        html=mail.html or "",
        received_at=row.received_at,
        language=(mail.language or "").lower(),
        automatic=automatic(mail, row, ours),
        # One who is proved not to be the sender continues nothing (T03).
        answers=None
        if verdict is False or not sender
        else ticket_answered(mail.in_reply_to, mail.references),
        authentic=verdict,
        external_id=mail.message_id,
        remarks=remarks(mail, row, verdict),
        marks=(*marks(mail, sender, verdict), *extra_marks),
        answerable=verdict is not False and not NO_REPLY.search(sender.partition("@")[0]),
        files=tuple(
            InboundFile(
                name=file.name,
                content_type=file.content_type,
                content=file.data,
                content_id=file.content_id,
                inline=file.inline,
            )
            for file in mail.attachments
        ),
    )


def sender_of(mail: ReadMail) -> str:
    """The address that counts as whoever wrote; "" where From names nobody."""
    if mail.sender is None or GUESSED in mail.warnings:
        return ""
    return mail.sender.address.lower()


def name_of(mail: ReadMail) -> str:
    """What its sender calls himself; nothing where that is an address which is not his: pages show
    the name alone, and who answers would believe it."""
    if mail.sender is None:
        return ""
    name = unicodedata.normalize("NFKC", mail.sender.name).lower()
    said = ADDRESS_SAID.findall(name)
    return mail.sender.name if set(said) <= {mail.sender.address.lower()} else ""


def automatic(mail: ReadMail, row: RawMail, ours: Container[str]) -> str:
    """Why nobody is answered by itself: what the mail says, or that its envelope wants no report
    (`MAIL FROM:<>`, RFC 5321 4.5.5): LMTP hands that over beside the mail, not as Return-Path.

    Who writes to a list that is a desk's own address (a group that hands mails on to it) writes to
    the desk (L08).
    """
    our_list = any(address in ours for address in mail.lists)
    said = "" if mail.automatic == LIST and our_list else mail.automatic
    return said or ("auto_reply" if row.envelope_from == NO_RETURN else "")


def reference(mail: ReadMail, row: RawMail) -> str:
    """The same for the same mail however it came (T20), another for all that differs in what it
    says: a Message-ID alone could be somebody's who wants the real mail dropped (T19)."""
    told = hashlib.sha256()
    said = [mail.message_id, sender_of(mail), mail.subject, mail.text, mail.html or ""]
    if not mail.message_id:  # nothing to know it by: a second one may well be meant
        said.append(mail.date.isoformat() if mail.date else f"row {row.pk}")
    for piece in said:
        told.update(piece.encode() + SEPARATOR)
    for file in mail.attachments:
        told.update(hashlib.sha256(file.data).digest())
    return told.hexdigest()


def authentic(mail: ReadMail, row: RawMail) -> bool | None:
    """Our own MTA's DMARC verdict; None where it gave none (T10)."""
    own = settings.AUTHSERV_ID.lower()
    if not own or not vouched(row):
        return None
    dmarc = next((one.dmarc for one in mail.authentication if one.authserv_id == own), "")
    return {"pass": True, "fail": False}.get(dmarc)


def vouched(row: RawMail) -> bool:
    """Whether it came through our own MTA."""
    return row.source.startswith(VOUCHED_DOORS)


def written_to(mail: ReadMail, row: RawMail) -> tuple[str, ...]:
    """Addresses it was sent to: the envelope's first, then those it shows."""
    shown = [one.address for one in (*mail.to, *mail.cc)]
    every = [form for one in (*row.envelope_to, *shown) for form in (one.lower(), canonical(one))]
    return tuple(dict.fromkeys(every))


def recipients(mail: ReadMail) -> tuple[tuple[str, str, str], ...]:
    listed = [
        *(("to", one.name, one.address) for one in mail.to),
        *(("cc", one.name, one.address) for one in mail.cc),
        *(("reply-to", one.name, one.address) for one in mail.reply_to),
    ]
    return tuple(listed)


def remarks(mail: ReadMail, row: RawMail, verdict: bool | None) -> tuple[str, ...]:
    """What reading met, for whoever looks at the message."""
    found = {
        "reply_to_differs": any(one.address.lower() != sender_of(mail) for one in mail.reply_to),
        # Where a verdict is to be expected, none at all is worth a word (T03).
        "unproved": verdict is None and bool(settings.AUTHSERV_ID) and vouched(row),
    }
    return (*mail.warnings, *(name for name, true in found.items() if true))


def marks(mail: ReadMail, sender: str, verdict: bool | None) -> tuple[str, ...]:
    """What an agent should see on the ticket before believing it."""
    found = {
        "unauthentic": verdict is False,
        "sender_unknown": not sender,
        "held": bool(NO_REPLY.search(sender.partition("@")[0])),  # T04
        "loop": mail.automatic == "loop",  # L09
        "bounce": mail.automatic == "bounce",
    }
    return tuple(name for name, true in found.items() if true)
