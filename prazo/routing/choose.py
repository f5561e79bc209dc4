"""Who gets a ticket that nobody has, and why. Plain values in, plain values out.

A person comes into question who is on shift at that instant, has room for it, and did not put
it back himself. Among those a desk may look for what the ticket asks of a person (a component, a
customer, a language ...); then it is the turn of whoever was last given one longest ago, or of
whoever has least to do. Equal people are told apart by their turn, then by their number, so that
the same facts always name the same person.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from prazo.accounts.absences import Away, stand_in
from prazo.engine.calendar import Calendar
from prazo.engine.errors import CalendarError
from prazo.engine.instant import to_us

Tag = tuple[str, str]
"""What a ticket is, or what a person is named for: ("component", "mail"), ("language", "es")."""

LANGUAGE = "language"


class Order(StrEnum):
    OFF = "off"
    TURN = "turn"
    LOAD = "load"


class Fit(StrEnum):
    """What a desk makes of the tags that a person and a ticket share."""

    OFF = "off"  # nothing
    PREFER = "prefer"  # who fits comes first
    ONLY = "only"  # nobody else gets it


class AfterShift(StrEnum):
    """What comes back of work that was not answered when somebody's shift ended."""

    KEEP = "keep"
    DUE = "due"  # what is due before he is there again
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Method:
    order: Order
    skills: Fit = Fit.PREFER
    languages: Fit = Fit.PREFER


