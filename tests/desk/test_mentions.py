"""Who is meant by `@` in a note."""

import pytest

from prazo.desk.mentions import Person, mentioned

ANN = Person(1, "Ann", "ann@desk.example")
ANN_LEE = Person(2, "Ann Lee", "a.lee@desk.example")
JOAO = Person(3, "João Souza", "joao@desk.example")
NAMELESS = Person(4, "", "night-shift@desk.example")
PEOPLE = (ANN, ANN_LEE, JOAO, NAMELESS)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("@Ann look", {1}),
        ("@ann", {1}),
        ("Please, @ANN!", {1}),
        ("@Ann Lee look", {2}),
        ("@Ann  Lee look", {2}),
        ("(@a.lee)", {2}),
        ("@ann@desk.example", {1}),
        ("@João Souza, @night-shift.", {3, 4}),
        ("@JOÃO SOUZA", {3}),
        ("@Joa\u0303o Souza", {3}),
        ("@João", set()),  # half a name
        ("@Anna", set()),
        ("@ann-lee", set()),
        ("mail ann@desk.example", set()),
        ("x@ann", set()),
        ("@@ann", set()),
        ("@ann.smith", set()),
        ("@ann's turn", {1}),
        ("@", set()),
        ("nobody", set()),
        ("@ann @ann", {1}),
    ],
)
def test_words_that_fit_exactly(text: str, meant: set[int]) -> None:
    assert mentioned(text, PEOPLE) == meant


def test_two_of_one_name_are_both_meant() -> None:
    twin = Person(5, "Ann", "ann.two@desk.example")
    assert mentioned("@Ann", [ANN, twin]) == {1, 5}
    assert mentioned("@ann.two", [ANN, twin]) == {5}


def test_a_name_is_no_way_to_be_meant_for_another() -> None:
    """A name is its bearer's own choice; an address is not."""
    twin, liar = Person(5, "Ann", "ann.two@desk.example"), Person(6, ANN.address, "liar@x.example")
    assert mentioned("@Ann", [ANN, twin], alone=True) == set()
    assert mentioned("@Ann @ann.two", [ANN, twin], alone=True) == {5}
    assert mentioned(f"@{ANN.address}", [ANN, twin, liar], alone=True) == {ANN.pk}
    assert mentioned(f"@{ANN.address}", [liar, ANN]) == {ANN.pk}


def test_names_are_words_and_no_pattern() -> None:
    odd = Person(6, "A.+ (B)", "odd@desk.example")
    assert mentioned("@Axx (B)", [odd]) == set()
    assert mentioned("@A.+ (B)", [odd]) == {6}
    assert mentioned("@ann", []) == set()
