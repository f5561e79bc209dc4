"""A world whose people are told."""

import pytest

from tests.world import World, make_world


@pytest.fixture
def world(system: None) -> World:
    return make_world()
