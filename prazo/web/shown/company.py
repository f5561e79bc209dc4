"""Who else has a ticket before them, and who writes: a sign with initials, and words to it."""

from collections.abc import Iterable
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from prazo.writing.presence import Companion

WORDS = {
    "looks": _("%(name)s looks at it"),
    "draft": _("%(name)s has a draft"),
    "sends": _("%(name)s has answered: it goes out in a moment"),
    "writes": _("%(name)s is writing"),
}
SIGNS = {"looks": "◉", "draft": "✎", "sends": "➤", "writes": "✎"}


def drawn(people: Iterable[Companion], number: int, *, named: bool = False) -> SafeString:
    """In a place of its own, which the page's stream fills anew; `named` where there is room."""
    inside = "".join([_one(person, named) for person in people])
    kind = " named" if named else ""
    return mark_safe(  # noqa: S308 - escaped piece by piece
        f'<span class="company{kind}" data-company="{number}">{inside}</span>'
    )


def _one(person: Companion, named: bool) -> str:
    said = escape(str(WORDS[person.does]) % {"name": person.name})
    sign = f'<span aria-hidden="true">{SIGNS[person.does]}</span>'
    if named:
        return f'<span class="chip {person.does}">{sign} {said}</span>'
    short = escape(person.initials)
    return (
        f'<span class="chip {person.does}" title="{said}">{sign} '
        f'<span aria-hidden="true">{short}</span><span class="unseen">{said}</span></span>'
    )


def words() -> list[tuple[str, str]]:
    """For the script that draws what the stream says; %(name)s stands for the name."""
    return [(does, str(said)) for does, said in WORDS.items()]
