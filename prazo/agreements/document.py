"""The agreement as people read it: everything the page and the desk need beside the clocks."""

from collections.abc import Mapping
from datetime import date

from pydantic import ConfigDict

from prazo.agreements.holiday_tables import Tables
from prazo.agreements.schema import AgreementFile
from prazo.agreements.source import Place
from prazo.agreements.text import Text


class Document(AgreementFile):
    """The file's parts under their keys, and what was found out while loading.

    `raw` is the file's text and `sha256` names it. `closed` says of each calendar which dates
    it is shut on, with their names. `tables` are the holidays it was loaded with, and `figures`
    the keys of those figures that are left to the contract (A9).
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    raw: str
    sha256: str
    closed: Mapping[str, Mapping[date, Text | None]]
    tables: Tables
    figures: tuple[str, ...]
    places: Mapping[str, Place]

    def line_of(self, path: str) -> int:
        """The line in which a path begins, such as `targets.first_response.within[2]`."""
        return self.place_of(path).line

    def place_of(self, path: str) -> Place:
        """As `line_of`; of what is not written itself, the nearest thing around it."""
        while path and path not in self.places:
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return self.places.get(path, Place(1, 1))

    def all_languages(self) -> tuple[str, ...]:
        """The languages its page is published in, its own first."""
        return tuple(dict.fromkeys((self.language, *self.languages)))

    def __hash__(self) -> int:
        return hash(self.sha256)


def document(
    file: AgreementFile,
    raw: str,
    sha256: str,
    closed: Mapping[str, Mapping[date, Text | None]],
    tables: Tables,
    places: Mapping[str, Place],
) -> Document:
    """Puts a validated file and its findings together."""
    keys = (line.allowed.key for target in file.targets.values() for line in target.within)
    return Document.model_construct(
        **{name: getattr(file, name) for name in AgreementFile.model_fields},
        raw=raw,
        sha256=sha256,
        closed=closed,
        tables=tables,
        figures=tuple(dict.fromkeys(key for key in keys if key)),
        places=places,
    )
