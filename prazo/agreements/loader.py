"""YAML → engine values and the document, or every fault with its line and its remedy."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from prazo.agreements.build import Builder
from prazo.agreements.document import Document, document
from prazo.agreements.faults import Fault, Faults, fault
from prazo.agreements.holiday_tables import Tables
from prazo.agreements.references import undeclared
from prazo.agreements.schema import AgreementFile
from prazo.agreements.source import Source, path_text, read
from prazo.agreements.validate import UNREAD, validated
from prazo.engine.agreement import Agreement


@dataclass(frozen=True, slots=True)
class Loaded:
    """One version of one agreement: as clocks count it, and as people read it."""

    agreement: Agreement
    document: Document


def load(text: str, name: str = "agreement", tables: Tables | None = None) -> Loaded:
    """Faults, all at once, when the text is no agreement. `name` is for its messages.

    `tables` are holidays kept from an earlier load; without them today's library is asked.
    """
    if tables is None:
        return _loaded(text, name)
    return _load(text, name, tables)


def digest(text: str) -> str:
    """The name of a file's content."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@lru_cache(maxsize=32)
def _loaded(text: str, name: str) -> Loaded:
    return _load(text, name, {})


def _load(text: str, name: str, tables: Tables) -> Loaded:
    source, refused = read(text)
    faults = [fault(r.place, path_text(r.path), r.what, r.params) for r in refused]
    if source is None:
        raise Faults(name, faults)
    file, wrong = validated(source)
    faults += wrong
    faults += undeclared(file, source, UNREAD if wrong else "")
    faults += _sundry(file, source)
    builder = Builder(file, source, tables)
    agreement = builder.build()
    faults += builder.faults
    if faults:
        raise Faults(name, faults)
    places = {path_text(path): place for path, place in source.places.items()}
    found = document(file, text, digest(text), builder.closed, builder.tables, places)
    return Loaded(agreement, found)


def _sundry(file: AgreementFile, source: Source) -> Iterator[Fault]:
    """What one part cannot know of another."""
    if file.languages and file.language not in file.languages:
        place = source.place(("languages",))
        yield fault(place, "languages", "own_language", {"language": file.language})
    defaults = [name for name, kind in file.request_types.items() if kind.default]
    for name in defaults[1:]:
        place = source.place(("request_types", name))
        yield fault(place, f"request_types.{name}", "two_defaults")
    said: dict[tuple[str, str], int] = {}
    for index, exclusion in enumerate(file.not_covered):
        place = source.place(("not_covered", index))
        for metric in exclusion.metrics or ("",):
            first = said.setdefault((exclusion.cause, metric), place.line)
            if first != place.line and exclusion.cause != UNREAD:
                params = {"cause": exclusion.cause, "first": first}
                yield fault(place, f"not_covered[{index}]", "cause_twice", params)
