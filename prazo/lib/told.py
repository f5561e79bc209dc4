"""What is told at the machine, in the language of who sits there (LC_ALL, LC_MESSAGES or LANG).

It may be that there are no settings yet, or wrong ones, so that Django's translations cannot be
asked: the .po file itself is read, once something has to be told.
"""

import os
from functools import cache

import polib

from prazo.lib.translations import LOCALE


def gettext(msgid: str) -> str:
    """In English where the system speaks none of our languages."""
    spoken = _folder(_system())
    return (spoken and _texts(spoken).get(msgid)) or msgid


def _system() -> str:
    """As POSIX asks for it: the first that is set decides."""
    names = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return next(filter(None, names), "").partition(".")[0].partition("@")[0]


def _folder(locale: str) -> str:
    """The folder of a locale's language, whatever its country; "" where we speak it not."""
    language = locale.partition("_")[0].lower()
    known = sorted(path.name for path in LOCALE.iterdir() if path.is_dir())
    return next((name for name in known if name.partition("_")[0] == language), "")


@cache
def _texts(folder: str) -> dict[str, str]:
    file = polib.pofile(str(LOCALE / folder / "LC_MESSAGES" / "django.po"))
    return {entry.msgid: entry.msgstr for entry in file if entry.translated()}
