"""Translations: .po files are kept, .mo files are made from them when a program starts, in the data
directory: where Prazo is installed, the user it runs as may write nothing.

polib does it, so that GNU gettext need not be installed.
"""

import os
from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parents[1] / "locale"


def compile_all(into: Path, folder: Path = LOCALE) -> list[Path]:
    """Make each .mo that is missing or of another .po than there is now; those that were made."""
    made = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = into / source.relative_to(folder).with_suffix(".mo")
        since = source.stat().st_mtime_ns
        if not target.exists() or target.stat().st_mtime_ns != since:
            target.parent.mkdir(parents=True, exist_ok=True)
            # Beside it first: another process may be reading the old one, or making it.
            fresh = target.with_suffix(f".{os.getpid()}")
            polib.pofile(str(source)).save_as_mofile(str(fresh))
            os.utime(fresh, ns=(since, since))
            fresh.replace(target)
            made.append(target)
    return made
