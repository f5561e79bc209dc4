"""Two versions side by side: what was added, removed and changed, in plain words (E12, B10)."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from prazo.agreements.compare.clauses import paired
from prazo.agreements.compare.promises import Promises
from prazo.agreements.compare.sections import Sections
from prazo.agreements.compare.things import Fact, Key, Thing
from prazo.agreements.loader import Loaded
from prazo.agreements.phrases import say
from prazo.agreements.schema.page import Clause
from prazo.agreements.wording import day_words

CLAUSES = ("included", "extra", "duties", "notes")


class Kind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: `label` says of what, `before` and `after` how it reads."""

    section: str
    kind: Kind
    label: str
    before: str = ""
    after: str = ""


def compare(old: Loaded, new: Loaded, language: str) -> tuple[Change, ...]:
    """All differences that a reader would call one, section by section; none for the same text."""
    before, after = _things(old, new, language), _things(new, new, language)
    changes = [*_of_things(before, after, language), *_of_clauses(old, new, language)]
    sections = [thing.section for thing in (*after.values(), *before.values())]
    order = list(dict.fromkeys((*sections, *(change.section for change in changes))))
    return tuple(sorted(changes, key=lambda change: order.index(change.section)))


def compare_text(old: Loaded, new: Loaded, language: str) -> str:
    """`compare` as lines: + added, - removed, ~ changed."""
    name = new.document.name.of(language)
    versions = {"old": old.agreement.version, "new": new.agreement.version}
    lines = [say("diff.title", language, name=name, **versions)]
    day = day_words(new.agreement.effective, language)
    lines.append(say("diff.effective", language, date=day))
    changes = compare(old, new, language)
    if not changes:
        lines.append(say("diff.same", language))
    for section, some in groupby(changes, key=lambda change: change.section):
        lines += ["", section, *(f"  {_line(change, language)}" for change in some)]
    return "\n".join(lines)


def _line(change: Change, language: str) -> str:
    if change.kind is Kind.CHANGED:
        nothing = say("diff.nothing", language)
        shown = f"{change.before or nothing} → {change.after or nothing}"
        return f"~ {change.label}: {shown}" if change.label else f"~ {shown}"
    if change.kind is Kind.ORDER:
        return f"~ {say('diff.order', language, label=change.label)}: {change.after}"
    sign = "+" if change.kind is Kind.ADDED else "-"
    said = change.after or change.before
    label = f"{change.label}: {said}" if change.label and said else change.label or said
    return f"{sign} {say(f'diff.{change.kind}', language, label=label)}"


def _things(loaded: Loaded, new: Loaded, language: str) -> dict[Key, Thing]:
    sections = Sections(loaded, language).things()
    promises = Promises(loaded, language, new.agreement.effective).things()
    return {**dict(promises), **dict(sections)}


def _of_things(
    before: dict[Key, Thing], after: dict[Key, Thing], language: str
) -> Iterator[Change]:
    for key, thing in before.items():
        if key not in after:
            yield Change(thing.section, Kind.REMOVED, thing.name, before=_own_words(thing))
    for key, thing in after.items():
        if key not in before:
            yield Change(thing.section, Kind.ADDED, thing.name, after=_own_words(thing))
        elif key[0] == "order":
            yield from _of_order(before[key], thing)
        else:
            yield from _of_facts(before[key], thing, language)


def _own_words(thing: Thing) -> str:
    """What a thing says itself, for one that came or went whole."""
    said: list[str] = []
    for key, fact in thing.facts.items():
        is_line = isinstance(key, tuple) and key[0] == "line"
        if is_line or not fact.label:
            said.append(f"{fact.label}: {fact.words}" if fact.label else fact.words)
    return "; ".join(said)


def _of_facts(before: Thing, after: Thing, language: str) -> Iterator[Change]:
    for key, fact in before.facts.items():
        if key not in after.facts:
            label = _label(before, fact)
            yield Change(after.section, Kind.REMOVED, label, before=fact.words)
    for key, fact in after.facts.items():
        was = before.facts.get(key)
        label = _label(after, fact)
        if was is None:
            yield Change(after.section, Kind.ADDED, label, after=fact.words)
        elif was.raw != fact.raw:
            same = was.words == fact.words
            words = _other_languages(was, fact, language) if same else fact.words
            yield Change(after.section, Kind.CHANGED, label, was.words, words)
    yield from _of_order(before, after)


def _label(thing: Thing, fact: Fact) -> str:
    return ", ".join(part for part in (thing.name, fact.label) if part)


def _other_languages(was: Fact, fact: Fact, language: str) -> str:
    """Where only the wording in other languages differs, which ones they are."""
    if not isinstance(was.raw, dict) or not isinstance(fact.raw, dict):
        return fact.words
    tags = sorted(was.raw.keys() | fact.raw.keys())
    changed = ", ".join(tag for tag in tags if was.raw.get(tag) != fact.raw.get(tag))
    return say("diff.wording", language, languages=changed)


def _of_order(before: Thing, after: Thing) -> Iterator[Change]:
    """The order of what both have, where it means something."""
    if not after.ordered:
        return
    kept = [key for key in after.facts if key in before.facts]
    was = [key for key in before.facts if key in after.facts]
    lines = [key for key in kept if not isinstance(key, str) or after.name == ""]
    if [key for key in was if key in lines] != lines:
        shown = ", ".join(after.facts[key].label or after.facts[key].words for key in lines)
        yield Change(after.section, Kind.ORDER, after.name or after.section, after=shown)


def _of_clauses(old: Loaded, new: Loaded, language: str) -> Iterator[Change]:
    for name in CLAUSES:
        section = say(f"page.{name}", language)
        for before, after in paired(getattr(old.document, name), getattr(new.document, name)):
            if after is None and before is not None:
                yield Change(section, Kind.REMOVED, "", before=_clause(before, language))
            elif before is None and after is not None:
                yield Change(section, Kind.ADDED, "", after=_clause(after, language))
            elif before is not None and after is not None:
                yield from _of_clause(section, before, after, language)


def _of_clause(section: str, before: Clause, after: Clause, language: str) -> Iterator[Change]:
    was, now = _clause(before, language), _clause(after, language)
    texts = (before.text.by_language, after.text.by_language)
    if was != now:
        yield Change(section, Kind.CHANGED, "", was, now)
    elif texts[0] != texts[1]:
        words = _other_languages(Fact("", was, texts[0]), Fact("", now, texts[1]), language)
        yield Change(section, Kind.CHANGED, "", was, words)


def _clause(clause: Clause, language: str) -> str:
    title = f"{clause.title.of(language)} " if clause.title is not None else ""
    return title + clause.text.of(language)
