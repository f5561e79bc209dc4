"""The page that customers read, made of the file that runs the desk (B1).

`context` is all a template needs, as plain strings: `prazo publish` and the web server's view
render the same templates with it (`prazo/public/templates/agreement/`).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from prazo.agreements.document import Document
from prazo.agreements.examples import Unreadable, story
from prazo.agreements.loader import Loaded
from prazo.agreements.page import sections
from prazo.agreements.page.calendars import calendars
from prazo.agreements.page.escalation import escalation
from prazo.agreements.page.targets import TargetTables
from prazo.agreements.page.words import labels, tell
from prazo.agreements.phrases import say
from prazo.agreements.wording import day_words, instant_words
from prazo.engine.clock import fold

LANGUAGE_NAMES = {
    "en": "English",
    "pt-BR": "Português",
    "pt": "Português",
    "es": "Español",
    "de": "Deutsch",
    "ru": "Русский",
    "fr": "Français",
    "it": "Italiano",
}

PARTS = (
    "targets",
    "channels",
    "priorities",
    "levels",
    "not_covered",
    "included",
    "extra",
    "entitlements",
    "duties",
    "asks",
    "escalation",
    "services",
    "conduct",
    "notes",
    "interpretations",
    "examples",
)
"""The parts of the page in their order; their keys are their ids."""


@dataclass(frozen=True, slots=True)
class OtherVersion:
    """A version of the same agreement, and where its page is."""

    version: str
    effective: date
    href: str


def context(
    loaded: Loaded,
    language: str,
    as_of: date,
    href: Callable[[str], str] = lambda language: f"{language}.html",
    versions: Iterable[OtherVersion] = (),
    file_href: str = "agreement.yaml",
    stylesheet: str = "agreement.css",
) -> dict[str, Any]:
    """Everything the page shows in one language, as of a day.

    `href` gives the address of the page in another language; `file_href` and `stylesheet` are
    addresses too.
    """
    shown = {
        "language": language,
        "label": labels(language),
        "stylesheet": stylesheet,
        "file_href": file_href,
        "sha256": loaded.document.sha256,
        **_identity(loaded, language, as_of, versions),
        **_promises(loaded, language, as_of),
        **_clauses(loaded.document, language),
        "languages": [
            {
                "tag": tag,
                "name": LANGUAGE_NAMES.get(tag, tag),
                "href": href(tag),
                "current": tag == language,
            }
            for tag in loaded.document.all_languages()
        ],
    }
    shown["contents"] = [
        {"id": part, "label": shown["label"][part]} for part in PARTS if _holds(shown.get(part))
    ]
    return shown


def _promises(loaded: Loaded, language: str, as_of: date) -> dict[str, Any]:
    """What clocks go by."""
    document = loaded.document
    tables = TargetTables(loaded, language)
    return {
        "overview": tables.overview(),
        "targets": tables.each(),
        "figures_left": bool(document.figures),
        "channels": sections.channels(document, language),
        "calendars": calendars(document, language, as_of),
        "priorities": sections.priorities(document, language),
        "default_priority": sections.default_priority(document, language),
        "levels": sections.levels(document, language),
        "not_covered": sections.not_covered(document, language),
        "escalation": escalation(loaded, language),
        "examples": _examples(loaded, language),
    }


def _clauses(document: Document, language: str) -> dict[str, Any]:
    """All else that was agreed."""
    return {
        "included": sections.clauses(document.included, language),
        "extra": sections.clauses(document.extra, language),
        "entitlements": sections.entitlements(document, language),
        "duties": sections.clauses(document.duties, language),
        "asks": sections.asks(document, language),
        "services": sections.services(document, language),
        "maintenance": sections.maintenance(document, language),
        "conduct": sections.conduct(document, language),
        "notes": sections.clauses(document.notes, language),
        "interpretations": sections.interpretations(document, language),
    }


def _holds(part: object) -> bool:
    """Whether there is anything to show; the asks are two lists."""
    return any(part.values()) if isinstance(part, dict) else bool(part)


def _identity(
    loaded: Loaded, language: str, as_of: date, versions: Iterable[OtherVersion]
) -> dict[str, Any]:
    document = loaded.document
    holds = "page.in_force" if document.effective <= as_of else "page.in_force_from"
    return {
        "name": document.name.of(language),
        "summary": tell(document.summary, language),
        "version": say("page.version", language, version=document.version),
        "effective": document.effective.isoformat(),
        "in_force": say(holds, language, date=day_words(document.effective, language)),
        "versions": [
            {
                "version": other.version,
                "effective": day_words(other.effective, language),
                "href": other.href,
                "current": other.version == document.version,
            }
            for other in versions
        ],
    }


def _examples(loaded: Loaded, language: str) -> list[dict[str, Any]]:
    """The file's own tests, told: when a case comes in, what falls due when."""
    document = loaded.document
    shown = []
    for example in document.examples:
        if example.name is None or example.events:
            continue  # stories with many turns are for `prazo check`, not for a table
        try:
            told = story(document, example)
        except Unreadable:
            continue
        outcome = [
            say(
                "page.due",
                language,
                metric=document.targets[clock.metric].name.of(language),
                at=instant_words(clock.due_at, told.zone, language),
            )
            if clock.due_at is not None
            else say(
                "page.state",
                language,
                metric=document.targets[clock.metric].name.of(language),
                state=say(f"state.{clock.state}", language),
            )
            for clock in fold(loaded.agreement, told.events, told.as_of, example.figures)
            if clock.metric in example.expect
        ]
        opened = instant_words(told.events[0].at, told.zone, language)
        shown.append(
            {
                "name": tell(example.name, language),
                "opened": say("page.opened", language, at=f"{opened} ({told.zone.key})"),
                "outcome": outcome,
            }
        )
    return shown
