"""A text of the agreement in the languages it was given in."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """`language` is the one the agreement was written in: what is missing is read there."""

    by_language: Mapping[str, str]
    language: str

    def of(self, language: str) -> str:
        """In a language; else in one of its kin, else as it was written, else any."""
        return self.by_language[self.spoken(language)]

    def spoken(self, language: str) -> str:
        """The language `of` answers in, for a page that must mark what is not in its own."""
        known = self.by_language
        if language in known:
            return language
        base = language.split("-")[0]
        kin = (other for other in known if other.split("-")[0] == base)
        own = (self.language,) if self.language in known else ()
        first: str = (*kin, *own, *known)[0]
        return first

    def lacks(self, languages: tuple[str, ...]) -> tuple[str, ...]:
        """Those of `languages` that this text is not given in."""
        return tuple(language for language in languages if language not in self.by_language)

    def __str__(self) -> str:
        return self.of(self.language)
