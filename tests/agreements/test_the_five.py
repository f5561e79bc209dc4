"""The five agreements that ship: whole, honest, in five languages, and true to their texts.

Each answers to one of the texts by its letter (`source`); the numbers are the catalogue's.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from prazo.agreements.check import check
from prazo.agreements.examples import run, story
from prazo.agreements.faults import Severity
from prazo.agreements.loader import Loaded, load
from prazo.agreements.schema.base import Part
from prazo.agreements.text import Text
from prazo.engine.agreement import Limit, Moment, Step
from prazo.engine.clock import fold
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

LEFT_TO_THE_CONTRACT = {
    # The published page has the word "undefined" where the figures should be (A9).
    "aivo": {
        f"{metric}_{which}"
        for metric in ("first_response", "resolution")
        for which in ("primary", "platform", "24x7")
    },
    # Updates are promised "regularly", without an interval (D10).
    "360dialog": {"update_every"},
}

FACTS_OF_THE_TEXT = {
    # What `check` may say of a file, because it is so in its text: place, finding, why.
    "net2phone-ucontact": {
        # Carnival is no national holiday by law; an interpretation and an example say so.
        ("calendars.office.holidays[0]", "often_shut"),
        # Another operator's fault has the 72 hours of N9 in place of an exclusion.
        ("causes.telephone_carrier", "cause_open"),
        # "24 horas úteis" are working hours, as written (N5).
        ("targets.first_response.within[4]", "hours_for_days"),
    },
    "neotel": set(),
    "maxony": {
        # The text excludes nothing: what a customer has caused is recorded, clocks run on.
        ("causes.mail_records", "cause_open"),
        ("causes.access_codes", "cause_open"),
    },
    "aivo": {
        # A9: the text's own figures are missing, and Prazo says so.
        ("targets.first_response.within[0]", "figure_left"),
        ("targets.first_response.within[1]", "figure_left"),
        ("targets.first_response.within[2]", "figure_left"),
        ("targets.resolution.within[1]", "figure_left"),
        ("targets.resolution.within[2]", "figure_left"),
        ("targets.resolution.within[3]", "figure_left"),
    },
    "360dialog": {
        # Meta apart, the text excludes nothing.
        ("causes.customer_side", "cause_open"),
        # D10 promises regular updates without an interval.
        ("targets.update.within[0]", "figure_left"),
    },
}

FEWEST_EXAMPLES = 10

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
def test_check_finds_only_what_the_text_itself_leaves_open(name: str) -> None:
    text, _ = read(name)
    found = check(text, name)
    assert {(f.path, f.what) for f in found} == FACTS_OF_THE_TEXT[name], [
        f"{f.line}: {f.sentence}" for f in found
    ]
    assert [f.sentence for f in found if f.severity is Severity.ERROR] == []


@pytest.mark.parametrize("name", FIVE)
def test_its_examples_are_many_and_true(name: str) -> None:
    _, loaded = read(name)
    document = loaded.document
    assert len(document.examples) >= FEWEST_EXAMPLES
    wrong = [
        (str(example.name), difference)
        for example in document.examples
        for difference in run(loaded.agreement, document, example)
    ]
    assert wrong == []
    print(f"{len(document.examples)} examples of {name}")


@pytest.mark.parametrize("name", FIVE)
def test_its_examples_use_every_line_of_every_target(name: str) -> None:
    """A line that no example uses is a figure that nobody has worked out by hand."""
    _, loaded = read(name)
    used: set[str] = set()
    for example in loaded.document.examples:
        told = story(loaded.document, example)
        for clock in fold(loaded.agreement, told.events, told.as_of, example.figures):
            if clock.metric in example.expect and clock.line is not None:
                used.add(clock.line.rule)
    lines = [line for target in loaded.agreement.targets.values() for line in target.lines]
    assert {line.rule for line in lines} - used == set()


@pytest.mark.parametrize("name", FIVE)
def test_every_line_of_the_catalogue_is_cited(name: str) -> None:
    _, loaded = read(name)
    letter, lines, _ = FIVE[name]
    cited = {cite for part in parts(loaded.document) for cite in getattr(part, "cites", ())}
    assert cited == {f"{letter}{number}" for number in range(1, lines + 1)}


@pytest.mark.parametrize("name", FIVE)
def test_figures_that_the_text_lacks_are_left_to_the_contract(name: str) -> None:
    _, loaded = read(name)
    assert set(loaded.document.figures) == LEFT_TO_THE_CONTRACT.get(name, set())


@pytest.mark.parametrize("name", FIVE)
def test_every_figure_of_ours_is_warned_of_escalated_and_followed_up(name: str) -> None:
    _, loaded = read(name)
    for metric, target in loaded.agreement.targets.items():
        promised = any(line.allowed.limit is not Limit.NONE for line in target.lines)
        if target.owed_by != "provider" or not promised:
            continue
        steps = steps_of(loaded, metric)
        assert any(s.percent == 75 and {"assignee", "team"} & set(s.tell) for s in steps)
        assert any(s.moment is Moment.BREACH and "team_lead" in s.tell for s in steps)
        assert any(s.moment is Moment.AFTER and "team_lead" in s.tell for s in steps)


def test_360dialog_escalates_every_breach_and_closes_for_want_of_an_answer() -> None:
    _, loaded = read("360dialog")
    promised = [m for m, t in loaded.agreement.targets.items() if t.owed_by == "provider"]
    for metric in promised:
        assert any(s.raise_level and s.moment is Moment.BREACH for s in steps_of(loaded, metric))
    answer = steps_of(loaded, "customer_answer")
    assert [(s.moment, s.ask, s.close) for s in answer] == [
        (Moment.BEFORE, True, False),
        (Moment.BREACH, False, True),
    ]


def test_net2phone_opens_the_escalation_contact_only_after_the_response_time() -> None:
    _, loaded = read("net2phone-ucontact")
    told = [s for s in steps_of(loaded, "first_response") if "escalation_contact" in s.tell]
    assert {s.moment for s in told} == {Moment.BREACH, Moment.AFTER}


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


def steps_of(loaded: Loaded, metric: str) -> list[Step]:
    return [step for _, step in loaded.agreement.steps(metric)]


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
