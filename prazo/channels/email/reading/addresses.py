"""Addresses from a header field, by one strict reader in linear time (T07-T09, Q11, Q12).

What identifies somebody is taken literally: encoded words are decoded in names only, never in an
address. Everything else in the field may be as broken as it likes.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from prazo.channels.email.reading.doubts import Doubts
from prazo.channels.email.reading.limits import ADDRESSES, NAME
from prazo.channels.email.reading.mail import Address
from prazo.channels.email.reading.words import TURNING, decoded_words, one_line, raw_text

WORD: Final = re.compile(r'[^\s"()<>,;:]++')
ENCODED: Final = re.compile(  # commas and colons inside of one do not separate; brackets do (T09)
    r"""=\?[^?\s]{1,80}\?[bBqQ]\?[^?<>@"]*+\?=(?=[\s<,;(]|\Z)"""
)
QUOTED: Final = re.compile(r'"((?:[^"\\]|\\.)*+)"', re.DOTALL)
ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
COMMENT: Final = re.compile(r"\((?:[^()\\]|\\.)*+\)")
AROUND_DOTS: Final = re.compile(r"\s*+([.@])\s*+")
BRACKET: Final = re.compile(r"\\.|[()]", re.DOTALL)
BLANKS: Final = re.compile(r"\s++")
LISTED: Final = re.compile("[,;]")
LOCAL: Final = re.compile(r'[^\s"()<>,;:@\[\]\\\x00-\x1f\x7f-\xa0]{1,64}+')
QUOTED_LOCAL: Final = re.compile(r'"[^"\\\x00-\x1f\x7f-\xa0]{1,62}+"')
LABEL: Final = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
NUMERIC_HOST: Final = re.compile(r"\[(?:\d{1,3}(?:\.\d{1,3}){3}|ipv6:[0-9a-f:.]{2,45})\]")
ROUTE: Final = re.compile(r"\A(?:@[^:]*+:|mailto:)", re.IGNORECASE)
UNADDRESSED: Final = re.compile(r"(?:mailer-daemon|postmaster)", re.IGNORECASE)


@dataclass(slots=True)
class Mailbox:
    """What stands between two commas, before it is judged."""

    words: list[str] = field(default_factory=list)  # outside of brackets, in order
    quoted: set[int] = field(default_factory=set)  # which of them were quoted strings
    named: int = 0  # how many of them stand before <...>
    comments: list[str] = field(default_factory=list)
    angle: str | None = None  # the first <...>
    broken: bool = False


def addresses(value: bytes, doubts: Doubts) -> tuple[Address, ...]:
    """Every usable address of a field, in order; at most 1,000."""
    found: list[Address] = []
    for mailbox in every_mailbox(value, doubts):
        if len(found) >= ADDRESSES:
            doubts.add("addresses_cut")
            break
        if read := judged(mailbox, doubts):
            found.append(read)
        elif mailbox.words or mailbox.angle:
            doubts.add("address_dropped")
    return tuple(found)


def senders(value: bytes, doubts: Doubts) -> tuple[Address, ...]:
    """The usable addresses of one From field; the flags say what is wrong with it."""
    found: list[Address] = []
    for mailbox in every_mailbox(value, doubts):
        if mailbox.angle is None and not mailbox.words:
            continue
        read = judged(mailbox, doubts) or unaddressed(mailbox, doubts)
        if read is None or mailbox.broken:
            doubts.add("from_malformed")
        if read:
            found.append(read)
            if len(found) > 1:
                doubts.add("several_from")
                break
    return tuple(found)


def every_mailbox(value: bytes, doubts: Doubts) -> Iterator[Mailbox]:
    for mailbox in whole_names(mailboxes(field_text(value, doubts))):
        yield from apart(mailbox)


def field_text(value: bytes, doubts: Doubts) -> str:
    return value.decode("ascii") if value.isascii() else raw_text(value, doubts)


def whole_names(found: Iterator[Mailbox]) -> Iterator[Mailbox]:
    """`Silva, Ana <ana@x>` without its quotes: the words before the comma belong to the name."""
    before: Mailbox | None = None
    for mailbox in found:
        if before and mailbox.angle is not None and is_part_of_name(before):
            mailbox.words = [*before.words[:-1], before.words[-1] + ",", *mailbox.words]
            mailbox.broken = True
        elif before:
            yield before
        before = mailbox
    if before:
        yield before


def is_part_of_name(mailbox: Mailbox) -> bool:
    words = mailbox.words
    return mailbox.angle is None and 0 < len(words) < 10 and not any("@" in one for one in words)


def mailboxes(text: str) -> Iterator[Mailbox]:
    """Split at commas and semicolons; a group's name (`team: a@x, b@y;`) belongs to nobody."""
    mailbox = Mailbox()
    place = 0
    closed = True  # whether a quote that opens can still close
    while place < len(text):
        sign = text[place]
        if sign in ",;":
            if mailbox.words or mailbox.angle is not None:
                yield mailbox
                mailbox = Mailbox()
        elif sign == ":" and mailbox.angle is None:
            mailbox = Mailbox()
        elif sign == "(":
            comment, place = comment_at(text, place)
            mailbox.comments.append(comment)
            continue
        elif sign == "<":
            if mailbox.angle is not None:  # no comma stood before this one
                following = cut_off(mailbox)
                yield mailbox
                mailbox = following
            place = take_angle(mailbox, text, place)
            continue
        elif sign == '"' and closed and (quoted := QUOTED.match(text, place)):
            place = take_quoted(mailbox, text, quoted)
            continue
        elif sign in '">):':
            closed = closed and sign != '"'
            mailbox.broken = True
        elif found := BLANKS.match(text, place):
            place = found.end()
            continue
        elif found := ENCODED.match(text, place) or WORD.match(text, place):
            mailbox.words.append(found[0])
            place = found.end()
            continue
        place += 1
    yield mailbox


