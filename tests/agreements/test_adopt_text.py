"""What a desk may be put to work under."""

import pytest

from prazo.accounts.operator import Operator
from prazo.agreements.actions.adopt_text import adopt_text
from prazo.agreements.faults import Faults
from prazo.agreements.models import Adoption, Version
from tests.world import MONDAY, TEXT, make_world


def test_a_file_of_which_an_error_is_said_is_adopted_by_nobody(system: None) -> None:
    """Though it can be loaded: some tickets would have no time. The page refused it already."""
    world = make_world()
    text = TEXT.replace('version: "1"', 'version: "2"').replace("      - {in: 2d}\n", "")
    before = Adoption.objects.count(), Version.objects.count()
    with pytest.raises(Faults) as told:
        adopt_text(world.desk, text, since=MONDAY, by=Operator(world.lea, MONDAY))
    assert {fault.what for fault in told.value.faults} == {"gap"}
    assert (Adoption.objects.count(), Version.objects.count()) == before
