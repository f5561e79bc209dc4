"""The five agreements that ship: whole, honest, in five languages, and true to their texts.

Each answers to one of the texts by its letter (`source`); the numbers are the catalogue's.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from prazo.agreements.loader import Loaded, load
from prazo.agreements.schema.base import Part
from prazo.agreements.text import Text
from tests.shared import SHARED

FOLDER = Path(__file__).resolve().parents[2] / "agreements"
LANGUAGES = {"en", "pt-BR", "es", "de", "ru"}

FIVE = {  # name → letter, how many lines of the catalogue, the text it was read from
    "net2phone-ucontact": ("N", 11, "000_b4167c1da377a720.txt"),
    "neotel": ("E", 12, "001_c6aea4b2b02bdfd8.txt"),
    "maxony": ("M", 10, "002_5627a832844ecba3.txt"),
    "aivo": ("A", 10, "003_b25391820c1b6775.txt"),
    "360dialog": ("D", 20, "004_ec191284df2e796a.txt"),
}

PERSONAL = {
    "an e-mail address": re.compile(r"[\w.+-]+@[\w-]+\.\w+"),
    "a web address": re.compile(r"https?://|\bwww\.", re.IGNORECASE),
    "a telephone number": re.compile(
        r"\+\d[\d ().–-]{5,}\d|\(\+?\d{2,3}\) ?\d|\b\d{4,5} ?[–-] ?\d{4}\b|\b\d{7,}\b"
    ),
    "a person with a title": re.compile(
        r"\b(Mr|Mrs|Ms|Sr|Sra|Dr|Herr|Frau|Dona|Dom|Doña)\.? [A-ZÀ-Þ][a-zà-ÿ]+"
    ),
}

LONGEST_SHARED_RUN = 7
"""Words that may follow each other in a text and in our file: enough for a list of languages."""


def read(name: str) -> tuple[str, Loaded]:
    text = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    return text, load(text, name)


def test_there_are_five() -> None:
    assert {path.stem for path in FOLDER.glob("*.yaml")} == set(FIVE)


@pytest.mark.parametrize("name", FIVE)
def test_it_loads_under_its_own_name(name: str) -> None:
    _, loaded = read(name)
    assert loaded.agreement.name == name
    assert loaded.document.source == FIVE[name][0]


@pytest.mark.parametrize("name", FIVE)
def test_every_line_of_the_catalogue_is_cited(name: str) -> None:
    _, loaded = read(name)
    letter, lines, _ = FIVE[name]
    cited = {cite for part in parts(loaded.document) for cite in getattr(part, "cites", ())}
    assert cited == {f"{letter}{number}" for number in range(1, lines + 1)}


@pytest.mark.parametrize("name", FIVE)
def test_every_text_is_there_in_all_five_languages(name: str) -> None:
    _, loaded = read(name)
    assert set(loaded.document.languages) == LANGUAGES
    texts = list(texts_of(loaded.document))
    assert len(texts) > 50
    assert {str(text): LANGUAGES ^ set(text.by_language) for text in texts} == {
        str(text): set() for text in texts
    }


@pytest.mark.parametrize("name", FIVE)
def test_no_language_is_a_copy_of_another(name: str) -> None:
    """A sentence left untranslated would be equal in two languages; a name may well be."""
    _, loaded = read(name)
    for text in texts_of(loaded.document):
        sentences = [words for words in text.by_language.values() if len(words.split()) > 4]
        assert len(set(sentences)) == len(sentences), text


@pytest.mark.parametrize("name", FIVE)
def test_russian_is_written_in_cyrillic_and_nothing_else_is(name: str) -> None:
    _, loaded = read(name)
    for text in texts_of(loaded.document):
        for language, words in text.by_language.items():
            cyrillic = bool(re.search("[а-яё]", words, re.IGNORECASE))
            if language != "ru":
                assert not cyrillic, words
            elif len(words.split()) > 2:
                assert cyrillic, words


@pytest.mark.parametrize("name", FIVE)
@pytest.mark.parametrize("what", PERSONAL)
def test_nothing_leads_to_a_person(name: str, what: str) -> None:
    text, _ = read(name)
    assert PERSONAL[what].findall(text) == []


@pytest.mark.parametrize("name", FIVE)
def test_no_sentence_of_the_published_text(name: str) -> None:
    source = SHARED / "seeds" / FIVE[name][2]
    if not source.exists():
        print("0 texts compared: ../shared is absent")
        return
    _, loaded = read(name)
    run = LONGEST_SHARED_RUN + 1
    published = runs(source.read_text(encoding="utf-8"), run)
    for text in texts_of(loaded.document):
        for words in text.by_language.values():
            assert not published & runs(words, run), words
    print(f"1 text compared, {len(published)} runs of {run} words")


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}


def parts(value: object) -> Iterator[Part]:
    """Every mapping of the file, as its model."""
    if isinstance(value, Part):
        yield value
        for key in type(value).model_fields:
            yield from parts(getattr(value, key))
    elif isinstance(value, dict):
        for item in value.values():
            yield from parts(item)
    elif isinstance(value, tuple):
        for item in value:
            yield from parts(item)


def texts_of(document: Part) -> Iterator[Text]:
    """Every text of the file; not those of holidays, which the holidays library names."""
    for part in parts(document):
        for key in set(type(part).model_fields) & set(part.model_fields_set):
            value = getattr(part, key)
            if isinstance(value, Text) and value.by_language:
                yield value
