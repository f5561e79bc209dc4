"""Queries read: words, phrases, operators; what is wrong is said with its place and remedy."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from django.utils import translation
from hypothesis import example, given
from hypothesis import strategies as st

from prazo.desk.conditions import Condition
from prazo.desk.conditions.condition import Op
from prazo.desk.conditions.fields import Field, Kind
from prazo.desk.query import OPERATORS, Asked, Name, asked, tokens

KNOWN = {
    "priority": [("high", "Hoch"), ("low", "Niedrig")],
    "channel": [("email", "E-Mail"), ("phone", "Telefon")],
    "assignee": [("me", "ich"), ("none", "niemand"), ("7", "Ann Arbor"), ("8", "Anna Bolt")],
    "customer": [("none", "keiner"), ("1", "Acme GmbH"), ("2", "Acme Ltd"), ("3", "Bolt")],
    "desk": [("4", "Nord"), ("5", "Süd")],
}


class Book:
    def of(self, field: Field, said: str) -> Sequence[Name]:
        known = KNOWN.get(field.name, [])
        own = field.kind not in (Kind.ROW, Kind.PERSON)
        return [Name(value, name, value if own else name.lower()) for value, name in known]


def read(text: str) -> Asked:
    return asked(text, Book())


def condition(text: str) -> Condition:
    found = read(text)
    assert not found.faults and len(found.terms) == 1, [str(f.refusal) for f in found.faults]
    return found.terms[0].condition


@pytest.mark.parametrize(
    ("text", "field", "op", "values"),
    [
        ("from:rita@acme", "requester", Op.CONTAINS, ("rita@acme",)),
        ("-from:rita", "requester", Op.LACKS, ("rita",)),
        ('subject:"no dial  tone"', "subject", Op.CONTAINS, ("no dial tone",)),
        ("customer:acme", "customer", Op.IS, ("1", "2")),
        ('customer:"acme gmbh"', "customer", Op.IS, ("1",)),
        ("customer:bolt,ltd", "customer", Op.IS, ("3", "2")),
        ("desk:SÜD", "desk", Op.IS, ("5",)),
        ("assignee:me", "assignee", Op.IS, ("me",)),
        ("assignee:nobody", "assignee", Op.IS, ("none",)),
        ("assignee:niemand", "assignee", Op.IS, ("none",)),
        ("-assignee:arbor", "assignee", Op.IS_NOT, ("7",)),
        ("priority:high", "priority", Op.IS, ("high",)),
        ("PRIORITY:hoch,low", "priority", Op.IS, ("high", "low")),
        ("channel:telefon", "channel", Op.IS, ("phone",)),
        ("is:waiting", "status", Op.IS, ("waiting",)),
        ("-is:closed,merged", "status", Op.IS_NOT, ("closed", "merged")),
        ("is:escalated", "escalated", Op.IS, ()),
        ("-is:missed", "breached", Op.IS_NOT, ()),
        ("is:unanswered", "unanswered", Op.IS, ()),
        ("unanswered:>4h", "unanswered_since", Op.MORE_AGO, ("4h",)),
        ("has:attachment", "attachment", Op.IS, ()),
        ("due:<2h", "due", Op.WITHIN, ("2h",)),
        ("due:>1d", "due", Op.LATER, ("1d",)),
        ("due:past", "due", Op.OVERDUE, ()),
        ("opened:<3d", "opened", Op.LESS_AGO, ("3d",)),
        ("resolved:never", "resolved", Op.NEVER, ()),
    ],
)
def test_operators_are_conditions(text: str, field: str, op: Op, values: tuple[str, ...]) -> None:
    assert condition(text) == Condition(field, op, values)


def test_words_phrases_and_what_is_not_wanted() -> None:
    found = read('fax "dial tone" -red -"too late" acme-fax is:open')
    assert [token.value for token in found.words] == ["fax", "acme-fax"]
    assert [token.value for token in found.phrases] == ["dial tone"]
    assert [token.value for token in found.without] == ["red", "too late"]
    assert [term.said for term in found.terms] == [("open",)]
    assert not found.faults and found.says and not found.only_operators


def test_values_are_also_what_the_reader_calls_them() -> None:
    with translation.override("de"):
        assert condition("is:wartend").values == ("waiting",)
        assert condition("is:waiting").values == ("waiting",)


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("fax priority:urgent", "knows Hoch, Niedrig"),
        ("is:late", "escalated, unanswered, missed, excluded"),
        ("has:wings", "knows attachment"),
        ("due:2h", "due:<2h"),
        ("opened:<soon", "opened:<2h"),
        ("-due:<2h", "use < and >"),
        ("customer:initech", "Nothing you may see is called “initech”"),
        ("component:mixer", "no values at your desks"),
        ("customer:", "Say after “customer:”"),
        ("-fax", "Say also what should be found"),
    ],
)
def test_what_is_not_known_is_said_with_the_remedy(text: str, remedy: str) -> None:
    found = read(text)
    (fault,) = found.faults
    assert remedy in str(fault.refusal)
    piece = text[fault.token.start : fault.token.end]
    assert piece == text.split()[-1]


def test_what_is_no_operator_is_words_and_said() -> None:
    found = read("error:E17 http://x.example/y Re: fax 12:30")
    (remark,) = found.remarks
    assert "“error:” is no operator" in str(remark.refusal)
    said = [f"{token.name} {token.value}".strip() for token in found.words]
    assert said == ["error E17", "http://x.example/y", "re", "fax", "12:30"]
    assert not found.faults


def test_pieces_are_taken_out_and_put_in() -> None:
    found = read("telefon  is:open kaput")
    assert found.less(found.terms[0].token) == "telefon kaput"
    assert found.instead({found.words[0]: "telephone"}) == "telephone  is:open kaput"


NAMES = st.sampled_from([*OPERATORS, "is", "has", "foo", ""])
VALUES = st.sampled_from(
    ["high", "<2h", "past", "me", '"a b"', "", ",", "acme,", "-", ":", "x" * 60]
)
PIECES = st.builds(
    lambda minus, name, value: f"{minus}{name}:{value}", st.sampled_from(["", "-"]), NAMES, VALUES
)
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=8).map(" ".join)


@given(TEXTS)
@example('-"')
@example('a:"b')
@example("::")
def test_whatever_is_typed_is_read_and_nothing_is_lost(text: str) -> None:
    found = read(text)
    spans = [(token.start, token.end) for token in tokens(text)]
    assert spans == sorted(spans) and all(start < end for start, end in spans)
    assert all(one[1] <= two[0] for one, two in pairwise(spans))
    held = set().union(*(range(*span) for span in spans)) if spans else set()
    assert all(text[n].isspace() for n in range(len(text)) if n not in held)
    for fault in (*found.faults, *found.remarks):
        assert str(fault.refusal)
        assert text[fault.token.start : fault.token.end].strip()
    for term in found.terms:
        assert read(found.less(term.token)).text == found.less(term.token)
