"""Whether a person sent this mail: RFC 3834 and what programs really write (L02, L04, L08, L09)."""

import re
from typing import Final

from prazo.channels.email.reading.away import says_away
from prazo.channels.email.reading.headers import Headers
from prazo.channels.email.reading.limits import HOPS
from prazo.channels.email.reading.mail import Automatic, Bounce
from prazo.channels.email.reading.parts import Part

REPLIERS: Final = frozenset(
    {
        "x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply", "x-autoreply-from",
        "x-auto-reply-from", "x-mail-autoreply", "x-vacation", "auto-reply", "autoreply",
    }
)  # fmt: skip
SAYS_NO: Final = ("", "no", "false", "none", "0")
BULK: Final = ("bulk", "junk")
REPLY: Final = ("auto_reply", "auto-reply", "autoreply")
LIST_MARKS: Final = frozenset(
    {"list-id", "list-post", "list-unsubscribe", "list-help", "list-owner", "mailing-list"}
)
LIST_FIELDS: Final = ("list-post", "mailing-list")
LIST_ADDRESS: Final = re.compile(
    rb"(?:<mailto:|\blist\s)([^\s<>?;,@]+@[^\s<>?;,@]+)", re.IGNORECASE
)
PATHS: Final = ("return-path", "x-envelope-from")
NO_RETURN: Final = re.compile(rb"<(?:mailer-daemon(?:@[^<>\s]*+)?)?>", re.IGNORECASE)
EXCHANGE_CLASS: Final = re.compile(r"\b9\s*;\s*autoresponder", re.IGNORECASE)


def automatic(root: Part, bounce: Bounce | None) -> Automatic:
    """The strongest reason not to answer by itself; an `X-Auto-Response-Suppress` is none (L04)."""
    headers = root.headers
    if len(headers.all("received")) > HOPS:
        return "loop"
    if bounce:
        return "bounce"
    if replies_by_itself(headers) or root.type == "multipart/report" or says_away(headers):
        return "auto_reply"
    if is_bulk(headers):
        return "bulk"
    if has_no_return(headers):
        return "auto_reply"
    return "list" if is_of_list(headers) else ""


def replies_by_itself(headers: Headers) -> bool:
    submitted = word(headers, "auto-submitted")
    if submitted not in SAYS_NO:
        return True
    if word(headers, "precedence") in REPLY or word(headers, "x-precedence") in REPLY:
        return True
    if EXCHANGE_CLASS.search(headers.first("x-post-messageclass").decode("latin-1")):
        return True
    if (
        word(headers, "x-fc-machinegenerated") == "true"
        or word(headers, "delivered-to") == "autoresponder"
    ):
        return True
    return any(
        word(headers, name) not in SAYS_NO for name in REPLIERS.intersection(headers.names())
    )


def is_bulk(headers: Headers) -> bool:
    return word(headers, "precedence") in BULK or word(headers, "x-precedence") in BULK


def is_of_list(headers: Headers) -> bool:
    if "list" in (word(headers, "precedence"), word(headers, "x-precedence")):
        return True
    return not LIST_MARKS.isdisjoint(headers.names())


def lists(headers: Headers) -> tuple[str, ...]:
    """Where one writes to the lists it came through (`List-Post`, RFC 2369 3.4; `Mailing-list`, as
    group services write it), in lower case."""
    named = (field for name in LIST_FIELDS for field in LIST_ADDRESS.findall(headers.first(name)))
    return tuple(dict.fromkeys(address.decode("latin-1").lower() for address in named))


def has_no_return(headers: Headers) -> bool:
    """`Return-Path: <>`: the sender wants no report about this mail, so it is a report itself.
    Sendmail and its heirs write the empty path as `<MAILER-DAEMON@their.own.name>`; some filters
    name it otherwise."""
    paths = (headers.first(name).strip() for name in PATHS)
    return any(NO_RETURN.fullmatch(path) is not None for path in paths)


def word(headers: Headers, name: str) -> str:
    """The field's first word in lower case, without parameters and comments."""
    value = headers.first(name).decode("latin-1").lower()
    return value.partition(";")[0].partition("(")[0].strip(" \t\"'")
