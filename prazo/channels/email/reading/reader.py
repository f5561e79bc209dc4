"""Raw bytes to a `ReadMail`: pure, and without a mail that makes it fail."""

from prazo.channels.email.reading.addresses import addresses, senders
from prazo.channels.email.reading.authentication import verdicts
from prazo.channels.email.reading.automatic import automatic, lists
from prazo.channels.email.reading.bodies import read_body
from prazo.channels.email.reading.bounces import read_bounce
from prazo.channels.email.reading.charsets import charset_named_in, foreign_lines
from prazo.channels.email.reading.dates import header_date
from prazo.channels.email.reading.doubts import Doubts
from prazo.channels.email.reading.headers import Headers
from prazo.channels.email.reading.ids import message_id, message_ids
from prazo.channels.email.reading.language import language
from prazo.channels.email.reading.limits import ADDRESSES, SUBJECT
from prazo.channels.email.reading.mail import Address, ReadMail
from prazo.channels.email.reading.opaque import opened
from prazo.channels.email.reading.parts import split_mail
from prazo.channels.email.reading.words import TURNING, header_text


def read(raw: bytes) -> ReadMail:
    """Everything Prazo wants to know of one mail, as it came from the wire or a mailbox file."""
    doubts = Doubts()
    raw = with_line_ends(raw)
    if not raw.isascii():
        doubts.likely_charset = charset_named_in(raw)
        doubts.foreign = foreign_lines(raw)
    root = split_mail(raw, doubts)
    if (inside := opened(raw, root, doubts)) is not None:
        raw = inside
        root = split_mail(raw, doubts)
    headers = root.headers
    sender = sender_of(headers, doubts)
    subject = subject_of(headers, doubts)
    body = read_body(raw, root, doubts)
    bounce = read_bounce(raw, root, sender, body.text, doubts)
    return ReadMail(
        message_id=message_id(headers.first("message-id")),
        in_reply_to=message_ids(headers.first("in-reply-to"), doubts),
        references=message_ids(headers.first("references"), doubts),
        sender=sender,
        reply_to=everybody(headers, "reply-to", doubts),
        to=everybody(headers, "to", doubts),
        cc=everybody(headers, "cc", doubts),
        subject=subject,
        date=header_date(headers.first("date"), doubts),
        text=body.text,
        html=body.html,
        attachments=tuple(body.attachments),
        automatic=automatic(root, bounce),
        lists=lists(headers),
        bounce=bounce,
        authentication=verdicts(headers),
        language=language(subject, body.text),
        warnings=doubts.codes(),
    )


def with_line_ends(raw: bytes) -> bytes:
    """A mail whose lines end in a bare CR, as old Macintosh programs saved them."""
    return raw if b"\n" in raw else raw.replace(b"\r", b"\n")


def sender_of(headers: Headers, doubts: Doubts) -> Address | None:
    """The first valid address of the first From that has one (T07).

    Where From names nobody the mail is shown under the next best header, and `sender_guessed`
    says that nothing may be concluded from it (T06).
    """
    fields = headers.all("from")
    if len(fields) > 1:
        doubts.add("several_from")
    for value in fields:
        if named := senders(value, doubts):
            return named[0]
    doubts.add("from_missing")
    for name in ("sender", "reply-to", "return-path"):
        if guessed := addresses(headers.first(name), Doubts()):
            doubts.add("sender_guessed")
            return guessed[0]
    return None


def everybody(headers: Headers, name: str, doubts: Doubts) -> tuple[Address, ...]:
    """The addresses of every field of this name, each once, 1,000 in all."""
    found: dict[str, Address] = {}
    for value in headers.all(name):
        for one in addresses(value, doubts):
            found.setdefault(one.address, one)
    return tuple(found.values())[:ADDRESSES]


def subject_of(headers: Headers, doubts: Doubts) -> str:
    subject = TURNING.sub("", header_text(headers.first("subject"), doubts)).strip()
    if len(subject) > SUBJECT:
        doubts.add("subject_cut")
    return subject[:SUBJECT].rstrip()
