"""What a desk may be put to work under."""

import pytest

from prazo.accounts.models import Role
from prazo.accounts.operator import Operator
from prazo.agreements.actions.adopt_text import adopt_text
from prazo.agreements.faults import Faults
from prazo.agreements.models import Adoption, Version, in_force
from prazo.agreements.take import take
from prazo.lib.refusal import Refusal
from tests.world import MONDAY, TEXT, hire, make_world, open_desk

NEXT = TEXT.replace('version: "1"', 'version: "2"')


def test_a_file_of_which_an_error_is_said_is_adopted_by_nobody(system: None) -> None:
    """Though it can be loaded: some tickets would have no time. The page refused it already."""
    world = make_world()
    text = NEXT.replace("      - {in: 2d}\n", "")
    before = Adoption.objects.count(), Version.objects.count()
    with pytest.raises(Faults) as told:
        adopt_text(world.desk, text, since=MONDAY, by=Operator(world.lea, MONDAY))
    assert {fault.what for fault in told.value.faults} == {"gap"}
    assert (Adoption.objects.count(), Version.objects.count()) == before


def test_nobody_takes_the_next_version_of_anothers_agreement(system: None) -> None:
    world = make_world()
    elsewhere = take(TEXT.replace("agreement: small", "agreement: elsewhere"))
    own = open_desk("third", elsewhere)
    by = Operator(hire(own, "tess", Role.ADMIN), MONDAY)
    with pytest.raises(Refusal, match="A desk that you do not set up"):
        adopt_text(own, NEXT, since=MONDAY, by=by)
    adopt_text(own, TEXT, since=MONDAY, by=by)  # shared as it is
    assert in_force(own.pk, MONDAY) == in_force(world.desk.pk, MONDAY)
    adopt_text(world.desk, NEXT, since=MONDAY, by=Operator(world.lea, MONDAY))
