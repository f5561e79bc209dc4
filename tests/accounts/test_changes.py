"""What is written of a change: the fields that differ, and nothing of a secret."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prazo.accounts import changes
from prazo.accounts.actions.administer import administer
from prazo.accounts.actions.deactivate import activate, deactivate
from prazo.accounts.actions.set_password import set_password
from prazo.accounts.changes import GIVEN, record_change, secret_mark
from prazo.accounts.models import Change, Desk, Member, User
from prazo.accounts.operator import Operator
from prazo.accounts.sign_in_links import holder, make
from tests.world import make_world

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


def test_what_holds_at_every_desk_is_told_at_every_desk(system: None) -> None:
    """With what it was before and is since, as of any other change."""
    world = make_world()
    world.lea.administers = True
    world.lea.save()
    ann = Member.objects.select_related("user", "desk").get(user=world.ann, desk=world.desk)
    by = Operator(world.lea, datetime(2026, 3, 2, tzinfo=UTC))
    administer(ann, True, by=by)
    kept = Change.objects.filter(what="account.administers")
    assert {one.desk for one in kept} == {world.desk, world.other_desk}
    deactivate(ann, by=by)
    activate(ann, by=by)
    told = Change.objects.filter(what__contains="activated").order_by("pk")
    assert [(one.before, one.after) for one in told] == [
        ({"active": True}, {"active": False}),
        ({"active": False}, {"active": True}),
    ]


def test_a_link_of_before_does_not_sign_in_who_administers_since(system: None) -> None:
    """AC10: who made it may not do what its holder may by now."""
    world = make_world()
    world.lea.administers = True
    world.lea.save()
    ann = Member.objects.select_related("user", "desk").get(user=world.ann, desk=world.desk)
    now = datetime(2026, 3, 2, tzinfo=UTC)
    token = make(ann.user, now)
    administer(ann, True, by=Operator(world.lea, now))
    assert holder(token, now) is None


def test_a_new_password_ends_links_that_were_not_used(system: None) -> None:
    """S04: whoever else was given one is shut out with the old password."""
    ann, now = make_world().ann, datetime(2026, 3, 2, tzinfo=UTC)
    token = make(ann, now)
    set_password("eleven loud blue chairs", by=Operator(ann, now))
    assert holder(token, now) is None
