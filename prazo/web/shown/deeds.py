"""Deeds in words: what each act is and what it is done with."""

from collections.abc import Sequence
from functools import cached_property

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from prazo.accounts.models import Desk, Member, Team, User
from prazo.accounts.models.member import WORKING
from prazo.agreements.models import in_force
from prazo.desk.models import SideThread
from prazo.desk.terms import Terms, terms_of
from prazo.lib.alphabet import alphabetical
from prazo.rules.deeds import HOLDER, ME, NOBODY, Deed, Form, Word
from prazo.web.shown import words

Choice = tuple[str, str | Promise]
NAMED = (Form.PERSON, Form.WHOM, Form.PARTY, Form.THEN, Form.WAITS, Form.OUTSIDE)
"""Whose values say by themselves what they are."""
LONGEST = 160
"""Characters of a text where deeds are listed."""


class Book:
    """The names of what deeds of one desk speak of, in the reader's language."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def choices(self, word: Word) -> list[Choice]:
        """What a word may be; none for one that is written."""
        match word.form:
            case Form.PERSON:
                return [(ME, _("me")), (NOBODY, _("nobody")), *self._people]
            case Form.WHOM:
                return [(HOLDER, _("who has the ticket")), *self._people]
            case Form.TEAM:
                return self._teams
            case Form.VALUE:
                return self._values(word.name)
            case Form.PARTY:
                return [(party, words.party(party)) for party in ("customer", *_OTHERS)]
            case Form.THEN:
                return [("wait", _("wait for the customer"))]
            case Form.WAITS:
                return [("wait", _("wait for them"))]
            case Form.OUTSIDE:
                return list(SideThread.Party.choices)
            case _:
                return []

    def told(self, deed: Deed, *, whole: bool = False) -> str:
        """`Classify: Priority High, Type Question`. Of a text no more than fits a line."""
        said = [
            self._said(word, deed.words[word.name], whole)
            for word in deed.kind.words
            if word.name in deed.words
        ]
        return f"{deed.kind.label}: {', '.join(said)}" if said else str(deed.kind.label)

    def told_all(self, deeds: Sequence[Deed]) -> list[str]:
        return [self.told(deed) for deed in deeds]

    def _said(self, word: Word, value: str, whole: bool) -> str:
        if word.form in (Form.TEXT, Form.LINE):
            short = value if whole or len(value) <= LONGEST else f"{value[:LONGEST].rstrip()}…"
            return _("“%(text)s”") % {"text": short}
        if word.form is Form.DAYS:
            days = int(value)
            return ngettext("after %(n)s working day", "after %(n)s working days", days) % {
                "n": days
            }
        if word.form is Form.TAGS:
            return f"{word.label} {value}"
        known = dict(self.choices(word))
        name = str(known.get(value, _("somebody who is gone")))
        return name if word.form in NAMED else f"{word.label} {name}"

    @cached_property
    def _people(self) -> list[Choice]:
        """Who works here, and who did and is still named somewhere."""
        members = Member.objects.filter(desk=self.desk, role__in=WORKING).values("user")
        people = User.objects.filter(pk__in=members, is_active=True)
        return [(str(person.pk), str(person)) for person in alphabetical(people)]

    @cached_property
    def _teams(self) -> list[Choice]:
        teams = Team.objects.filter(desk=self.desk).order_by("name")
        return [(str(team.pk), team.name) for team in teams]

    @cached_property
    def _terms(self) -> Terms | None:
        version = in_force(self.desk.pk, timezone.now())
        return terms_of(version) if version else None

    def _values(self, dimension: str) -> list[Choice]:
        found = self._terms.choices(dimension, words.reader()) if self._terms else []
        return [(value, name) for value, name in found]


_OTHERS = ("third_party", "carrier")
