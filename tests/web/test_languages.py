"""Agents read every page in their own language: nothing English is left on one that is read in
another, and each says which language it is in.

Each page of the table of doors is drawn in all three, with what it says to an empty form. What
stands the same in English and in another language is what somebody wrote (it is in the database),
what both call the same (the catalogue says so), or a name that no language changes.
"""

import copy
import re
from collections.abc import Iterator
from functools import cache
from zoneinfo import available_timezones

import lxml.html
import pytest
import yaml
from django.apps import apps
from django.conf import global_settings, settings
from django.db import models
from django.test import Client
from django.utils import translation

from prazo.accounts.models import User
from prazo.lib import scope
from tests.test_translations import entries, forms
from tests.web import doors as table
from tests.web.doors import IN, MARK, expected
from tests.web.settings.conftest import setters as setters
from tests.web.test_doors import Doors, ask, walked
from tests.web.test_doors import browsers as browsers
from tests.web.test_doors import doors as doors
from tests.world import TEXT

TAGS = {"en": "en", "pt-br": "pt-BR", "es": "es"}
SEE = ("admin", "boss", "ann", "nobody")
"""Who looks: the first that comes in."""

OF_VISITORS = {"agreements", "agreement", "agreement_version"}
"""In the languages of the agreement; this one is written in English alone."""

NEXT = TEXT.replace('version: "1"', 'version: "2"').replace("in: 1h}", "in: 45m}")
WORSE = NEXT.replace("Europe/Berlin", "Mars/Base").replace("met_by: reply", "met_by: hope", 1)
ASKED: dict[str, list[tuple[str, str, dict[str, str]]]] = {
    "search": [("get", "?q=is:open", {}), ("get", "?q=is:zebra+due:soon+priority:x", {})],
    "customer_targets": [("get", "?month=2026-03&metric=resolution&outcome=missed", {})],
    "settings_review": [("post", "", {"text": NEXT}), ("post", "", {"text": WORSE})],
}
"""More than the bare address and the empty form: its method, its query, what is sent."""

LONG = 40
"""Letters of what is surely a part of what stands there whole."""

SAID = ("title", "aria-label", "placeholder", "alt")
LETTERS = re.compile(r"[^\W\d_]{2}")
CODE = re.compile(r"[a-z_]+")
WRITTEN = re.compile(
    r"\{\w+\}"  # a variable of a template
    r'|(-?[a-z]+:\S+ ?|-\w+ ?)+|"[a-z ]+"|/\S*'  # an example of a search; an address
    r"|[\w-]+\.[\w.\[\]]+|\w+: .*|- \{.*\}"  # a place in the agreement's file; a line of it
    r"|(▲ )?\d\d? [A-Z][a-z]{2}( \d{4},?)?( \d\d:\d\d)?"  # a date: some months are called the same
    r"|Ctrl( Shift)? \w"  # keys
    r"|\S+@\S+|https?://\S+|[0-9a-f]{64}"
)
NAMES = {
    "Alt", "Ctrl", "Shift", "Ctrl Alt Enter", "Ctrl Shift Enter", "Enter", "Esc",
    "Prazo", "STARTTLS", "IMAP", "SMTP", "SHA-256", "bytes", "min",
    "English", "Español", "Português", "Português (Brasil)", "Deutsch", "Русский", "UTC", "en",
    "front", "back", "small", "escalation_contact", "update_every", "examples", "hope", "Mars/Base",
}  # fmt: skip


