"""What is said of a mail that could not be read. The mail itself is untouched."""

from collections.abc import Mapping
from typing import Final

from prazo.lib.child import Unreadable

REASONS: Final[Mapping[str, str]] = {
    "too_big": "The mail is larger than any mail that is read.",
    "too_slow": "Reading the mail took longer than a mail may take.",
    "too_much_memory": "Reading the mail took more memory than a mail may take.",
    "crashed": "The mail ended the process that read it.",
    "reader_fault": "The reader failed on this mail.",
    "no_answer": "The process that read the mail answered with something else.",
}
"""By the code of an `Unreadable`: such a mail is parked with its raw bytes and shown (DU04)."""


def sentence(reason: Unreadable) -> str:
    said = REASONS[reason.code]
    return f"{said} ({reason.detail})" if reason.detail else said
