"""A file's name as it may be shown, sent and kept: no path, no control sign, the true ending in
sight; what it seems to be is what it is (J05, F08)."""

import re
import unicodedata
from typing import Final

LONGEST: Final = 150
LONGEST_ENDING: Final = 20
BREAKS: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
UNSEEN: Final = re.compile(  # what turns the reading direction or takes no room at all
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
NO_LETTERS: Final = ("Cf", "Cs", "Co", "Cn")
FORBIDDEN: Final = re.compile(r'[<>:"|?*]+')  # some file system or shell means something by them
ENDS: Final = re.compile(r"^[\s.]+|[\s.]+$")


def safe_name(name: str, *, longest: int = LONGEST, otherwise: str = "file") -> str:
    """The same after a second cleaning. `otherwise` where nothing of it is left."""
    name = _visible(name.replace("\\", "/").rpartition("/")[2])
    name = ENDS.sub("", FORBIDDEN.sub("_", name))
    if not name.strip("_"):
        return otherwise
    if len(name) > longest:
        stem, dot, ending = name.rpartition(".")
        if not dot or len(ending) > LONGEST_ENDING:
            stem, dot, ending = name, "", ""
        name = ENDS.sub("", stem[: longest - len(ending) - len(dot)]) + dot + ending
    return name


def _visible(text: str) -> str:
    """On one line, in composed form, without signs that hide or turn what stands beside them."""
    seen = UNSEEN.sub("", BREAKS.sub(" ", text))
    seen = "".join(sign for sign in seen if unicodedata.category(sign) not in NO_LETTERS)
    return unicodedata.normalize("NFC", seen)
