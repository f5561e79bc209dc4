"""The variables of a macro's and a rule's texts: flat names in braces, replaced once (J10).

No attribute, no expression, no format. What is put in is not looked at again.
"""

import re
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NAMES: Mapping[str, Promise] = {
    "requester": _("the requester's name"),
    "number": _("the ticket's number"),
    "customer": _("the customer's name"),
    "agent": _("who applies it; the desk's name where a rule writes"),
    "desk": _("the desk's name"),
}
IN_BRACES = re.compile(r"\{([^{}\n]{0,80})\}")


def unknown(text: str) -> list[str]:
    """What stands in braces and is no variable of ours, each once, in order."""
    return [name for name in dict.fromkeys(IN_BRACES.findall(text)) if name not in NAMES]


def filled(text: str, values: Mapping[str, str]) -> tuple[str, list[str]]:
    """The text with its variables replaced, and those of which nothing is known, which stay."""
    missing: dict[str, None] = {}

    def value(found: re.Match[str]) -> str:
        if found[1] not in NAMES:
            return found[0]
        known = values.get(found[1], "")
        if not known:
            missing[found[1]] = None
        return known or found[0]

    return IN_BRACES.sub(value, text), list(missing)
