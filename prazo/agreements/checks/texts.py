"""Texts that a language of the page lacks."""

from collections.abc import Iterator, Mapping

from pydantic import BaseModel

from prazo.agreements.document import Document
from prazo.agreements.faults import Fault, Severity, fault
from prazo.agreements.schema import AgreementFile
from prazo.agreements.source import Path, path_text
from prazo.agreements.text import Text

NAMED = (
    "channels",
    "priorities",
    "levels",
    "plans",
    "regions",
    "tiers",
    "components",
    "request_types",
    "addons",
    "causes",
    "teams",
    "roles",
    "targets",
    "services",
    "entitlements",
)


def texts(document: Document) -> Iterator[tuple[Path, Text]]:
    """Every text of the file with its path."""
    for name in AgreementFile.model_fields:
        yield from _under(getattr(document, name), (name,))


def missing_texts(document: Document) -> Iterator[Fault]:
    """Languages without text, names that nobody gave, priorities without a definition."""
    wanted = document.all_languages()
    for path, text in texts(document):
        here = path_text(path)
        lacking = text.lacks(wanted)
        if here not in document.places:
            continue  # a name made of the identifier, told below
        if lacking:
            params = {"languages": ", ".join(lacking), "shown": text.spoken(lacking[0])}
            place = document.place_of(here)
            yield fault(place, here, "text_missing", params, Severity.WARNING)
    for section in NAMED:
        for name in getattr(document, section):
            here = f"{section}.{name}"
            if f"{here}.name" not in document.places:
                place = document.place_of(here)
                yield fault(place, here, "name_missing", {"name": name}, Severity.WARNING)
    for name, priority in document.priorities.items():
        if priority.definition is None:
            here = f"priorities.{name}"
            params = {"name": name}
            yield fault(document.place_of(here), here, "undefined", params, Severity.NOTE)


def _under(value: object, path: Path) -> Iterator[tuple[Path, Text]]:
    if isinstance(value, Text):
        yield path, value
    elif isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            yield from _under(getattr(value, name), (*path, field.alias or name))
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _under(inner, (*path, str(key)))
    elif isinstance(value, tuple):
        for index, inner in enumerate(value):
            yield from _under(inner, (*path, index))
