"""Reading documents in a limited child, so that one can ruin nothing but itself."""

from collections.abc import Sequence
from functools import cache
from typing import Any, Final

from prazo.lib.child import Limits, Pool
from prazo.lib.child.limits import MIB
from prazo.lib.child.wire import BrokenFrame, text, truth
from prazo.lib.documents.document import KINDS, Document

STANDARD: Final = Limits(
    wall_seconds=15.0,
    cpu_seconds=8,
    largest=32 * MIB,
    said=1 * MIB,
    blobs=0,
    each_child=500,
    ahead=2,
)
MODULE: Final = "prazo.lib.documents.child"


@cache
def shared_pool(limits: Limits = STANDARD) -> "DocumentPool":
    return DocumentPool(limits)


class DocumentPool(Pool[Document]):
    def __init__(self, limits: Limits = STANDARD) -> None:
        super().__init__(MODULE, _document, limits)


def _document(said: Any, blobs: Sequence[bytes]) -> Document:
    """BrokenFrame where the child said something else."""
    try:
        kind, found, locked = said
        if kind not in KINDS:
            raise ValueError("no kind of document")
        return Document(kind, text(found), truth(locked))
    except (TypeError, ValueError) as error:
        raise BrokenFrame("an answer of another shape") from error
