"""What is written of a change: the fields that differ, and nothing of a secret."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prazo.accounts import changes
from prazo.accounts.changes import GIVEN, record_change, secret_mark
from prazo.accounts.models import Change, Desk, User
from prazo.accounts.operator import Operator

FACTS = st.dictionaries(
    st.sampled_from("abcdef"), st.none() | st.integers() | st.text() | st.lists(st.integers())
)


@pytest.fixture
def by(system: None) -> Operator:
    user = User.objects.create_user("ada@desk.example", name="Ada")
    return Operator(user, datetime(2026, 3, 2, tzinfo=UTC), "198.51.100.7")


def test_it_says_who_when_and_from_where(by: Operator) -> None:
    desk = Desk.objects.create(slug="here", name="Here")
    made = record_change(desk, by, "desk.changed", "Here", {"name": "a"}, {"name": "b"})
    assert made is not None
    kept = Change.objects.get()
    assert (kept.by, kept.at, kept.place) == (by.user, by.at, "198.51.100.7")
    assert (kept.before, kept.after) == ({"name": "a"}, {"name": "b"})


@given(before=FACTS, after=FACTS)
def test_applied_to_before_it_gives_after(before: dict[str, Any], after: dict[str, Any]) -> None:
    """Nothing that changed is left out, nothing that did not is in it."""
    kept: list[dict[str, Any]] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(changes.Change.objects, "create", lambda **facts: kept.append(facts))
        record_change(Desk(), Operator(User(), datetime.now(UTC)), "x", "x", before, after)
    if before == after:
        assert not kept
        return
    (change,) = kept
    gone = change["before"].keys() - change["after"].keys()
    again = {name: value for name, value in before.items() if name not in gone}
    assert again | change["after"] == after
    for name in change["before"].keys() & change["after"].keys():
        assert change["before"][name] != change["after"][name]


@pytest.mark.parametrize("secret", ["hunter2", b"hunter2", "x"])
def test_of_a_secret_only_that_there_is_one(secret: str | bytes) -> None:
    """J08."""
    assert secret_mark(secret) == GIVEN
    assert secret_mark("") == secret_mark(b"") == secret_mark(None) == ""
