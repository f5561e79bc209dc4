"""The few declarations of a style that may stay: colours and the look of letters.

Neither place nor size nor addresses: nothing can cover the page, hide in it, or be fetched (X13,
X14). Values are known by a list of forms, not by what is forbidden in them.
"""

import re

WORD = r"[a-zA-Z][a-zA-Z-]{0,30}"
COLOUR = r"#[0-9a-fA-F]{3,8}|(?:rgb|rgba|hsl|hsla)\([0-9.,%\s/]{1,40}\)"
VALUE = re.compile(rf"(?:{WORD}|{COLOUR}|[1-9]00)(?:\s{{1,3}}(?:{WORD}|{COLOUR})){{0,3}}")
MOST_SIGNS = 2_000


def kept_style(style: str, names: set[str]) -> str | None:
    """The declarations whose property is among `names` and whose value is a plain one; None if
    none is left."""
    kept = []
    for declaration in style[:MOST_SIGNS].split(";"):
        name, colon, value = declaration.partition(":")
        name, value = name.strip().lower(), value.strip()
        if colon and name in names and VALUE.fullmatch(value):
            kept.append(f"{name}:{value}")
    return ";".join(kept) or None