@dataclass(frozen=True, slots=True)
class Person:
    """`load` and `capacity` in hundredths of a ticket; `turn` is higher, the later his last was.

    Without a calendar nobody said when he works: he is never on shift.
    """

    user: int
    name: str
    calendar: Calendar | None
    load: int
    capacity: int
    turn: int = 0
    teams: frozenset[int] = frozenset()
    tags: frozenset[Tag] = frozenset()
    away: tuple[Away, ...] = ()

    def absence(self, at: datetime) -> Away | None:
        return next((one for one in self.away if one.since <= at < one.until), None)

    def on_shift(self, at: datetime) -> bool:
        if self.calendar is None or self.absence(at) is not None:
            return False
        return self.calendar.is_open_us(to_us(at))

    def back_at(self, at: datetime) -> datetime | None:
        """When he is on shift from, at `at` or after it; None for never again, or no hours."""
        try:
            while self.calendar is not None:
                at = at if self.calendar.is_open(at) else self.calendar.next_open(at)
                away = self.absence(at)
                if away is None:
                    return at
                at = away.until
        except CalendarError:
            pass  # hours that never come again
        return None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a ticket asks of a person. `weight` in hundredths; `not_to` put it back themselves."""

    tags: frozenset[Tag] = frozenset()
    weight: int = 100
    team: int | None = None
    not_to: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Why:
    """The account of a choice. Loads are as they were before it."""

    order: Order
    among: int  # people on shift with room for it, he is one of them
    load: int
    capacity: int
    skills: tuple[Tag, ...] = ()  # that the ticket asks for and he has
    language: str = ""
    stands_in: tuple[str, ...] = ()  # for whom, where he has such a skill only by them


@dataclass(frozen=True, slots=True)
class Choice:
    user: int
    why: Why


def choose(
    people: Mapping[int, Person], asked: Asked, method: Method, as_of: datetime
) -> Choice | None:
    """None where nobody comes into question, or the desk gives out nothing by itself."""
    if method.order is Order.OFF:
        return None
    pool = [one for one in people.values() if asked.team is None or asked.team in one.teams]
    ready = [one for one in pool if _may_have(one, asked, as_of)]
    if not ready:
        return None
    lent, wanted = _lent(people, as_of), _wanted(pool, asked, method)
    fitting = [_Fitting(one, wanted, one.tags, lent.get(one.user, {})) for one in ready]
    left = [one for one in fitting if _fits(one, method)]
    if not left:
        return None
    best = min(left, key=lambda one: _rank(one, method))
    return Choice(best.person.user, _why(best, method, len(ready)))


def given(people: Mapping[int, Person], choice: Choice, weight: int) -> dict[int, Person]:
    """The same people after one of them was given a ticket."""
    after = dict(people)
    one = people[choice.user]
    latest = max(person.turn for person in people.values())
    after[choice.user] = replace(one, load=one.load + counted(one, weight), turn=latest + 1)
    return after


def counted(person: Person, weight: int) -> int:
    """No single ticket is more than all that a person takes on."""
    return min(weight, person.capacity)


def substitute_of(people: Mapping[int, Person], user: int, as_of: datetime) -> int | None:
    return stand_in(user, lambda one: people[one].absence(as_of), people)


@dataclass(frozen=True, slots=True)
class _Fitting:
    """A person beside what is wanted; `lent` are tags he has by those he stands in for."""

    person: Person
    wanted: frozenset[Tag]
    own: frozenset[Tag]
    lent: Mapping[Tag, str]

    @property
    def skills(self) -> tuple[Tag, ...]:
        return tuple(sorted(tag for tag in self.wanted if tag[0] != LANGUAGE and self._has(tag)))

    @property
    def language(self) -> str:
        """The first of those he speaks by himself; nobody lends a language."""
        spoken = (value for kind, value in self.wanted & self.own if kind == LANGUAGE)
        return min(spoken, default="")

    def _has(self, tag: Tag) -> bool:
        return tag in self.own or tag in self.lent


def _may_have(person: Person, asked: Asked, as_of: datetime) -> bool:
    room = person.load + counted(person, asked.weight) <= person.capacity
    return (
        room and person.capacity > 0 and person.user not in asked.not_to and person.on_shift(as_of)
    )


def _lent(people: Mapping[int, Person], as_of: datetime) -> dict[int, dict[Tag, str]]:
    """Of each substitute the tags of whom he stands in for, with that one's name.

    Where he has a tag by several, it is by the last in order of number.
    """
    lent: dict[int, dict[Tag, str]] = {}
    for one in sorted(people.values(), key=lambda person: person.user):
        if one.tags and one.absence(as_of) is not None:
            substitute = substitute_of(people, one.user, as_of)
            if substitute is not None:
                lent.setdefault(substitute, {}).update(dict.fromkeys(one.tags, one.name))
    return lent


def _wanted(pool: Iterable[Person], asked: Asked, method: Method) -> frozenset[Tag]:
    """What nobody is named for, everybody may do."""
    named = {tag for one in pool for tag in one.tags}
    return frozenset(tag for tag in asked.tags & named if _fit_of(tag, method) is not Fit.OFF)


def _fit_of(tag: Tag, method: Method) -> Fit:
    return method.languages if tag[0] == LANGUAGE else method.skills


def _fits(one: _Fitting, method: Method) -> bool:
    kinds = {kind == LANGUAGE for kind, _ in one.wanted}
    if method.languages is Fit.ONLY and True in kinds and not one.language:
        return False
    wanted = sum(1 for kind, _ in one.wanted if kind != LANGUAGE)
    return method.skills is not Fit.ONLY or len(one.skills) == wanted


def _rank(one: _Fitting, method: Method) -> tuple[int, ...]:
    """Lower comes first: a language weighs more than a skill, for it cannot be looked up."""
    person = one.person
    busy = person.load * 10_000 // person.capacity if method.order is Order.LOAD else 0
    return (-bool(one.language), -len(one.skills), busy, person.turn, person.user)


def _why(one: _Fitting, method: Method, among: int) -> Why:
    by_others = {one.lent[tag] for tag in one.skills if tag not in one.own}
    person = one.person
    return Why(
        order=method.order,
        among=among,
        load=person.load,
        capacity=person.capacity,
        skills=one.skills,
        language=one.language,
        stands_in=tuple(sorted(by_others)),
    )


def rounds(
    people: Mapping[int, Person],
    asked: Sequence[tuple[int, Asked, Method]],
    as_of: datetime,
) -> Iterator[tuple[int, Choice]]:
    """Who gets each of several tickets, one after the other; what one is given, he has."""
    for ticket, what, method in asked:
        choice = choose(people, what, method, as_of)
        if choice is not None:
            people = given(people, choice, what.weight)
            yield ticket, choice
