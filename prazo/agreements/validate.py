"""What pydantic found wrong, as faults of the file with their places and remedies."""

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import ValidationError

from prazo.agreements.faults import Fault, fault
from prazo.agreements.phrases import knows
from prazo.agreements.schema import AgreementFile
from prazo.agreements.schema.base import LANGUAGE, Part
from prazo.agreements.source import Path, Source, Value, path_text

UNREAD = "unread"
STAND_INS: Mapping[str, Value] = {
    "agreement": UNREAD,
    "version": UNREAD,
    "effective": "2000-01-01",
    "language": "en",
    "name": UNREAD,
    "calendars": {UNREAD: "always"},
    "targets": {UNREAD: {"met_by": "reply", "within": [{"calendar": UNREAD, "in": "no target"}]}},
    "zone": "UTC",
    "hours": {"all": "00:00-24:00"},
    "any": [UNREAD],
    "date": "2000-01-01",
    "met_by": "reply",
    "use": UNREAD,
    "within": [{"calendar": UNREAD, "in": "no target"}],
    "in": "no target",
    "cause": UNREAD,
    "owner": "nobody",
    "clock": "excluded",
    "when": {"at": "breach"},
    "id": UNREAD,
    "text": UNREAD,
    "about": UNREAD,
    "availability": "99%",
    "opened": "2000-01-01 00:00 UTC",
    "expect": {UNREAD: "no target"},
    "at": "2000-01-01 00:00",
    "do": "message",
}
STAND_IN_ITEMS: Mapping[str, Value] = {
    "escalation": {"when": {"at": "breach"}, "ask": "true"},
    "within": {"calendar": UNREAD, "in": "no target"},
    "calendar": {"use": UNREAD},
    "not_covered": {"cause": UNREAD, "owner": "nobody", "clock": "excluded"},
    "examples": {"opened": "2000-01-01 00:00 UTC", "expect": {UNREAD: "no target"}},
    "events": {"at": "2000-01-01 00:00", "do": "message"},
}
"""What takes the place of a required key, or of an item of a list, that is wrong, so that the rest
is checked. An item of any other list is a name."""

KEPT = {"escalation": ("when", "if", "tell", "reassign"), "when": ("metric",)}
"""What is right for itself in a mapping that is wrong as a whole, and names other parts."""

MOST_ROUNDS = 8


def validated(source: Source) -> tuple[AgreementFile, list[Fault]]:
    """The file's values and all faults. With faults, the parts that have any are left out."""
    faults = list(_nothings(source))
    context = {"language": _language(source)}
    try:
        return AgreementFile.model_validate(source.value, context=context), faults
    except ValidationError as error:
        errors = error.errors(include_url=False)
    faults += [found for e in errors if (found := _fault(e, source)) is not None]
    return _readable(source, errors, context), faults


def _readable(source: Source, errors: list[Any], context: dict[str, str]) -> AgreementFile:
    """The file without what is wrong in it, so that what is right is still held together."""
    rest = deepcopy(source.value)
    for _ in range(MOST_ROUNDS):
        for error in errors:
            _repair(rest, error)
        try:
            return AgreementFile.model_validate(rest, context=context)
        except ValidationError as error:
            errors = error.errors(include_url=False)
    sections = {e["loc"][0] for e in errors if e["loc"]}
    rest = {key: value for key, value in rest.items() if key not in sections}
    for key in AgreementFile.model_fields.keys() & STAND_INS.keys():
        rest.setdefault(key, STAND_INS[key])
    return AgreementFile.model_validate(rest, context=context)


def _repair(rest: dict[str, Value], error: Any) -> None:
    """Takes out what one error speaks of, or puts in what it misses."""
    around: list[tuple[Any, str | int]] = []
    value: Value = rest
    for part in error["loc"]:
        if isinstance(value, dict) and part in value:
            around.append((value, part))
            value = value[str(part)]
        elif isinstance(value, list) and isinstance(part, int) and part < len(value):
            around.append((value, part))
            value = value[part]
    if error["type"] == "missing":
        missing = str(error["loc"][-1])
        if isinstance(value, dict):
            value[missing] = deepcopy(STAND_INS.get(missing, UNREAD))
        return
    for holder, key in reversed(around):
        if isinstance(holder, dict):
            del holder[key]
            if key in KEPT and isinstance(value, dict) and error["type"] == "moments":
                holder[key] = _kept(value, str(key), STAND_INS)
            return
        listed = next(str(part) for _, part in reversed(around) if isinstance(part, str))
        stand_in = _kept(holder[key], listed, STAND_IN_ITEMS)
        if holder[key] != stand_in:
            holder[key] = stand_in
            return


