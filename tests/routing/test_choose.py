"""Who gets a ticket: by examples, then what must hold whatever the people and the tickets."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given as whatever
from hypothesis import strategies as st

from prazo.engine.calendar import Calendar, always, weekly
from prazo.routing.choose import (
    Asked,
    Away,
    Choice,
    Fit,
    Method,
    Order,
    Person,
    choose,
    counted,
    given,
    rounds,
    substitute_of,
)

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)  # a Monday
HOUR = timedelta(hours=1)
OFFICE = weekly("office", "UTC", {day: [(9 * 3600, 17 * 3600)] for day in range(5)})
NIGHTS = weekly("nights", "UTC", {day: [(22 * 3600, 6 * 3600)] for day in range(7)})
TURN, LOAD = Method(Order.TURN), Method(Order.LOAD)
MAIL, SPANISH, GERMAN = ("component", "mail"), ("language", "es"), ("language", "de")


def person(user: int, **more: object) -> Person:
    values = {"name": f"P{user}", "calendar": OFFICE, "load": 0, "capacity": 1000, **more}
    return Person(user=user, **values)  # type: ignore[arg-type]


def of(*people: Person) -> dict[int, Person]:
    return {one.user: one for one in people}


def who(choice: Choice | None) -> int | None:
    return None if choice is None else choice.user


class TestWhoComesIntoQuestion:
    def test_nobody_off_shift(self) -> None:
        people = of(person(1, calendar=NIGHTS), person(2, calendar=None), person(3))
        choice = choose(people, Asked(), TURN, NOON)
        assert choice is not None
        assert (choice.user, choice.why.among) == (3, 1)
        assert choose(people, Asked(), TURN, NOON.replace(hour=17)) is None  # just then it is over
        assert who(choose(people, Asked(), TURN, NOON.replace(hour=23))) == 1

    def test_nobody_absent(self) -> None:
        people = of(person(1, away=(Away(NOON, NOON + HOUR),)), person(2, turn=9))
        assert who(choose(people, Asked(), TURN, NOON)) == 2
        assert who(choose(people, Asked(), TURN, NOON + HOUR)) == 1  # back at that instant

    def test_nobody_who_is_full(self) -> None:
        people = of(person(1, load=1000), person(2, load=900, turn=5), person(3, capacity=0))
        assert who(choose(people, Asked(), TURN, NOON)) == 2
        assert choose(people, Asked(weight=200), TURN, NOON) is None

    def test_one_ticket_always_fits_into_empty_hands(self) -> None:
        people = of(person(1, capacity=100))
        assert who(choose(people, Asked(weight=300), TURN, NOON)) == 1

    def test_nobody_who_put_it_back(self) -> None:
        people = of(person(1), person(2, turn=1))
        assert who(choose(people, Asked(not_to=frozenset({1})), TURN, NOON)) == 2
        assert choose(people, Asked(not_to=frozenset({1, 2})), TURN, NOON) is None

    def test_only_the_team(self) -> None:
        people = of(person(1), person(2, teams=frozenset({7}), turn=3))
        assert who(choose(people, Asked(team=7), TURN, NOON)) == 2
        assert choose(people, Asked(team=8), TURN, NOON) is None

    def test_nobody_where_it_is_off(self) -> None:
        assert choose(of(person(1)), Asked(), Method(Order.OFF), NOON) is None


class TestOrder:
    def test_next_in_turn_is_whose_last_was_longest_ago(self) -> None:
        people = of(person(1, turn=4), person(2, turn=2), person(3, turn=3))
        assert who(choose(people, Asked(), TURN, NOON)) == 2

    def test_in_turn_it_does_not_matter_who_has_how_much(self) -> None:
        people = of(person(1, turn=1, load=900), person(2, turn=2))
        assert who(choose(people, Asked(), TURN, NOON)) == 1

    def test_least_load_is_a_share_of_what_one_takes_on(self) -> None:
        people = of(person(1, load=300, capacity=1000), person(2, load=200, capacity=400))
        assert who(choose(people, Asked(), LOAD, NOON)) == 1

    def test_equal_loads_go_by_turn(self) -> None:
        people = of(person(1, turn=2), person(2, turn=1))
        assert who(choose(people, Asked(), LOAD, NOON)) == 2


class TestSkills:
    def test_who_is_named_for_it_comes_first(self) -> None:
        people = of(person(1), person(2, turn=9, tags=frozenset({MAIL})))
        choice = choose(people, Asked(tags=frozenset({MAIL})), TURN, NOON)
        assert choice is not None
        assert (choice.user, choice.why.skills) == (2, (MAIL,))

    def test_preferred_is_not_needed(self) -> None:
        people = of(person(1), person(2, load=1000, tags=frozenset({MAIL})))
        assert who(choose(people, Asked(tags=frozenset({MAIL})), TURN, NOON)) == 1
        only = replace(TURN, skills=Fit.ONLY)
        assert choose(people, Asked(tags=frozenset({MAIL})), only, NOON) is None

    def test_a_desk_may_make_nothing_of_one_and_something_of_the_other(self) -> None:
        people = of(person(1), person(2, turn=9, tags=frozenset({MAIL, SPANISH})))
        no_skills, no_languages = replace(TURN, skills=Fit.OFF), replace(TURN, languages=Fit.OFF)
        for tag, off, on in ((MAIL, no_skills, no_languages), (SPANISH, no_languages, no_skills)):
            asked = Asked(tags=frozenset({tag}))
            assert who(choose(people, asked, off, NOON)) == 1
            assert who(choose(people, asked, on, NOON)) == 2

    def test_what_nobody_is_named_for_everybody_may_do(self) -> None:
        only = Method(Order.TURN, Fit.ONLY, Fit.ONLY)
        asked = Asked(tags=frozenset({MAIL, GERMAN}))
        assert who(choose(of(person(1)), asked, only, NOON)) == 1

    def test_of_several_needed_one_has_all(self) -> None:
        only = replace(TURN, skills=Fit.ONLY)
        phone = ("component", "phone")
        people = of(
            person(1, tags=frozenset({MAIL})), person(2, turn=1, tags=frozenset({MAIL, phone}))
        )
        assert who(choose(people, Asked(tags=frozenset({MAIL, phone})), only, NOON)) == 2

    def test_a_language_weighs_more_than_a_skill(self) -> None:
        people = of(person(1, tags=frozenset({MAIL})), person(2, turn=9, tags=frozenset({SPANISH})))
        choice = choose(people, Asked(tags=frozenset({MAIL, SPANISH})), TURN, NOON)
        assert choice is not None
        assert (choice.user, choice.why.language, choice.why.skills) == (2, "es", ())

    def test_of_several_languages_it_is_the_first_and_not_by_chance(self) -> None:
        all_of_them = frozenset(("language", value) for value in ("sv", "ru", "es", "de"))
        choice = choose(of(person(1, tags=all_of_them)), Asked(tags=all_of_them), TURN, NOON)
        assert choice is not None
        assert choice.why.language == "de"


class TestSubstitutes:
    def test_he_gets_what_was_meant_for_the_absent(self) -> None:
        away = (Away(NOON, NOON + HOUR, substitute=3),)
        people = of(person(1, tags=frozenset({MAIL}), away=away), person(2), person(3, turn=9))
        only = replace(TURN, skills=Fit.ONLY)
        choice = choose(people, Asked(tags=frozenset({MAIL})), only, NOON)
        assert choice is not None
        assert (choice.user, choice.why.stands_in) == (3, ("P1",))

    def test_for_several_the_account_does_not_depend_on_the_order_of_people(self) -> None:
        away = (Away(NOON, NOON + HOUR, substitute=3),)
        gone = [person(n, tags=frozenset({MAIL}), away=away) for n in (1, 2)]
        for order in (gone, gone[::-1]):
            people = of(person(3), *order)
            choice = choose(people, Asked(tags=frozenset({MAIL})), TURN, NOON)
            assert choice is not None
            assert choice.why.stands_in == ("P2",)

    def test_he_does_not_speak_for_him(self) -> None:
        away = (Away(NOON, NOON + HOUR, substitute=2),)
        people = of(person(1, tags=frozenset({SPANISH}), away=away), person(2))
        only = Method(Order.TURN, Fit.ONLY, Fit.ONLY)
        assert choose(people, Asked(tags=frozenset({SPANISH})), only, NOON) is None

    def test_a_chain_of_absences_ends_at_who_is_there(self) -> None:
        def gone(substitute: int | None) -> tuple[Away, ...]:
            return (Away(NOON, NOON + HOUR, substitute),)

        people = of(person(1, away=gone(2)), person(2, away=gone(3)), person(3))
        assert substitute_of(people, 1, NOON) == 3
        circle = of(person(1, away=gone(2)), person(2, away=gone(1)))
        assert substitute_of(circle, 1, NOON) is None
        assert substitute_of(of(person(1, away=gone(9))), 1, NOON) is None
        assert substitute_of(of(person(1)), 1, NOON) is None  # nobody stands in for who is there


CALENDARS: tuple[Calendar | None, ...] = (None, OFFICE, NIGHTS, always())
TAGS = st.frozensets(st.sampled_from([MAIL, ("priority", "high"), SPANISH, GERMAN]))
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))
METHODS = st.builds(Method, st.sampled_from([Order.TURN, Order.LOAD]), st.sampled_from(Fit),
                    st.sampled_from(Fit))  # fmt: skip


@st.composite
def crowds(draw: st.DrawFn) -> dict[int, Person]:
    count = draw(st.integers(1, 6))
    return of(
        *(
            person(
                user,
                calendar=draw(st.sampled_from(CALENDARS)),
                load=draw(st.integers(0, 12)) * 25,
                capacity=draw(st.integers(0, 6)) * 100,
                turn=draw(st.integers(0, 4)),
                teams=draw(st.frozensets(st.integers(1, 2))),
                tags=draw(TAGS),
                away=draw(
                    st.lists(
                        st.builds(
                            lambda since, hours, sub: Away(since, since + hours * HOUR, sub),
                            INSTANTS,
                            st.integers(1, 2000),
                            st.none() | st.integers(1, count),
                        ),
                        max_size=2,
                    ).map(tuple)
                ),
            )
            for user in range(1, count + 1)
        )
    )


ASKED = st.builds(
    Asked,
    tags=TAGS,
    weight=st.sampled_from([25, 100, 200, 300]),
    team=st.none() | st.integers(1, 2),
    not_to=st.frozensets(st.integers(1, 6), max_size=2),
)


@whatever(crowds(), st.lists(st.tuples(ASKED, METHODS), max_size=25), INSTANTS)
def test_never_over_capacity_never_off_shift_never_back(
    people: dict[int, Person], asked: list[tuple[Asked, Method]], at: datetime
) -> None:
    numbered = [(place, what, method) for place, (what, method) in enumerate(asked)]
    load = {user: one.load for user, one in people.items()}
    for place, choice in rounds(people, numbered, at):
        what, one = asked[place][0], people[choice.user]
        assert one.on_shift(at)
        assert one.user not in what.not_to
        assert what.team is None or what.team in one.teams
        load[one.user] += counted(one, what.weight)
        assert load[one.user] <= one.capacity
        assert choice.why.load == load[one.user] - counted(one, what.weight)


@whatever(crowds(), ASKED, METHODS, INSTANTS, st.randoms())
def test_the_same_facts_name_the_same_person(
    people: dict[int, Person], asked: Asked, method: Method, at: datetime, chance: object
) -> None:
    mixed = list(people.values())
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert choose(people, asked, method, at) == choose(of(*mixed), asked, method, at)


@whatever(crowds(), ASKED, METHODS, INSTANTS)
def test_somebody_gets_it_if_anybody_may_have_it(
    people: dict[int, Person], asked: Asked, method: Method, at: datetime
) -> None:
    """Where fitting is not required."""
    wishes = Method(method.order, Fit.PREFER, Fit.PREFER)
    ready = [
        one
        for one in people.values()
        if one.on_shift(at)
        and one.capacity > 0
        and one.load + counted(one, asked.weight) <= one.capacity
        and one.user not in asked.not_to
        and (asked.team is None or asked.team in one.teams)
    ]
    assert (choose(people, asked, wishes, at) is not None) == bool(ready)


@whatever(
    st.integers(1, 7), st.integers(0, 60), st.lists(st.integers(0, 9), min_size=7, max_size=7)
)
def test_turns_are_fair(count: int, tickets: int, turns: list[int]) -> None:
    """Whatever came before, nobody is given two more than another; and nobody twice in a round."""
    people = of(*(person(n, capacity=100_000, turn=turns[n - 1]) for n in range(1, count + 1)))
    got = [c.user for _, c in rounds(people, [(n, Asked(), TURN) for n in range(tickets)], NOON)]
    assert len(got) == tickets
    tally = Counter(got)
    assert max(tally.values(), default=0) - min(tally.get(n, 0) for n in people) <= 1
    for start in range(0, tickets - count + 1):
        assert len(set(got[start : start + count])) == count


@whatever(st.integers(2, 6), st.integers(1, 60))
def test_loads_grow_alike(count: int, tickets: int) -> None:
    people = of(*(person(n, capacity=100_000) for n in range(1, count + 1)))
    for _ in range(tickets):
        choice = choose(people, Asked(), LOAD, NOON)
        assert choice is not None
        people = given(people, choice, 100)
    loads = [one.load for one in people.values()]
    assert max(loads) - min(loads) <= 100
