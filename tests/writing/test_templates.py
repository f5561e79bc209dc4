"""Templates: whose they are, how they are found, and that their variables are names alone (J10)."""

from dataclasses import replace

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from prazo.accounts.models import Change
from prazo.accounts.operator import Operator
from prazo.lib import scope
from prazo.lib.refusal import Refusal
from prazo.writing.actions.keep_template import (
    Said,
    change_template,
    make_template,
    remove_template,
)
from prazo.writing.models import Template
from prazo.writing.placeholders import NAMES, filled, unknown
from prazo.writing.templates import count_uses, matching, usable
from tests.world import MONDAY, World

HELLO = Said(name="Hello", text="Hello {requester}, this is {agent} about {number}.")


@pytest.fixture
def by(world: World) -> Operator:
    return Operator(world.lea, MONDAY, None)


class TestVariables:
    def test_known_ones_are_replaced_and_missing_ones_stay(self) -> None:
        values = {"requester": "Rita", "number": "#7", "agent": ""}
        text, missing = filled(HELLO.text, values)
        assert text == "Hello Rita, this is {agent} about #7."
        assert missing == ["agent"]

    def test_a_value_is_never_looked_at_again(self) -> None:
        assert filled("{requester}", {"requester": "{agent}", "agent": "x"}) == ("{agent}", [])

    @pytest.mark.parametrize(
        "text",
        [
            "{requester.__class__}", "{0}", "{}", "{requester!r}", "{requester:>99999999}",
            "{requester[0]}", "{{requester}}", "{% include 'x' %}", "${7*7}", "{settings}",
            "{Requester}", "{ requester }",
        ],
    )  # fmt: skip
    def test_nothing_else_is_a_variable(self, text: str, world: World, by: Operator) -> None:
        """J10: refused as the template is kept, with the names there are; and if it were there,
        it would be text."""
        values = dict.fromkeys(NAMES, "V")
        if text != "{{requester}}":
            assert filled(text, values)[0] == text
            with pytest.raises(Refusal, match=r"is no variable. There are: \{requester\}"):
                make_template(world.desk, replace(HELLO, text=text), by=by)
        else:
            assert filled(text, values)[0] == "{V}"

    @given(st.text(max_size=200))
    def test_any_text_without_braces_is_itself(self, text: str) -> None:
        text = text.replace("{", "").replace("}", "")
        assert filled(text, {}) == (text, []) and unknown(text) == []


def test_whose_is_seen_by_whom(world: World, by: Operator) -> None:
    make_template(world.desk, HELLO, by=by)
    make_template(world.desk, replace(HELLO, name="Front"), by=by, team=world.front)
    make_template(world.desk, replace(HELLO, name="Ann's"), by=by, owner=world.ann)
    make_template(world.other_desk, replace(HELLO, name="Theirs"), by=by)

    def names(user: object) -> set[str]:
        return set(usable(user, world.desk.pk).values_list("name", flat=True))

    assert names(world.ann) == {"Hello", "Front", "Ann's"}
    assert names(world.bob) == {"Hello"}
    with scope.entered(scope.of([world.other_desk.pk])):
        assert set(Template.objects.values_list("name", flat=True)) == {"Theirs"}


def test_found_by_name_then_language_then_use(world: World, by: Operator) -> None:
    for name, language in (("Refund", "en"), ("Reembolso", "pt-br"), ("A refund", ""), ("X", "")):
        text = "About a refund" if name == "X" else "…"
        make_template(world.desk, Said(name=name, text=text, language=language), by=by)

    def found(typed: str, language: str = "en") -> list[str]:
        return [t.name for t in matching(world.ann, world.desk.pk, typed, language, {})]

    assert found("ref") == ["Refund", "A refund", "X"]
    assert found("re", "pt-br")[0] == "Reembolso" or found("re", "pt-br")[0] == "A refund"
    assert found("ref", "pt-br")[-1] == "Refund"
    assert found("zebra") == [] and found("%") == []
    used = Template.objects.get(name="X")
    count_uses(world.ann, world.desk.pk, [used.pk, used.pk], MONDAY)
    used.refresh_from_db()
    assert (used.used, used.used_at) == (1, MONDAY)
    assert found("")[0] == "X"


def test_no_use_is_counted_of_what_one_may_not_use(world: World, by: Operator) -> None:
    here = make_template(world.desk, HELLO, by=by)
    there = make_template(world.other_desk, HELLO, by=by)
    bobs = make_template(world.desk, replace(HELLO, name="Bob's"), owner=world.bob, by=by)
    count_uses(world.ann, world.desk.pk, [here.pk, there.pk, bobs.pk], MONDAY)
    used = dict(Template.objects.values_list("pk", "used"))
    assert used == {here.pk: 1, there.pk: 0, bobs.pk: 0}


def test_every_change_of_a_desks_is_in_its_history(world: World, by: Operator) -> None:
    made = make_template(world.desk, HELLO, by=by)
    change_template(made, replace(HELLO, text="Hi."), by=by, team=world.front)
    remove_template(made, by=by)
    what = list(Change.objects.order_by("id").values_list("what", "before", "after"))
    assert [one[0] for one in what] == ["template.made", "template.changed", "template.removed"]
    assert what[1][1:] == ({"text": HELLO.text, "team": ""}, {"text": "Hi.", "team": "Front"})
    mine = make_template(world.desk, HELLO, by=by, owner=world.ann)
    remove_template(mine, by=by)
    assert Change.objects.count() == 3  # one's own is nobody else's to read


def test_one_name_stands_for_one_text(world: World, by: Operator) -> None:
    make_template(world.desk, HELLO, by=by)
    with pytest.raises(Refusal, match="of this name already"):
        make_template(world.desk, replace(HELLO, name="hello"), by=by)
    make_template(world.desk, replace(HELLO, language="es"), by=by)
    make_template(world.desk, HELLO, by=by, owner=world.ann)
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from writing_template")
        assert cursor.fetchone() == (3,)
