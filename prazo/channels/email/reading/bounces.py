"""Delivery reports: RFC 3464 read here, the formats of older servers by flufl.bounce (L02)."""

import email
import logging
import re
from collections.abc import Iterator
from typing import Final

from flufl.bounce import all_failures

from prazo.channels.email.reading.addresses import strict_address
from prazo.channels.email.reading.automatic import has_no_return, replies_by_itself
from prazo.channels.email.reading.doubts import Doubts
from prazo.channels.email.reading.headers import Headers, split_headers
from prazo.channels.email.reading.ids import message_id, message_ids
from prazo.channels.email.reading.limits import DIAGNOSTIC, REPORT
from prazo.channels.email.reading.mail import Address, Bounce
from prazo.channels.email.reading.parts import Part
from prazo.channels.email.reading.transfer import untransferred
from prazo.channels.email.reading.words import header_text, one_line, raw_text

# It logs each step, and whole traces (Q17). By level: configuring logging undoes `disabled`.
logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL + 1)

DAEMON: Final = re.compile(r"(?:mailer-?daemon|mail-?daemon|mdaemon)(?:@|\Z)", re.IGNORECASE)
BOUNCER: Final = re.compile(r"(?:double-bounce|bounces?)(?:@|\Z)", re.IGNORECASE)
POSTMASTER: Final = re.compile(r"postmaster(?:@|\Z)", re.IGNORECASE)
REPORTERS: Final = (  # Exchange's, in its reports alone
    "x-ms-embedded-report", "x-dsncontext", "x-ms-exchange-message-is-ndr",
)  # fmt: skip
FAILING_SUBJECT: Final = re.compile(
    r"undeliver|delivery (?:status|fail|report|notification|has failed|error)|failure delivery"
    r"|returned (?:mail|to sender)|failure notice|mail delivery|mail failed|non-?delivery"
    r"|(?:not|not (?:yet )?been|could not be) delivered|delayed \d+ hours|unzustellbar"
    r"|nicht zugestellt|non[- ]remis|no (?:se puede entregar|entregado)|n[aã]o (?:entreg|foi poss)"
    r"|devolvid|devuelt|не (?:был[ао]? )?доставлен|недоставлен|не удалось доставить|退信|传输失败"
    r"|投递失败",
    re.IGNORECASE,
)
ENCLOSED_ID: Final = re.compile(
    rb"^[ \t>]*+Message-I[Dd]:[ \t]*+\r?\n?[ \t]*+(<[^<>\s]{1,998}>)", re.M
)
REFUSAL: Final = re.compile(
    r"^.{0,200}?(?<![\d.])[45]\d\d[ -][^\n]{4,}$|^.{0,200}?\b[45]\.\d{1,3}\.\d{1,3}\b[^\n]*$", re.M
)
DELAYED: Final = ("delayed",)
FAILED: Final = ("failed", "fail", "failure", "error")
STATUS_TYPES: Final = ("message/delivery-status", "message/global-delivery-status")
XTEXT: Final = re.compile(r"\\x\{([0-9A-Fa-f]{2,6})\}")  # a letter in an address of RFC 6533
MOST_RECIPIENTS: Final = 100


def read_bounce(
    raw: bytes, root: Part, sender: Address | None, text: str, doubts: Doubts
) -> Bounce | None:
    """The report that the mail is, or None: a report of success, or what a person wrote, who may
    well enclose a report."""
    if not (says_report(root) or by_machine(root.headers, sender)):
        return None
    reports = [part for part in walk(root) if part.type in STATUS_TYPES]
    blocks = [block for part in reports[:5] for block in status_blocks(raw, part, doubts)]
    actions = [header_word(block, "action") for block in blocks]
    if any(action.startswith(FAILED + DELAYED) for action in actions):
        return from_status(raw, root, blocks, text)
    if any(actions):  # delivered, relayed, expanded: nothing was lost
        return None
    if not looks_like_report(root, sender):
        return None
    return from_wording(raw, root, text, doubts)


def walk(part: Part) -> Iterator[Part]:
    waiting = [part]
    while waiting:
        part = waiting.pop()
        yield part
        waiting.extend(reversed(part.children))


def status_blocks(raw: bytes, part: Part, doubts: Doubts) -> list[Headers]:
    """The groups of fields of a status report: one about the mail, one for each recipient."""
    end = min(part.end, part.start + REPORT)
    data = untransferred(raw[part.start : end], part.encoding(), doubts)
    blocks: list[Headers] = []
    place = 0
    while place < len(data) and len(blocks) <= MOST_RECIPIENTS:
        block, after = split_headers(data, place, len(data), Doubts())
        if after <= place:
            break
        place = after
        if len(block):
            blocks.append(block)
    return blocks


def from_status(raw: bytes, root: Part, blocks: list[Headers], text: str) -> Bounce:
    failed = [block for block in blocks if header_word(block, "action").startswith(FAILED)]
    told = failed or [b for b in blocks if header_word(b, "action").startswith(DELAYED)]
    recipients = dict.fromkeys(filter(None, (recipient(block) for block in told)))
    diagnostics = (reported(block, "diagnostic-code") for block in told)
    statuses = (reported(block, "status") for block in told)
    said = next(filter(None, diagnostics), "") or refusal(text) or next(filter(None, statuses), "")
    return Bounce(tuple(recipients), bool(failed), original_id(raw, root), said[:DIAGNOSTIC])


