"""What the reader had to cut, guess or repair in one mail: stable codes, each raised once."""

from collections.abc import Callable, Mapping
from typing import Final

DOUBTS: Final[Mapping[str, str]] = {
    "address_dropped": "A recipient that is no address was left out.",
    "addresses_cut": "More addresses than are read from one field.",
    "base64_broken": "Base64 with foreign characters or a missing end.",
    "boundary_missing": "A multipart without its boundary: read as it looked.",
    "boundary_not_closed": "A multipart ends without its closing line: cut on the way, perhaps.",
    "bounce_unclear": "A delivery report in a shape that could not be read.",
    "charset_errors": "Some characters do not exist in the character set the mail declares.",
    "charset_guessed": "No character set, or a wrong one, was declared: it was guessed.",
    "date_invalid": "The date cannot be read.",
    "deep_html": "HTML nested too deep or too long to lay out: shown without its layout.",
    "encrypted": "What it says is encrypted: it is kept as files.",
    "from_malformed": "The sender's address is written against the rules.",
    "from_missing": "No usable From.",
    "header_cut": "A header longer than is read.",
    "header_malformed": "A header line that is none.",
    "html_cut": "HTML longer than a body may be: kept as a file.",
    "nesting_cut": "Parts nested too deep: kept as one file.",
    "no_headers": "No header at all.",
    "nul_removed": "NUL characters were removed.",
    "parameters_cut": "More parameters than are read from one field.",
    "parts_cut": "More parts than are read from one mail: the rest is one file.",
    "references_cut": "More references than are read.",
    "sender_guessed": "From names nobody: the sender was taken from another header. No identity.",
    "several_from": "More than one sender in From: the first one counts.",
    "subject_cut": "A subject longer than is kept.",
    "surrogates_replaced": "Half characters were replaced.",
    "text_cut": "Text longer than a body may be: the whole is kept as a file.",
    "unknown_charset": "A character set that does not exist.",
    "unknown_encoding": "A transfer encoding that does not exist.",
    "uuencode_broken": "Uuencoded lines that cannot be decoded.",
}


class Doubts:
    """The doubts about one mail, in the order they came up.

    `likely_charset` is what the mail itself offers where one of its texts declares nothing: the
    charset it names elsewhere. `foreign` is what of the mail a guess is made of, where it names
    none: all its texts are in the same charset.
    """

    __slots__ = ("_codes", "_guess", "foreign", "likely_charset")

    def __init__(self) -> None:
        self._codes: dict[str, None] = {}
        self._guess: str | None = None
        self.foreign = b""
        self.likely_charset = ""

    def guess(self, of: Callable[[bytes], str]) -> str:
        """The charset of the whole mail, guessed once; "" where there is none to guess."""
        if self._guess is None:
            self._guess = of(self.foreign) if self.foreign else ""
        return self._guess

    def add(self, code: str) -> None:
        """Remember a code of `DOUBTS`; KeyError for a word that is none."""
        DOUBTS[code]
        self._codes[code] = None

    def codes(self) -> tuple[str, ...]:
        return tuple(self._codes)
