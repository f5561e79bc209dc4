"""The variables of templates, macros and rules: flat names in braces, replaced once (J10).

No attribute, no expression, no format, no template engine: one regular expression over a list of
names. What is put in is not looked at again, so a value that looks like a variable stays one.
"""

import re
from collections.abc import Collection, Mapping

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
OF_THE_CUSTOMER = frozenset({"requester", "subject", "customer", "due"})
"""Those that say something of the customer: nobody outside is told (B9)."""
IN_BRACES = re.compile(r"\{([^{}\n]{0,80})\}")
KNOWN = re.compile(r"\{([a-z]{1,20})\}")


def in_braces(text: str) -> list[str]:
    """What stands in braces, each once, in order."""
    return list(dict.fromkeys(IN_BRACES.findall(text)))


def unknown(text: str, names: Collection[str] = NAMES) -> list[str]:
    """What of it is no variable of ours."""
    return [name for name in in_braces(text) if name not in names]


def filled(
    text: str, values: Mapping[str, str], names: Collection[str] = NAMES
) -> tuple[str, list[str]]:
    """The text with its variables replaced, and those nothing is known of, which stay."""
    missing: dict[str, None] = {}

    def value(found: re.Match[str]) -> str:
        if found[1] not in names:
            return found[0]
        known = values.get(found[1], "")
        if not known:
            missing[found[1]] = None
            return found[0]
        return known

    return KNOWN.sub(value, text), list(missing)
