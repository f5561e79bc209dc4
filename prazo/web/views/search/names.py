"""What customers, people and values are called, for the desks somebody works at."""

from collections.abc import Sequence

from django.db import connection
from django.utils.translation import gettext as _

from prazo.accounts.models import Desk, Team, User
from prazo.customers.models import Customer
from prazo.desk.conditions.fields import ME, NONE, Field
from prazo.desk.models import Tag
from prazo.desk.query import Asked, Name
from prazo.lib.alphabet import alphabetical
from prazo.web.views.queues.choices import MOST, Choices

MOST_REQUESTERS = 500
"""Whom `from:` can mean; of more it is looked at with each ticket."""


class Known:
    """Names for the reader of a query; nothing of a desk that is not among `desks`."""

    def __init__(self, desks: Sequence[int]) -> None:
        self._desks = list(desks)
        self._choices = Choices(self._desks)

    def of(self, field: Field, said: str) -> Sequence[Name]:
        match field.name:
            case "customer":
                named = _asked("prazo_customers_named", [said], self._desks, MOST)
                found = Customer.objects.filter(pk__in=named, desk__in=self._desks)
                own = (Name(str(one.pk), one.name, "") for one in found.order_by("name", "pk"))
                return [Name(NONE, _("none"), NONE), *own]
            case "desk":
                desks = Desk.objects.filter(pk__in=self._desks).order_by("name")
                return [Name(str(desk.pk), desk.name, desk.slug) for desk in desks]
            case "team":
                teams = Team.objects.filter(desk__in=self._desks).order_by("name", "pk")
                called = (Name(str(team.pk), team.name, team.identifier) for team in teams)
                return [Name(NONE, _("none"), NONE), *called]
            case "tag":
                tags = Tag.objects.filter(desk__in=self._desks)
                meant = tags.filter(name=said) or tags  # of very many, the first
                said_so = meant.order_by("name").values_list("name", flat=True).distinct()[:MOST]
                return [Name(NONE, _("none"), NONE), *(Name(name, name, name) for name in said_so)]
            case "assignee":
                return [Name(ME, _("me"), ME), Name(NONE, _("nobody"), NONE), *self._colleagues()]
            case _:
                return [Name(value, name, value) for value, name in self._choices.of(field)]

    def _colleagues(self) -> list[Name]:
        own = User.objects.filter(memberships__desk__in=self._desks, is_active=True)
        return [Name(str(one.pk), str(one), one.email) for one in alphabetical(own.distinct())]


def named(
    said: Sequence[str], desks: Sequence[int], most: int
) -> tuple[Sequence[int], Sequence[int]]:
    """Ids of customers, and of requesters, in whose names (or, of requesters, in one of whose
    addresses) all of `said` occur."""
    with connection.cursor() as cursor:
        cursor.execute(NAMED, {"said": list(said), "desks": list(desks), "most": most})
        customers, people = cursor.fetchone()
        return customers, people


NAMED = """
select array(select prazo_customers_named(%(said)s, %(desks)s, %(most)s)),
       array(select prazo_people_named(%(said)s, %(desks)s, %(most)s))
"""


def requesters_meant(asked: Asked, desks: Sequence[int]) -> tuple[int, ...] | None:
    """Whom `from:` can mean; None where nobody is named, too many are, or by too few letters."""
    for term in asked.terms:
        if term.token.name == "from" and not term.token.negated and " " not in term.token.value:
            said = [term.token.value]
            found = _asked("prazo_people_named", said, desks, MOST_REQUESTERS + 1)
            if len(found) > MOST_REQUESTERS or (not found and _is_short(term.token.value)):
                return None
            return tuple(found)
    return None


def _is_short(said: str) -> bool:
    """Whether people are not looked up by it: letters come in threes in the index of parts."""
    with connection.cursor() as cursor:
        cursor.execute("select length(trim(prazo_phrase(%s))) < 3", [said])
        return bool(cursor.fetchone()[0])


def _asked(function: str, said: Sequence[str], desks: Sequence[int], most: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(f"select * from {function}(%s, %s, %s)", [list(said), list(desks), most])  # noqa: S608
        return [pk for (pk,) in cursor.fetchall()]