def cut_off(mailbox: Mailbox) -> Mailbox:
    """The next mailbox: it has the words that stand behind this one's brackets."""
    place = mailbox.named
    following = Mailbox(mailbox.words[place:], broken=True)
    following.quoted = {index - place for index in mailbox.quoted if index >= place}
    mailbox.words, mailbox.broken = mailbox.words[:place], True
    return following


def apart(mailbox: Mailbox) -> Iterator[Mailbox]:
    """Each of several bare addresses between which no comma stands."""
    words = mailbox.words
    bare = mailbox.angle is None and not mailbox.quoted and len(words) > 1
    if not (bare and all("@" in word and strict_address(word) for word in words)):
        yield mailbox
        return
    for word in words:
        yield Mailbox([word], broken=True)


def take_quoted(mailbox: Mailbox, text: str, quoted: re.Match[str]) -> int:
    """Read `"..."`: a name, or the quoted local part of a bare `"..."@host`."""
    if domain := text.startswith("@", quoted.end()) and WORD.match(text, quoted.end()):
        mailbox.words.append(quoted[0] + domain[0])
        return domain.end()
    mailbox.quoted.add(len(mailbox.words))
    mailbox.words.append(ESCAPED.sub(r"\1", quoted[1]))
    return quoted.end()


def comment_at(text: str, place: int) -> tuple[str, int]:
    """The comment that opens here, without its outer brackets, and what comes after it."""
    depth = 0
    for found in BRACKET.finditer(text, place):
        depth += (found[0] == "(") - (found[0] == ")")
        if depth == 0:
            return text[place + 1 : found.start()], found.end()
    return text[place + 1 :], len(text)


def take_angle(mailbox: Mailbox, text: str, place: int) -> int:
    """Read `<...>`; of brackets in brackets the innermost, of an open one up to the comma."""
    end = text.find(">", place)
    inner = text[place + 1 : end if end >= 0 else len(text)]
    if "<" in inner:
        mailbox.broken = True
        place += 1 + inner.rindex("<")
        inner = text[place + 1 : end if end >= 0 else len(text)]
    if end < 0:
        mailbox.broken = True
        inner = LISTED.split(inner, maxsplit=1)[0]
        end = place + len(inner)
    mailbox.angle = inner.strip()
    mailbox.named = len(mailbox.words)
    return end + 1


def judged(mailbox: Mailbox, doubts: Doubts) -> Address | None:
    """The address that the mailbox names: in its brackets, or else its first word that is one."""
    if mailbox.angle is not None:
        address = strict_address(bracketed(mailbox.angle))
        return named(mailbox, mailbox.words, address, doubts) if address else None
    for quoted in (False, True):  # a quoted string is an address only where nothing else is
        for index, word in enumerate(mailbox.words):
            if (index in mailbox.quoted) is quoted and (address := strict_address(word)):
                others = mailbox.words[:index] + mailbox.words[index + 1 :]
                mailbox.broken = mailbox.broken or quoted or bool(others)
                return named(mailbox, others, address, doubts)
    return None


def bracketed(inner: str) -> str:
    """What stands in `<...>` without comments, a route, and blanks around dots (RFC 5322 4.4)."""
    if "(" in inner:
        inner = COMMENT.sub("", inner)
    if " " in inner or "\t" in inner:
        inner = AROUND_DOTS.sub(r"\1", inner.strip())
    return ROUTE.sub("", inner)


def unaddressed(mailbox: Mailbox, doubts: Doubts) -> Address | None:
    """`MAILER-DAEMON (Mail Delivery System)`: a sender that no address is needed for."""
    if len(mailbox.words) == 1 and UNADDRESSED.fullmatch(mailbox.words[0]):
        return named(mailbox, [], mailbox.words[0], doubts)
    return None


def named(mailbox: Mailbox, words: list[str], address: str, doubts: Doubts) -> Address:
    name = " ".join(words) or " ".join(mailbox.comments)
    name = unquoted(TURNING.sub("", one_line(decoded_words(name, doubts))))
    return Address("" if name.lower() == address.lower() else name[:NAME], address)


def unquoted(name: str) -> str:
    """Without the quotes that some programs put around a name that is quoted already."""
    if len(name) > 1 and name[0] == name[-1] and name[0] in "\"'":
        return name[1:-1].strip()
    return name


def strict_address(text: str) -> str | None:
    """`local@domain` with the domain in lower-case ASCII, or None: nothing is repaired here."""
    local, at, domain = text.rpartition("@")
    if not at or not (LOCAL.fullmatch(local) or QUOTED_LOCAL.fullmatch(local)):
        return None
    host = ascii_domain(domain)
    return f"{local}@{host}" if host else None


def ascii_domain(domain: str) -> str | None:
    """The domain as DNS knows it. Unicode labels become `xn--` exactly as written: no sign is
    mapped onto another, so that a look-alike stays another identity (T17)."""
    domain = domain.lower()
    if len(domain) > 255:
        return None
    if NUMERIC_HOST.fullmatch(domain):
        return domain
    labels = [ascii_label(label) for label in domain.removesuffix(".").split(".")]
    if not all(labels) or len(".".join(labels)) > 253:
        return None
    return ".".join(labels)


def ascii_label(label: str) -> str:
    """One label in ASCII, "" for one that cannot be."""
    if not label.isascii():
        label = unicodedata.normalize("NFC", label)
        if any(unicodedata.category(sign)[0] not in "LMN" and sign != "-" for sign in label):
            return ""
        label = "xn--" + label.encode("punycode").decode("ascii")
    return label if LABEL.fullmatch(label) else ""
