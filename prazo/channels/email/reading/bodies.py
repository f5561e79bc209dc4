"""What of a mail is its message, and what came with it.

The parts of a mail are read as one column of blocks, each in plain text, HTML or both. Everything
that is not shown as text is an attachment; nothing is dropped. Enclosed mails and reports stay
whole, as files.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape
from typing import Final
from urllib.parse import quote

from prazo.channels.email.reading import tnef
from prazo.channels.email.reading.charsets import codec_named, decode
from prazo.channels.email.reading.doubts import Doubts
from prazo.channels.email.reading.headers import skip_envelope, split_headers
from prazo.channels.email.reading.htmltext import visible_text
from prazo.channels.email.reading.limits import HTML, LAID_OUT, NAME, TEXT
from prazo.channels.email.reading.mail import Attachment
from prazo.channels.email.reading.names import ENDINGS, file_name
from prazo.channels.email.reading.opaque import is_opaque
from prazo.channels.email.reading.parts import UNREAD, Part
from prazo.channels.email.reading.plaintext import plain_text
from prazo.channels.email.reading.transfer import untransferred
from prazo.channels.email.reading.uuencode import files_in_text
from prazo.channels.email.reading.words import header_text, one_line

SHOWN: Final = ("text/plain", "text/html")
WINMAIL: Final = "winmail.dat"
NO_SECRET: Final = ("signed-data", "certs-only", "compressed-data")
PGP_MESSAGE: Final = re.compile(r"^-----BEGIN PGP MESSAGE-----$", re.M)
ENCLOSED: Final = ("message/rfc822", "message/global")
PAGE_CHARSET: Final = re.compile(rb"<meta\b[^<>]{0,500}?charset\s*=\s*[\"']?([\w.:-]{2,40})", re.I)


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the message in the forms that came with it."""

    text: str | None = None
    html: str | None = None


@dataclass(slots=True)
class Body:
    """The message and its files, put together while the parts are walked through."""

    raw: bytes
    doubts: Doubts
    attachments: list[Attachment] = field(default_factory=list)
    text: str = ""
    html: str | None = None
    room: int = LAID_OUT  # characters of HTML that may still be laid out
    wrapped: Block | None = None  # what a `winmail.dat` says, for a mail that says nothing else


def read_body(raw: bytes, root: Part, doubts: Doubts) -> Body:
    """The visible text, the HTML if any part has some, and all files of the mail."""
    body = Body(raw, doubts)
    blocks = blocks_of(body, root)
    pieces = [text_of(body, block) for block in blocks]
    if body.wrapped is not None and not any(pieces):
        blocks = [body.wrapped]
        pieces = [text_of(body, body.wrapped)]
    body.text = cut_text("\n\n".join(piece for piece in pieces if piece), doubts)
    if is_enveloped(root) or PGP_MESSAGE.search(body.text):
        doubts.add("encrypted")
    if any(block.html is not None for block in blocks):
        body.html = "<br>\n".join(html_of(block) for block in blocks)
        body.attachments = [shown_inline(body.html, file) for file in body.attachments]
    return body


def is_enveloped(root: Part) -> bool:
    """Whether the whole mail is S/MIME that is not merely signed (RFC 8551 3.2.2)."""
    kind = root.parameters.get("smime-type", "enveloped-data").lower()
    return is_opaque(root) and kind not in NO_SECRET


def text_of(body: Body, block: Block) -> str:
    """Plain text, or what the HTML shows where there is no word of plain text."""
    if block.html is not None and not (block.text and block.text.strip()):
        text = visible_text(block.html, body.doubts, body.room)
        body.room -= len(block.html)
        return text
    return (block.text or "").strip("\n")


def html_of(block: Block) -> str:
    if block.html is not None:
        return block.html
    return "<p>" + escape(block.text or "").replace("\n", "<br>\n") + "</p>"


def cut_text(text: str, doubts: Doubts) -> str:
    if len(text) > TEXT:
        doubts.add("text_cut")
    return text[:TEXT]


def shown_inline(html: str, file: Attachment) -> Attachment:
    """Only what the page shows: some programs call every file inline, and show none of them so."""
    named = (f"cid:{file.content_id}", f"cid:{quote(file.content_id)}")
    if not file.content_id or not any(name in html for name in named):
        return file
    return Attachment(file.name, file.content_type, file.data, file.content_id, True)


