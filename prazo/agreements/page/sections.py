"""The parts of the page that stand in the file as they are shown."""

from collections.abc import Iterable
from typing import Any

from prazo.agreements.document import Document
from prazo.agreements.page.words import tell
from prazo.agreements.phrases import say
from prazo.agreements.schema.page import Clause
from prazo.agreements.wording import calendar_name, duration, role_name

Rows = list[dict[str, Any]]


def channels(document: Document, language: str) -> Rows:
    """How the desk is reached; `calendar` leads to the hours below."""
    return [
        {
            "name": tell(channel.name, language),
            "calendar": channel.hours or "",
            "hours": calendar_name(document, channel.hours, language) if channel.hours else "",
            "note": tell(channel.note, language),
        }
        for channel in document.channels.values()
    ]


def priorities(document: Document, language: str) -> Rows:
    return [
        {
            "name": tell(priority.name, language),
            "definition": tell(priority.definition, language),
            "marker": say("page.marker", language, marker=priority.subject_marker)
            if priority.subject_marker
            else "",
        }
        for priority in document.priorities.values()
    ]


def default_priority(document: Document, language: str) -> str:
    """What a request counts as until somebody has looked at it."""
    if document.default_priority is None:
        return ""
    name = document.priorities[document.default_priority].name.of(language)
    return say("page.default_priority", language, name=name)


def levels(document: Document, language: str) -> Rows:
    return [
        {
            "name": tell(level.name, language),
            "team": tell(document.teams[level.team].name, language) if level.team else "",
            "requires": [tell(need.name, language) for need in level.requires if need.name],
        }
        for level in document.levels.values()
    ]


def not_covered(document: Document, language: str) -> Rows:
    """Causes with who answers for them, those of one owner together."""
    rows = []
    for exclusion in document.not_covered:
        metrics = [document.targets[m].name.of(language) for m in exclusion.metrics]
        rows.append(
            {
                "cause": tell(document.causes[exclusion.cause].name, language),
                "text": tell(exclusion.text, language),
                "owner": say(f"party.{exclusion.owner}", language),
                "effect": say(f"page.{exclusion.clock}", language),
                "only": say("page.only_for", language, metrics=", ".join(metrics))
                if metrics
                else "",
                "reading": tell(exclusion.interpretation, language),
            }
        )
    return sorted(rows, key=lambda row: row["owner"])


def clauses(some: Iterable[Clause], language: str) -> Rows:
    return [
        {
            "title": tell(clause.title, language),
            "text": tell(clause.text, language),
            "reading": tell(clause.interpretation, language),
        }
        for clause in some
    ]


def asks(document: Document, language: str) -> dict[str, Rows]:
    """What a report must carry, and what it may."""
    found: dict[str, Rows] = {"required": [], "welcome": []}
    for ask in document.intake.asks:
        entry = {"name": tell(ask.name, language), "hint": tell(ask.hint, language)}
        found["required" if ask.required else "welcome"].append(entry)
    return found


def services(document: Document, language: str) -> Rows:
    return [
        {
            "name": tell(service.name, language),
            "availability": service.availability,
            "probed": duration(service.probe_every.time, language) if service.probe_every else "",
            "hours": calendar_name(document, service.hours, language) if service.hours else "",
            "text": tell(service.text, language),
        }
        for service in document.services.values()
    ]


def maintenance(document: Document, language: str) -> dict[str, str] | None:
    announced = document.maintenance
    if announced is None:
        return None
    by = ", ".join(document.channels[name].name.of(language) for name in announced.announced_by)
    return {
        "text": tell(announced.text, language),
        "announced": say("page.announced", language, channels=by) if by else "",
    }


def entitlements(document: Document, language: str) -> Rows:
    rows = []
    for entitlement in document.entitlements.values():
        quota = entitlement.quota or ""
        if quota and not quota.isdigit():
            quota = say(f"page.quota_{quota}", language)
        extra = entitlement.extra
        rows.append(
            {
                "name": tell(entitlement.name, language),
                "quota": quota,
                "extra": say(f"page.extra_{extra}", language) if extra else "",
                "text": tell(entitlement.text, language),
            }
        )
    return rows


def conduct(document: Document, language: str) -> list[str]:
    """How the desk works, sentence by sentence, as the settings of the file say."""
    receipt, closing = document.receipt, document.closing
    wanted = (
        (receipt.send, "receipt"),
        (document.intake.other_address == "new_ticket", "other_address_new"),
        (document.intake.other_address == "note", "other_address_note"),
        (document.intake.masks_secrets, "masks"),
        (document.call_notes == "required", "calls"),
        (document.outside_answer == "ends_wait", "outside_answer"),
        (closing.summary == "required", "summary"),
        (closing.feedback, "feedback"),
    )
    said = [say(f"page.{key}", language) for true, key in wanted if true]
    if receipt.send and receipt.next is not None:
        role = role_name(document, receipt.next, language)
        said.insert(1, say("page.receipt_next", language, role=role))
    return said


def interpretations(document: Document, language: str) -> Rows:
    """Those that speak of no target; a target's stand beside its figure."""
    return [
        {"text": tell(reading.text, language)}
        for reading in document.interpretations
        if not reading.about.startswith("targets.")
    ]
