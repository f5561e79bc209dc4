"""The bytes of a mail we send: plain headers, one thread in every mail program.

Nothing a stranger wrote can become a header (J01, J02): each value is one line before it is set,
and the finished bytes are read back and compared.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP, compat32
from email.utils import format_datetime, formataddr

from prazo.lib.mail_address import mail_address
from prazo.lib.markup.letters import clean_letter

CRLF = "\r\n"
CONTENT_TYPE = re.compile(
    r"(?!message/|multipart/)([a-z0-9.+-]{1,60})/([a-z0-9.+-]{1,100})", re.ASCII
)
LINE_ENDS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
LONGEST_NAME = 60  # characters of a display name
MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,400}>", re.ASCII)
HEADER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}", re.ASCII)
SUPPRESSED = "DR, RN, NRN, OOF, AutoReply"  # all but NDR: we want to know what did not arrive


class Unsendable(Exception):
    """This mail cannot be sent to anybody, ever; the sentence says why."""


@dataclass(frozen=True, slots=True)
class File:
    name: str
    content_type: str
    content: bytes
    content_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One mail to be sent. `automatic` is RFC 3834's word for Auto-Submitted, "" for a person."""

    message_id: str
    sender: tuple[str, str]  # name, address
    to: Sequence[str]
    cc: Sequence[str] = ()
    subject: str
    text: str
    html: str = ""
    at: datetime
    in_reply_to: str = ""
    references: Sequence[str] = ()
    language: str = ""
    automatic: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    files: Sequence[File] = ()


def compose(letter: Letter) -> bytes:
    """The mail as it is handed over, 7-bit throughout, CR LF line ends."""
    body = _body(letter)
    content = _content(body)  # first: it is what gives the parts their boundary
    fields = _fields(letter) + [(name, str(value)) for name, value in body.items()]
    head = "".join(f"{name}: {value}{CRLF}" for name, value in fields)
    raw = head.encode("ascii") + CRLF.encode() + content
    _check(raw, fields)
    return raw


def usable_id(message_id: str) -> bool:
    """Whether a stranger's Message-ID may stand in a header of ours."""
    return bool(MESSAGE_ID.fullmatch(message_id))


def usable_address(address: str) -> str:
    """The address for header and envelope; its domain in ASCII. `Unsendable` if it is none."""
    found = mail_address(address)
    if found is None:
        shown = one_line(address)[:100].encode("ascii", "replace").decode()
        raise Unsendable(f"“{shown}” is no address that mail can be sent to")
    return found


def one_line(text: str) -> str:
    """All that a mail program could take for a line's end is a space (J01)."""
    return " ".join(LINE_ENDS.sub(" ", text).split())


def _fields(letter: Letter) -> list[tuple[str, str]]:
    name, address = letter.sender
    fields = [
        ("Date", format_datetime(letter.at)),
        ("From", _mailbox(name, address)),
        ("To", _list(letter.to)),
        ("Cc", _list(letter.cc)),
        ("Subject", _words("Subject", letter.subject)),
        ("Message-ID", letter.message_id),
        ("In-Reply-To", letter.in_reply_to),
        ("References", f"{CRLF} ".join(letter.references)),
        ("Auto-Submitted", letter.automatic),
        ("X-Auto-Response-Suppress", SUPPRESSED if letter.automatic else ""),
        ("Content-Language", letter.language),
    ]
    given = {name: one_line(value) for name, value in letter.headers.items()}
    own = {name.lower() for name in given}
    kept = [(name, value) for name, value in fields if value and name.lower() not in own]
    extra = [(n, _words(n, v)) for n, v in given.items() if HEADER_NAME.fullmatch(n) and v]
    return kept + extra


def _mailbox(name: str, address: str) -> str:
    shown = one_line(name)[:LONGEST_NAME].strip()
    if "=?" in shown:
        return f"{Header(shown, 'utf-8').encode(linesep=CRLF)} <{usable_address(address)}>"
    return formataddr((shown, usable_address(address)), "utf-8")


def _list(addresses: Sequence[str]) -> str:
    return f",{CRLF} ".join(usable_address(address) for address in addresses)


def _words(name: str, text: str) -> str:
    """Encoded where it must be, folded where it is long, never in the middle of a token."""
    clean = one_line(text)
    charset = "us-ascii" if _plain(clean) else "utf-8"
    return Header(clean, charset, maxlinelen=76, header_name=name).encode(linesep=CRLF)


def _plain(text: str) -> bool:
    """Whether it may stand in a header as it is: no program would decode it, or has to cut it."""
    return text.isascii() and "=?" not in text and all(len(word) < 60 for word in text.split())


def _body(letter: Letter) -> EmailMessage:
    """Text, perhaps with HTML beside it, perhaps with files."""
    message = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    text = letter.text if letter.text.endswith("\n") else f"{letter.text}\n"
    message.set_content(text, charset="utf-8", cte=_encoding(text))
    html = ""
    if letter.html:
        html = clean_letter(letter.html)  # X02
        message.add_alternative(html, subtype="html", charset="utf-8", cte=_encoding(html))
        shown = message.get_payload()[-1]  # type: ignore[index]
        for file in letter.files:
            if _is_shown(file, html):
                _add(shown.add_related, file, "inline")  # type: ignore[union-attr]
    for file in letter.files:
        if not _is_shown(file, html):
            _add(message.add_attachment, file, "attachment")
    return message


def _is_shown(file: File, html: str) -> bool:
    return usable_id(f"<{file.content_id}>") and f'src="cid:{file.content_id}"' in html


def _add(add: Callable[..., None], file: File, disposition: str) -> None:
    """What the HTML shows stands beside it, by the id it is shown by (RFC 2387)."""
    known = CONTENT_TYPE.fullmatch(file.content_type)
    add(
        file.content,
        maintype=known[1] if known else "application",
        subtype=known[2] if known else "octet-stream",
        disposition=disposition,
        filename=one_line(file.name) or "file",
        cid=f"<{file.content_id}>" if usable_id(f"<{file.content_id}>") else None,
    )


def _encoding(text: str) -> str:
    """Readable where it mostly is ASCII, else the shorter one; never lines of over 998."""
    plain = sum(c.isascii() for c in text)
    if plain == len(text) and all(len(line) <= 900 for line in text.split("\n")):
        return "7bit"
    return "quoted-printable" if plain * 2 > len(text) else "base64"


def _content(body: EmailMessage) -> bytes:
    """The body's bytes, after its own header block."""
    return body.as_bytes().partition(b"\r\n\r\n")[2]


def _check(raw: bytes, fields: Sequence[tuple[str, str]]) -> None:
    """What a reader finds is what we wrote, header by header."""
    found = message_from_bytes(raw, policy=compat32)
    if list(found.keys()) != [name for name, _ in fields]:
        raise Unsendable("its headers would not be read as they were written")
