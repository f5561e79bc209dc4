"""Mails in files: one a file, an mbox, a Maildir, or a folder of any of these.

mailbox.mbox takes every line that begins with "From " for the start of a mail, so that a letter
with "From today on" in it falls apart; here it has to follow an empty line and carry a year.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

NO_MAIL = {
    ".md",
    ".yml",
    ".yaml",
    ".json",
    ".jsonl",
    ".html",
    ".png",
    ".jpg",
    ".gif",
    ".pdf",
    ".py",
}
SEPARATOR = re.compile(rb"From [^\r\n]*\b(?:19|20)\d\d\b[^\r\n]*\r?\n?")
QUOTED = re.compile(rb">+From ")


@dataclass(frozen=True, slots=True)
class Found:
    """`number` counts the mails of an mbox from 1; 0 where the file is one mail."""

    path: Path
    number: int
    raw: bytes

    @property
    def name(self) -> str:
        return f"{self.path}#{self.number}" if self.number else str(self.path)


def mails_in(path: Path) -> Iterator[Found]:
    """Every mail there, in order of names. Raises OSError for what cannot be opened."""
    if path.is_dir():
        for inside in _inside(path):
            yield from mails_in(inside)
        return
    with path.open("rb") as file:
        if not SEPARATOR.match(file.readline(1000)):
            file.seek(0)
            yield Found(path, 0, file.read())
            return
    yield from _mbox(path)


def _inside(folder: Path) -> Iterator[Path]:
    """Of a Maildir what was delivered; of another folder all that may be a mail."""
    if (folder / "cur").is_dir() and (folder / "new").is_dir():
        for part in ("cur", "new"):
            yield from sorted((folder / part).iterdir())
        return
    for path in sorted(folder.iterdir()):
        if not path.name.startswith(".") and path.suffix.lower() not in NO_MAIL:
            yield path


def _mbox(path: Path) -> Iterator[Found]:
    number, lines, after_empty = 0, list[bytes](), True
    with path.open("rb") as file:
        for line in file:
            if after_empty and SEPARATOR.fullmatch(line):
                if number:
                    yield Found(path, number, b"".join(lines))
                number, lines = number + 1, []
            else:
                lines.append(line[1:] if QUOTED.match(line) else line)
            after_empty = not line.strip()
    yield Found(path, number, b"".join(lines))
