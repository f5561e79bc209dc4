"""Names that are declared and lead nowhere."""

from collections.abc import Iterator

from prazo.agreements.document import Document
from prazo.agreements.faults import Fault, Severity, fault
from prazo.agreements.references import uses

MAY_BE_UNUSED = ("calendars", "teams", "roles")


def idle_names(document: Document) -> Iterator[Fault]:
    """Declared and never used; causes of others that no clock takes any notice of."""
    used = {(use.where, use.name) for use in uses(document) if use.path[0] != "examples"}
    for section in MAY_BE_UNUSED:
        for name in getattr(document, section):
            if (section, name) not in used:
                here = f"{section}.{name}"
                params = {"name": name}
                yield fault(document.place_of(here), here, "unused", params, Severity.NOTE)
    owners = {exclusion.cause: exclusion.owner for exclusion in document.not_covered}
    in_lines = {
        cause
        for target in document.targets.values()
        for line in target.within
        for cause in line.cause or ()
    }
    for name, cause in document.causes.items():
        here = f"causes.{name}"
        place = document.place_of(here)
        params = {"name": name, "owner": cause.owner, "other": owners.get(name, "")}
        if cause.owner != "provider" and name not in owners and name not in in_lines:
            yield fault(place, here, "cause_open", params, Severity.NOTE)
        elif name in owners and owners[name] != cause.owner:
            yield fault(place, here, "owner_differs", params, Severity.WARNING)
