"""Every text is said in every language that promises to be whole, and none is broken.

Portuguese and Spanish are whole; German and Russian have what customers and people who are not
signed in read. An agent's text that lacks falls back to English.
"""

import re
from functools import cache

import polib
import pytest
from django.conf import settings
from django.utils import translation

from prazo.lib.translations import compile_all
from tests.translate import (
    LOCALE,
    PLURALS,
    Text,
    catalogue,
    in_code,
    in_template,
    path_of,
    text_of,
    texts,
)  # fmt: skip

WHOLE = ("pt_BR", "es")
# What customers and invited people read: mails, the public pages, the way in, the error pages.
READ_BY_CUSTOMERS = (
    "channels/email/invitation.py",
    "desk/receipt.py",
    "desk/split_notice.py",
    "escalation/notice.py",
    "escalation/requester.py",
    "public/",
    "web/templates/account/",
    "web/templates/base.html",
    "web/templates/errors/",
    "web/views/errors.py",
    "web/views/sign_in.py",
)
PLACE = re.compile(r"%(?:\(\w+\))?[sd]")
TAG = re.compile(r"</?\w+[^>]*>")


@cache
def said() -> dict[Text, list[str]]:
    return texts()


@cache
def entries(language: str) -> dict[Text, polib.POEntry]:
    file = polib.pofile(str(LOCALE / language / "LC_MESSAGES" / "django.po"))
    return {text_of(entry): entry for entry in file}


def needed(language: str) -> list[Text]:
    return [
        text
        for text, names in said().items()
        if language in WHOLE or any(name.startswith(READ_BY_CUSTOMERS) for name in names)
    ]


def forms(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def test_the_reader_of_code_knows_each_way_to_mark_a_text() -> None:
    code = (
        "from django.utils.translation import gettext_lazy as later\n"
        "later('One'); gettext(word); pgettext('party', 'us')\n"
        "translation.ngettext('%(n)s day', '%(n)s days', 2); _('not of gettext')\n"
    )
    assert list(in_code(code)) == [
        Text("One"),
        Text("us", "party"),
        Text("%(n)s day", plural="%(n)s days"),
    ]
    template = (
        "{% load i18n %}{% translate \"The desk's own\" as own %}{% translate 'no' context 'x' %}"
        "{% blocktranslate count n=days %}{{ n }} (one){% plural %}{{ n }} more{% endblocktranslate"
        " %}{{ _('Close') }}"
    )
    assert sorted(in_template(template)) == [
        Text("%(n)s (one)", plural="%(n)s more"),
        Text("Close"),
        Text("The desk's own"),
        Text("no", "x"),
    ]


def test_every_listed_source_says_something() -> None:
    names = {name for found in said().values() for name in found}
    assert not [
        listed for listed in READ_BY_CUSTOMERS if not any(n.startswith(listed) for n in names)
    ]


@pytest.mark.parametrize("language", PLURALS)
def test_nothing_needed_is_missing(language: str) -> None:
    known = entries(language)
    missing = [
        f"{said()[text][0]}: {text.msgid}"
        for text in needed(language)
        if text not in known or not all(forms(known[text]))
    ]
    assert not missing, "translate them in prazo/locale, after `make messages`"


@pytest.mark.parametrize("language", PLURALS)
def test_each_catalogue_stands_as_its_tool_writes_it(language: str) -> None:
    """Else whoever adds a text changes a thousand lines."""
    written = str(catalogue(language, said()))
    assert path_of(language).read_text() == written, "`make messages`"


@pytest.mark.parametrize("language", PLURALS)
def test_nothing_is_fuzzy_or_obsolete(language: str) -> None:
    known = entries(language)
    assert not [entry.msgid for entry in known.values() if entry.fuzzy or entry.obsolete]
    assert not set(known) - set(said()), "nobody says these any more: `make messages`"


@pytest.mark.parametrize("language", PLURALS)
def test_places_and_tags_are_those_of_the_text(language: str) -> None:
    wrong = [
        f"{text.msgid} => {form}"
        for text, entry in entries(language).items()
        for form in filter(None, forms(entry))
        for pattern in (PLACE, TAG)
        if set(pattern.findall(form)) != set(pattern.findall(text.plural or text.msgid))
    ]
    assert not wrong


@pytest.mark.parametrize("language", PLURALS)
def test_each_plural_has_the_forms_of_its_language(language: str) -> None:
    count = int(PLURALS[language].removeprefix("nplurals=").split(";")[0])
    counted = [entry for entry in entries(language).values() if entry.msgid_plural]
    assert counted
    assert not [entry.msgid for entry in counted if len(entry.msgstr_plural) != count]


@pytest.mark.parametrize(
    ("code", "received", "people"),
    [
        ("pt-br", "A sua solicitação #7 chegou", "2 pessoas"),
        ("es", "Su solicitud #7 ha llegado", "2 personas"),
        ("de", "Ihre Anfrage #7 ist angekommen", "2 Personen"),
        ("ru", "Ваше обращение #7 получено", "2 человека"),
    ],
)
def test_django_says_them(code: str, received: str, people: str) -> None:
    compile_all(settings.HOME / "locale")
    with translation.override(code):
        said_now = translation.gettext("Your request #%(number)s has arrived") % {"number": 7}
        counted = translation.ngettext("%(n)s person", "%(n)s people", 2) % {"n": 2}
    assert (said_now, counted) == (received, people)


MARKS = {"pt_BR": "«»„", "es": "“”„", "de": "”«»", "ru": "“”"}
"""Quotation marks of other languages than the one they would stand in."""


@pytest.mark.parametrize("language", PLURALS)
def test_quotation_marks_are_those_of_the_language(language: str) -> None:
    wrong = [form for entry in entries(language).values() for form in forms(entry)]
    assert not [form for form in wrong if set(form) & set(MARKS[language])]
