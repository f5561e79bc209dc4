"""The variables of templates, macros and rules: flat names in braces, replaced once (J10).

No attribute, no expression, no format, no template engine: one regular expression over a list of
names. What is put in is not looked at again, so a value that looks like a variable stays one.
"""

import re
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NAMES: Mapping[str, Promise] = {
    "requester": _("the requester's name"),
    "number": _("the ticket's number"),
    "subject": _("the ticket's subject"),
    "customer": _("the customer's name"),
    "due": _("when the next promise falls due, in the customer's time"),
    "agent": _("your name"),
    "desk": _("the desk's name"),
}
IN_BRACES = re.compile(r"\{([^{}\n]{0,80})\}")
KNOWN = re.compile(r"\{(" + "|".join(NAMES) + r")\}")


def unknown(text: str) -> list[str]:
    """What stands in braces and is no variable of ours, each once, in order."""
    return [name for name in dict.fromkeys(IN_BRACES.findall(text)) if name not in NAMES]


def filled(text: str, values: Mapping[str, str]) -> tuple[str, list[str]]:
    """The text with its variables replaced, and those nothing is known of, which stay."""
    missing: dict[str, None] = {}

    def value(found: re.Match[str]) -> str:
        known = values.get(found[1], "")
        if not known:
            missing[found[1]] = None
            return found[0]
        return known

    return KNOWN.sub(value, text), list(missing)
