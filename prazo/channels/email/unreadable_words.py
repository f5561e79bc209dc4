"""Why a mail could not be read, in the language that is active.

The reader is a library that knows no languages: it gives codes, and sentences for the log.
"""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from prazo.lib.child import Unreadable

WORDS: Final[Mapping[str, str | Promise]] = {
    "too_big": _("The mail is larger than any mail that is read."),
    "too_slow": _("Reading the mail took longer than a mail may take."),
    "too_much_memory": _("Reading the mail took more memory than a mail may take."),
    "crashed": _("The mail ended the process that read it."),
    "reader_fault": _("The reader failed on this mail."),
    "no_answer": _("The process that read the mail answered with something else."),
}


def why(reason: Unreadable | str) -> str:
    """Of a fault of our own its name, which is all that may be said of it."""
    if isinstance(reason, str):
        return reason
    said = str(WORDS[reason.code])
    return f"{said} ({reason.detail})" if reason.detail else said
