"""Why Prazo gave a ticket to somebody, or took it from him: in a word, and in full."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from django.conf import global_settings
from django.utils.formats import number_format
from django.utils.translation import get_language_info, ngettext, pgettext
from django.utils.translation import gettext as _

from prazo.desk.terms import Terms
from prazo.web.shown import words

LANGUAGES = dict(global_settings.LANGUAGES)
"""By the names that Django's catalogues translate; those of `get_language_info` differ in one."""

Why = Mapping[str, Any]
"""As `prazo.routing` writes it: `{"given": ...}`, or `{"returned": ..., "of": name}`."""


def reason(why: Why | None, terms: Terms, *, to: bool = True) -> str:
    """“speaks Spanish, least load”; "" where a person did it. `to` somebody, or into the queue."""
    if not why:
        return ""
    if "given" in why:
        return ", ".join(_reasons(why["given"], terms))
    name = {"name": why.get("of", "")}
    if why.get("returned") == "absent" and to:
        return _("stands in for %(name)s, who is away") % name
    said = {
        "absent": _("%(name)s is away"),
        "shift": _("the shift of %(name)s is over"),
        "left": _("%(name)s does not work here any more"),
    }
    return said.get(str(why.get("returned")), "") % name


def account(why: Why | None, terms: Terms) -> str:
    """How it came to the choice, for those who ask."""
    given = (why or {}).get("given")
    if not given:
        return ""
    among, capacity = int(given.get("among", 0)), int(given.get("capacity", 0))
    return " ".join(
        (
            ngettext(
                "%(n)s person was on shift with room for it.",
                "%(n)s people were on shift with room for it.",
                among,
            )
            % {"n": among},
            _("Load until then: %(load)s of %(capacity)s tickets.")
            % {"load": tickets(given.get("load", 0)), "capacity": tickets(capacity)},
            _("Prazo did it by itself, which keeps no promise: a person must take it or answer."),
        )
    )


def language_name(code: str) -> str:
    """In the reader's language, where we know it."""
    for known in (code, f"{code}-hans"):  # of Chinese only its scripts have names
        if known in LANGUAGES:
            return _(LANGUAGES[known])
        with suppress(KeyError):
            return str(get_language_info(known)["name_translated"])
    return code


def _reasons(given: Mapping[str, Any], terms: Terms) -> Iterator[str]:
    if given.get("language"):
        yield _("speaks %(language)s") % {"language": language_name(str(given["language"]))}
    for kind, value in given.get("skills", ()):
        yield _skill(str(kind), str(value), terms)
    for name in given.get("stands_in", ()):
        yield _("stands in for %(name)s") % {"name": name}
    yield _("least load") if given.get("order") == "load" else _("next in turn")


def _skill(kind: str, value: str, terms: Terms) -> str:
    if kind == "customer":
        return _("named for this customer")
    name = terms.value_name(kind, value, words.reader())
    return pgettext("a skill", "named for %(what)s") % {"what": name}


def tickets(hundredths: int) -> str:
    """A load as a figure: 3, 3.25."""
    whole, rest = divmod(hundredths, 100)
    return number_format(whole if not rest else hundredths / 100)
