"""What is said of a mail that could not be read. The mail itself is untouched."""

from collections.abc import Mapping
from typing import Final

REASONS: Final[Mapping[str, str]] = {
    "too_big": "The mail is larger than any mail that is read.",
    "too_slow": "Reading the mail took longer than a mail may take.",
    "too_much_memory": "Reading the mail took more memory than a mail may take.",
    "crashed": "The mail ended the process that read it.",
    "reader_fault": "The reader failed on this mail.",
    "no_answer": "The process that read the mail answered with something else.",
}


class Unreadable(Exception):
    """This mail, and no other, cannot be read: park it with its raw bytes and show that (DU04).

    `code` is a key of `REASONS`, `sentence` its text with what is known of the place, `detail`.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        self.code, self.detail = code, detail
        self.sentence = f"{REASONS[code]} ({detail})" if detail else REASONS[code]
        super().__init__(code, self.sentence)


class ReaderUnavailable(Exception):
    """No reader could be started. Says nothing about the mail: try again later."""
