"""What the page says of how the desk works is done by the desk: each setting has a reader."""

from pathlib import Path

import pytest

from prazo.agreements.document import Document
from prazo.agreements.loader import load
from prazo.agreements.page import sections
from tests.agreements.small import SMALL

PACKAGE = Path(sections.__file__).resolve().parents[2]
ONLY_TOLD = ("agreements", "public")
READ_AS = {
    "receipt": "receipt.send",
    "receipt_next": "receipt.next",
    "other_address_new": "intake.other_address",
    "other_address_note": "intake.other_address",
    "calls": "document.call_notes",
    "outside_answer": "document.outside_answer",
    "feedback": "closing.feedback",
}
"""Each sentence, and the setting as the code that heeds it writes it."""
ALWAYS = {
    "masks": "secrets are masked whatever a file says (tests/desk/test_secrets.py)",
    "summary": "nothing is resolved without one (tests/desk/test_acts.py)",
}


def conduct(monkeypatch: pytest.MonkeyPatch, **intake: str) -> set[str]:
    """The keys of the sentences of a file that promises all it can."""
    said: set[str] = set()

    def say(key: str, language: str, **params: object) -> str:
        said.add(key.removeprefix("page."))
        return key

    monkeypatch.setattr(sections, "say", say)
    text = SMALL.replace("causes:\n", "roles: {boss: {name: {en: Boss, pt-BR: Chefe}}}\ncauses:\n")
    text += (
        f"intake: {{other_address: {intake['other_address']}, masks_secrets: true}}\n"
        "receipt: {send: true, next: boss}\ncall_notes: required\n"
        "outside_answer: ends_wait\n"
        "closing: {feedback: true, summary: required}\n"
    )
    document: Document = load(text).document
    sections.conduct(document, "en")
    return said


def test_each_sentence_is_heeded_or_always_true(monkeypatch: pytest.MonkeyPatch) -> None:
    said = conduct(monkeypatch, other_address="note")
    said |= conduct(monkeypatch, other_address="new_ticket")
    assert said == READ_AS.keys() | ALWAYS.keys()


@pytest.mark.parametrize("setting", [*sorted(set(READ_AS.values())), "intake.asks"])
def test_each_setting_has_a_reader(setting: str) -> None:
    """One that does something: not the page that tells of it."""
    readers = [
        path
        for path in PACKAGE.rglob("*.py")
        if path.relative_to(PACKAGE).parts[0] not in ONLY_TOLD
        and setting in path.read_text(encoding="utf-8")
    ]
    assert readers, setting
