"""Whether deeds can be done at a desk at all: its people, its teams, its agreement's values."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from prazo.accounts.models import Desk, Member, Team
from prazo.accounts.models.member import WORKING
from prazo.agreements.models import in_force
from prazo.desk.terms import terms_of
from prazo.lib.refusal import Refusal
from prazo.rules.deeds import BY_PERSONS, HOLDER, ME, NOBODY, Deed, Form, Word
from prazo.writing.placeholders import NAMES, OF_THE_CUSTOMER, in_braces


def faults(
    deeds: Sequence[Deed], desk: Desk, as_of: datetime, *, by_rule: bool
) -> Iterator[Refusal]:
    """Their field is place and word, such as `0.person`."""
    for place, deed in enumerate(deeds):
        if by_rule and deed.do in BY_PERSONS:
            yield Refusal(
                "persons_own", _("A rule writes to nobody outside: a person does."), f"{place}."
            )
        for word in deed.kind.words:
            value = deed.words.get(word.name, "")
            refusal = _fault(word, value, desk, as_of, by_rule) if value else None
            if refusal is not None:
                refusal.field = f"{place}.{word.name}"
                yield refusal


def _fault(word: Word, value: str, desk: Desk, as_of: datetime, by_rule: bool) -> Refusal | None:
    match word.form:
        case Form.PERSON:
            return _person(value, desk, by_rule)
        case Form.WHOM if value != HOLDER:
            return _person(value, desk, by_rule)
        case Form.TEAM if not Team.objects.filter(pk=int(value), desk=desk).exists():
            return Refusal("no_team", _("Choose a team of that desk."))
        case Form.VALUE:
            version = in_force(desk.pk, as_of)
            declared = terms_of(version).agreement.dimensions if version else {}
            if value not in declared.get(word.name, ()):
                return Refusal(
                    "unknown_value",
                    _("The agreement knows no %(dimension)s “%(value)s”. Choose one it lists."),
                    params={"dimension": word.label, "value": value},
                )
        case Form.THEN if by_rule:
            return Refusal("no_question", _("A rule asks no questions: a person does, and waits."))
    names = NAMES.keys() - OF_THE_CUSTOMER if word.outside else NAMES.keys()
    if word.filled and (strange := [name for name in in_braces(value) if name not in names]):
        known = ", ".join(f"{{{name}}}" for name in NAMES if name in names)
        return Refusal(
            "unknown_variable",
            _("There is no variable {%(name)s}. There are: %(known)s."),
            params={"name": strange[0], "known": known},
        )
    return None


def _person(value: str, desk: Desk, by_rule: bool) -> Refusal | None:
    if value == NOBODY:
        return None
    if value == ME:
        return Refusal("nobody_is_me", _("A rule is nobody: choose a person.")) if by_rule else None
    works = Member.objects.filter(
        desk=desk, user=int(value), role__in=WORKING, user__is_active=True
    ).exists()
    return None if works else Refusal("not_a_member", _("Choose somebody who works at that desk."))