def test_no_page_has_english_left(
    doors: Doors, browsers: dict[str, Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    few = {"UTC", "Europe/Berlin"}  # else a third of the time is spent on drawing zones
    monkeypatch.setattr("zoneinfo.available_timezones", lambda: few)
    english = {page: texts(said) for page, said in drawn(doors, browsers, "en").items()}
    written = data() | NAMES
    left: dict[str, str] = {}
    for language in ("pt-br", "es"):
        excused = written | same_in(language)
        own = drawn(doors, browsers, language)
        assert own.keys() == english.keys() and len(own) > 150, len(own)
        for page, said in own.items():
            for text in texts(said) & english[page]:
                if text not in left and not is_excused(text, excused):
                    left[text] = f"{language} {page}"
    assert not left, "\n".join(f"{text!r}: {where}" for text, where in sorted(left.items()))


def drawn(doors: Doors, browsers: dict[str, Client], language: str) -> dict[str, str]:
    """Every page as HTML, by what was asked for."""
    with scope.entered(scope.SYSTEM):
        User.objects.update(language=language)
    found: dict[str, str] = {}
    for pattern, address in walked(doors):
        bare = [("get", "", {}), ("post", "", {})]
        for method, query, given in bare + ASKED.get(str(pattern.name), []):
            row = expected(pattern, method)
            who = next((one for one in SEE if row[one] == IN), None)
            if pattern.name in table.BEFORE:
                who = "nobody"
            if who is None or pattern.name in table.NOT_WALKED or pattern.name in OF_VISITORS:
                continue
            browser = browsers[who]
            held = copy.deepcopy(browser.cookies)
            spoken = {"Accept-Language": TAGS[language]}
            part = {"HX-Request": "true"} if f"/t/{doors.ticket.number}/" in address else {}
            answer = ask(browser, method, address + query, given, headers=spoken | part)
            browser.cookies = held
            is_page = answer["Content-Type"].startswith("text/html") and not answer.streaming
            if is_page and (html := answer.content.decode()).strip():  # type: ignore[attr-defined]
                found[f"{method} {address}{query} {len(given.get('text', ''))}"] = html
                tag = re.search('<html lang="([^"]*)"', html)
                is_theirs = pattern.name == "message_html"  # a mail, in whatever language it is
                assert not tag or is_theirs or tag[1].lower() == language, (method, address)
    return found


def texts(html: str) -> set[str]:
    return {text for text in _texts(html) if LETTERS.search(text)} if html else set()


def _texts(html: str) -> Iterator[str]:
    for element in lxml.html.document_fromstring(html).iter():
        is_read = isinstance(element.tag, str) and element.tag not in ("script", "style")
        yield " ".join((element.tail or "").split())
        if is_read:
            yield " ".join((element.text or "").split())
            for name, value in element.attrib.items():
                if name in SAID or (name.startswith("data-") and " " in value):
                    yield " ".join(value.split())


def is_excused(text: str, excused: set[str]) -> bool:
    """Also one put together of what is: “#7 No dial tone · Prazo”."""
    if text in excused or WRITTEN.fullmatch(text):
        return True
    if len(text) > LONG and any(text in whole for whole in excused):
        return True
    for part in re.split(r" · |, |: | <", text):
        bare = part.strip('#0123456789 ▲○←›·:•,"“”<>()⏎K')
        if LETTERS.search(bare) and not {part, bare} & excused and not WRITTEN.fullmatch(part):
            return False
    return True


def data() -> set[str]:
    """What somebody wrote, paragraph by paragraph: all text of the database, the agreement's, and
    the names of zones. Codes are no words."""
    found = {zone for name in available_timezones() for zone in (name, name.replace("_", " "))}
    found |= {str(text) for text in _values(yaml.safe_load(TEXT))} | {NEXT, WORSE}
    with scope.entered(scope.SYSTEM):
        for model in apps.get_models():
            for field in model._meta.concrete_fields:
                if isinstance(field, models.CharField | models.TextField):
                    found.update(model._base_manager.values_list(field.name, flat=True))  # type: ignore[arg-type]
    whole = {part for text in found if text for part in (text, *re.split(r"\n\s*\n", text))}
    lines = {" ".join(re.sub(r"<[^>]+>", " ", text).split()) for text in whole}
    return {text for text in lines if MARK in text or not CODE.fullmatch(text)}


def _values(value: object) -> Iterator[object]:
    if isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _values(one)
    else:
        yield value


@cache
def same_in(language: str) -> set[str]:
    """What is called the same in both by our catalogue or Django's."""
    name = translation.to_locale(language)
    ours = {
        text.msgid
        for text, entry in entries(name).items()
        if text.msgid in forms(entry) or text.plural in forms(entry)
    }
    with translation.override(language):
        names = dict(global_settings.LANGUAGES).values()
        return ours | {each for each in names if translation.gettext(each) == each}


def test_the_languages_of_agents_are_those_walked() -> None:
    assert set(TAGS) <= set(dict(settings.LANGUAGES))
