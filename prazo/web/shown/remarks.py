"""What taking a message in met that an agent should know before believing or answering it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CUT: Final = _("longer than is read: the rest is kept as a file")
BROKEN: Final = _("damaged on its way: something may be missing")
CHARACTERS: Final = _("some characters could not be read")

REMARKS: Final[Mapping[str, str | Promise]] = {
    "several_from": _("names several senders: the first one counts"),
    "from_malformed": _("the sender's address is written against the rules"),
    "sender_guessed": _("names no sender: it may be anybody"),
    "from_missing": _("names no sender: it may be anybody"),
    "reply_to_differs": _("asks for answers to go to another address"),
    "encrypted": _("encrypted: only who holds the key can read it"),
    "unproved": _("your mail server could not prove the sender"),
    "bounce_unclear": _("a delivery report that could not be understood"),
    "addresses_cut": _("has more recipients than are kept"),
    "address_dropped": _("a recipient that is no address was left out"),
    "html_cut": CUT,
    "text_cut": CUT,
    "parts_cut": CUT,
    "nesting_cut": CUT,
    "deep_html": _("shown without its layout"),
    "boundary_not_closed": BROKEN,
    "boundary_missing": BROKEN,
    "base64_broken": BROKEN,
    "uuencode_broken": BROKEN,
    "unknown_encoding": BROKEN,
    "takes_part": _("not the requester, but one of us wrote to this address"),
    "call_outgoing": _("we called"),
    "charset_errors": CHARACTERS,
    "unknown_charset": CHARACTERS,
    "surrogates_replaced": CHARACTERS,
    "archive_unsearched": _("holds an archive, which was not searched for secrets"),
}
"""Left out is what changes nothing for a reader, such as a date that we do not use."""


def remarked(remarks: Sequence[str]) -> Iterator[str]:
    """Each thing to know once, masked secrets last."""
    known = (str(REMARKS[remark]) for remark in remarks if remark in REMARKS)
    yield from dict.fromkeys(known)
    if any(remark.startswith("masked_") for remark in remarks):
        yield str(_("secrets masked"))
