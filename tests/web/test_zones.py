"""Time zones are offered by the names of places; whatever was chosen once stays."""

import pytest

from tests.web.conftest import Visit
from tests.world import World


@pytest.mark.usefixtures("everything")
def test_no_second_names_are_offered_and_none_is_lost(world: World, visit: Visit) -> None:
    text = visit(world.ann).get("/me").content.decode()
    assert 'value="Europe/Berlin"' in text and 'value="UTC"' in text
    assert "Factory" not in text and "GB-Eire" not in text
    world.ann.time_zone = "GB-Eire"
    world.ann.save()
    browser = visit(world.ann)
    assert '<option value="GB-Eire" selected>' in browser.get("/me").content.decode()
    given = {"name": "Ann", "language": "en", "time_zone": "GB-Eire"}
    assert browser.post("/me", given).status_code == 302
    world.ann.refresh_from_db()
    assert world.ann.time_zone == "GB-Eire"
    assert browser.post("/me", {**given, "time_zone": "Nowhere/Land"}).status_code == 422
