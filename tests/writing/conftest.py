"""A small world, seen whole, for what is written in it."""

import pytest

from tests.world import World, make_world


@pytest.fixture
def world(system: None) -> World:
    return make_world()