def blocks_of(body: Body, part: Part, within: str = "") -> list[Block]:
    """The blocks of a part and of all below it; its files go to the body."""
    if not part.children:
        return leaf(body, part, within)
    if part.type == "multipart/encrypted":
        body.doubts.add("encrypted")
        for child in part.children:
            attach(body, child)
        return []
    columns = [blocks_of(body, child, part.type) for child in part.children]
    if part.type == "multipart/alternative":
        return alternative(columns)
    return [block for blocks in columns for block in blocks]


def alternative(choices: Iterable[list[Block]]) -> list[Block]:
    """One message in several forms: the first plain one and the last in HTML count."""
    text: str | None = None
    html: str | None = None
    for blocks in choices:
        plain = "\n\n".join(block.text for block in blocks if block.text)
        if any(block.html is not None for block in blocks):
            html = "<br>\n".join(html_of(block) for block in blocks)
            text = text or plain or None
        elif text is None and blocks:
            text = plain
    return [Block(text, html)] if text is not None or html is not None else []


def leaf(body: Body, part: Part, within: str) -> list[Block]:
    if not is_shown(part, within):
        attach(body, part)
        if part.type in tnef.TYPES or part.name.lower() == WINMAIL:
            unwrap(body, body.attachments[-1].data)
        return []
    data = content(body, part)
    if part.type == "text/html":
        return [Block(html=html_body(body, part, data))]
    return [Block(text=text_body(body, part, data))]


def unwrap(body: Body, data: bytes) -> None:
    """What Outlook wrapped into a file that only Outlook opens, beside that file."""
    inside = tnef.unwrapped(data, body.doubts)
    if inside is None:
        return
    for file in inside.files:
        name = file_name(one_line(file.name), file.type)
        body.attachments.append(
            Attachment(name, file.type, file.data, one_line(file.content_id)[:NAME], False)
        )
    html = inside.html[:HTML]
    body.wrapped = Block(inside.text.replace("\r\n", "\n"), html or None)


def is_shown(part: Part, within: str) -> bool:
    """Text that the sender wrote as the message: not sent as a file, and without a file's name."""
    if part.disposition == "attachment":
        return False
    if part.type in SHOWN or part.is_multipart:  # a multipart that nothing divides
        return not part.name or within in ("", "multipart/alternative")
    return within == "" and part.type.startswith("text/") and part.type != "text/calendar"


def html_body(body: Body, part: Part, data: bytes) -> str:
    if len(data) > HTML:
        body.doubts.add("html_cut")
        attach(body, part)
        data = data[:HTML]
    charset = part.parameters.get("charset", "")
    if codec_named(charset) is None and (page := PAGE_CHARSET.search(data[:4_096])):
        charset = page[1].decode("ascii", "replace")
    return decode(data, charset, body.doubts).replace("\r\n", "\n")


def text_body(body: Body, part: Part, data: bytes) -> str:
    """A text part; files that were uuencoded into it become attachments."""
    if len(data) > TEXT:
        body.doubts.add("text_cut")
        attach(body, part)
        data = data[:TEXT]
    kept, place = [], 0
    if b"begin " in data:
        for file in files_in_text(data, body.doubts):
            kept.append(data[place : file.start])
            place = file.end
            name = file_name(header_text(file.name, body.doubts), UNREAD)
            body.attachments.append(Attachment(name, UNREAD, file.data, "", False))
    return plain_text(b"".join([*kept, data[place:]]), part.parameters, body.doubts)


def content(body: Body, part: Part) -> bytes:
    return untransferred(body.raw[part.start : part.end], part.encoding(), body.doubts)


def attach(body: Body, part: Part) -> None:
    """Keep a part as a file; of a multipart its bytes as they stand."""
    data = body.raw[part.start : part.end] if part.children else content(body, part)
    content_id = header_text(part.headers.first("content-id"), body.doubts).strip("<> ")
    name = part.name or described(part, data, body.doubts)
    body.attachments.append(
        Attachment(file_name(name, part.type), part.type, data, content_id[:NAME], False)
    )


def described(part: Part, data: bytes, doubts: Doubts) -> str:
    """A name for a nameless file: an enclosed mail's subject, or what the sender says of it."""
    ending = ENDINGS.get(part.type, "")
    if part.type in ENCLOSED:
        headers, _ = split_headers(data, skip_envelope(data), len(data), Doubts())
        if subject := header_text(headers.first("subject"), Doubts()):
            return one_name(subject) + ending
    if place := header_text(part.headers.first("content-location"), doubts):
        return place.partition("?")[0]
    if said := header_text(part.headers.first("content-description"), doubts):
        return one_name(said) + ("" if "." in said[-6:] else ending)
    return ""


def one_name(words: str) -> str:
    """A sentence used as a name: its slashes separate no folders."""
    return words.replace("/", "_").replace("\\", "_")