def recipient(block: Headers) -> str:
    """The address that the sender of the original knew, before that server's forwarding."""
    for name in ("original-recipient", "final-recipient", "x-actual-recipient"):
        value = raw_text(block.first(name), Doubts()).rpartition(";")[2]
        if address := strict_address(XTEXT.sub(letter, value).strip(' \t<>"')):
            return address
    return ""


def letter(written: re.Match[str]) -> str:
    number = int(written[1], 16)
    return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else written[0]


def reported(block: Headers, name: str) -> str:
    """A field's text without its leading type (`smtp;`)."""
    value = header_text(block.first(name), Doubts())
    kind, semicolon, rest = value.partition(";")
    return rest.strip() if semicolon and len(kind) < 20 and " " not in kind else value


def header_word(block: Headers, name: str) -> str:
    return block.first(name).decode("latin-1").strip().lower()


def says_report(root: Part) -> bool:
    """Whether the whole mail is a report on delivery by its own word (RFC 3464, RFC 6522)."""
    if "x-failed-recipients" in root.headers:
        return True
    kind = root.parameters.get("report-type", "delivery-status").lower()
    report = root.type == "multipart/report" and kind == "delivery-status"
    return report or root.type in STATUS_TYPES


def by_machine(headers: Headers, sender: Address | None) -> bool:
    """Whether a program surely sent it. A postmaster is a person too (RFC 2142)."""
    address = sender.address if sender else ""
    if DAEMON.match(address) or BOUNCER.match(address):
        return True
    return has_no_return(headers) or replies_by_itself(headers) or says_exchange(headers)


def says_exchange(headers: Headers) -> bool:
    return any(name in headers for name in REPORTERS)


def looks_like_report(root: Part, sender: Address | None) -> bool:
    """Of what a machine sent without the fields of a report: a daemon, which sends nothing else,
    or two signs of three. Lists and shops send their letters from a `bounces@` of theirs."""
    headers = root.headers
    address = sender.address if sender else ""
    if says_report(root) or DAEMON.match(address):
        return True
    subject = header_text(headers.first("subject"), Doubts())
    signs = [
        bool(BOUNCER.match(address) or POSTMASTER.match(address)),
        has_no_return(headers) or says_exchange(headers),
        bool(FAILING_SUBJECT.search(subject)),
    ]
    return sum(signs) >= 2


def from_wording(raw: bytes, root: Part, text: str, doubts: Doubts) -> Bounce:
    """A report without RFC 3464's fields: its recipients by flufl.bounce, its words by ours."""
    failed = announced(root.headers)
    delayed: list[str] = []
    if not failed:
        delayed, failed = scanned(raw[:REPORT], doubts)
    recipients = tuple(dict.fromkeys(failed or delayed))[:MOST_RECIPIENTS]
    return Bounce(recipients, bool(failed), original_id(raw, root), refusal(text)[:DIAGNOSTIC])


def announced(headers: Headers) -> list[str]:
    listed = raw_text(headers.first("x-failed-recipients"), Doubts()).split(",")
    return [address for one in listed if (address := strict_address(one.strip(" \t<>")))]


def scanned(raw: bytes, doubts: Doubts) -> tuple[list[str], list[str]]:
    """(delayed, failed) recipients. The library raises on shapes it does not expect."""
    try:
        temporary, permanent = all_failures(email.message_from_bytes(raw))
    except (ValueError, TypeError, AttributeError, LookupError, AssertionError, RecursionError):
        doubts.add("bounce_unclear")
        return [], []
    return usable(temporary), usable(permanent)


def usable(found: frozenset[bytes]) -> list[str]:
    texts = sorted(one.decode("ascii", "replace").strip("<> ") for one in found)
    return [address for one in texts if (address := strict_address(one))]


def original_id(raw: bytes, root: Part) -> str:
    """The Message-ID of the mail that was not delivered: enclosed, quoted, or answered to."""
    for part in walk(root):
        if part.type in ("message/rfc822", "text/rfc822-headers", "message/global-headers"):
            end = min(part.end, part.start + REPORT)
            data = untransferred(raw[part.start : end], part.encoding(), Doubts())
            headers, _ = split_headers(data, 0, len(data), Doubts())
            if known := message_id(headers.first("message-id")):
                return known
    if quoted := ENCLOSED_ID.search(raw, root.start, min(root.end, root.start + REPORT)):
        return message_id(quoted[1])
    answered = message_ids(root.headers.first("in-reply-to"), Doubts())
    return next(iter(answered or message_ids(root.headers.first("references"), Doubts())), "")


def refusal(text: str) -> str:
    """The first line of the report that quotes a server's code, `550 no such user`."""
    found = REFUSAL.search(text[:20_000])
    return one_line(found[0]) if found else ""
