"""The process that reads documents: `python -m prazo.lib.documents.child`. Nobody waits for it."""

import os
from collections.abc import Sequence
from typing import Any, Final

from prazo.lib.child.serving import live
from prazo.lib.documents.reader import read

BEHIND: Final = 10
"""How much it gives way to processes for which somebody waits (nice)."""


def main() -> None:
    os.nice(BEHIND)
    live(warm_up, answer)


def warm_up() -> None:
    """All parsers were loaded with this module."""


def answer(raw: bytes) -> tuple[Sequence[Any], Sequence[bytes]]:
    document = read(raw)
    return [document.kind, document.text, document.locked], []


if __name__ == "__main__":
    main()