def _kept(value: Value, key: str, stand_ins: Mapping[str, Value]) -> Value:
    """What stands in for it, with those of its parts that name others."""
    stand_in = deepcopy(stand_ins.get(key, UNREAD))
    if isinstance(value, dict) and isinstance(stand_in, dict):
        stand_in |= {part: value[part] for part in KEPT.get(key, ()) if part in value}
    return stand_in


def _language(source: Source) -> str:
    """What texts without a language are in; English where the file does not say."""
    value = source.value.get("language")
    return value if isinstance(value, str) and re.fullmatch(LANGUAGE, value) else "en"


def _nothings(source: Source) -> Iterator[Fault]:
    """Keys and list items with nothing behind them: no key takes that."""

    def walk(value: Value, path: Path) -> Iterator[Fault]:
        entries: Iterator[tuple[str | int, Value]] = iter(())
        if isinstance(value, dict):
            entries = iter(value.items())
        elif isinstance(value, list):
            entries = iter(enumerate(value))
        for key, inner in entries:
            here = (*path, key)
            if inner is None:
                yield fault(source.place(here), path_text(here), "nothing")
            else:
                yield from walk(inner, here)

    return walk(source.value, ())


def _fault(error: Any, source: Source) -> Fault | None:
    """One error of pydantic as a fault; None where others have told it."""
    loc, kind, given = tuple(error["loc"]), error["type"], error.get("input")
    if given is None and kind != "missing":
        return None
    if kind == "too_short" and given:  # its entries are wrong, which is told of each
        return None
    path = _written(loc, source)
    what, params = _sentence(kind, loc, given, error)
    return fault(source.place(path), path_text(path), what, params)


def _written(loc: tuple[str | int, ...], source: Source) -> Path:
    """The path in the file: pydantic's, less what it adds for unions and keys."""
    path: Path = ()
    for part in loc:
        if (*path, part) in source.places:
            path = (*path, part)
    return path


def _sentence(
    kind: str, loc: tuple[str | int, ...], given: object, error: Any
) -> tuple[str, dict[str, object]]:
    context = error.get("ctx", {})
    match kind:
        case "missing":
            return "missing", {"key": loc[-1]}
        case "extra_forbidden":
            return _unknown_key(str(loc[-1]), _known_keys(loc[:-1]))
        case "string_type" | "string_sub_type":
            return "want_string", {}
        case "dict_type" | "model_type" | "model_attributes_type":
            return "want_mapping", {}
        case "tuple_type" | "list_type":
            return "want_list", {}
        case "int_parsing" | "int_type" | "int_from_float":
            return "want_number", {"value": given}
        case "greater_than_equal" | "less_than_equal":
            sign = "≥" if "ge" in context else "≤"
            bounds = context.get("ge", context.get("le"))
            return "out_of_bounds", {"value": given, "bounds": f"{sign} {bounds}"}
        case "literal_error" | "enum":
            expected = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ")
            return "choice", {"value": given, "expected": expected}
        case "too_short" | "string_too_short":
            return "too_short", {}
        case "string_too_long":
            return "too_long", {"most": context.get("max_length", "")}
    if knows(f"fault.{kind}.say"):
        return kind, dict(context)
    return "wrong", {"problem": error.get("msg", kind)}


def _unknown_key(key: str, known: list[str]) -> tuple[str, dict[str, object]]:
    near = get_close_matches(key, known, n=1)
    if near:
        return "unknown_key_near", {"key": key, "near": near[0]}
    return "unknown_key", {"key": key, "known": ", ".join(known)}


def _known_keys(loc: tuple[str | int, ...]) -> list[str]:
    """What may stand where pydantic met an unknown key."""
    parts: set[type[Part]] = {AgreementFile}
    for key in loc:
        inner = [f for part in parts for name, f in _fields(part).items() if name == key]
        if inner:
            parts = {part for field in inner for part in _parts(field)}
    return sorted({name for part in parts for name in _fields(part)})


def _fields(part: type[Part]) -> dict[str, object]:
    return {f.alias or name: f.annotation for name, f in part.model_fields.items()}


def _parts(annotation: object) -> Iterator[type[Part]]:
    """The mappings that an annotation speaks of, through lists, unions and the like."""
    if isinstance(annotation, type) and issubclass(annotation, Part):
        yield annotation
    for inner in get_args(annotation):
        yield from _parts(inner)
