"""The signature of a desk: kept by who sets it up, written down, over nobody's unseen."""

import re
from html import unescape

from django.test import Client

from prazo.writing.models import Signature
from tests.web.settings.conftest import Setters, at_desk, last_change
from tests.world import World


def drawn(page: str) -> str:
    found = re.search(r'name="drawn" value="([^"]*)"', page)
    assert found is not None
    return unescape(found[1])


def test_it_is_kept_by_language_with_its_history(
    world: World, ada: Client, setters: Setters, everything: None
) -> None:
    page = ada.get(at_desk(world, "signature")).content.decode()
    assert "{agent}" in page and "Português" in page
    said = {"text_any": "{agent}\r\n{desk}", "text_es": "Saludos", "drawn": drawn(page)}
    answer = ada.post(at_desk(world, "signature"), said)
    assert (answer.status_code, answer["Location"]) == (
        302, at_desk(world, "signature") + "?done=kept",
    )  # fmt: skip
    texts = dict(Signature.objects.filter(user=None).values_list("language", "text"))
    assert texts == {"": "{agent}\n{desk}", "es": "Saludos"}
    change = last_change()
    assert (change.what, change.by) == ("signature.changed", setters.ada)
    assert change.after == {"signatures": texts} and change.before == {"signatures": {}}
    history = ada.get(at_desk(world, "history")).content.decode()
    assert "Signature changed" in history and "Saludos" in history


def test_a_colleagues_is_not_written_over_unseen(
    world: World, ada: Client, everything: None
) -> None:
    before = drawn(ada.get(at_desk(world, "signature")).content.decode())
    ada.post(at_desk(world, "signature"), {"text_any": "Theirs", "drawn": before})
    mine = {"text_any": "Mine", "drawn": before}
    refused = ada.post(at_desk(world, "signature"), mine)
    assert refused.status_code == 409 and "Mine" in refused.content.decode()
    assert Signature.objects.get().text == "Theirs"
    ada.post(at_desk(world, "signature"), {**mine, "drawn": drawn(refused.content.decode())})
    assert Signature.objects.get().text == "Mine"


def test_what_is_no_variable_is_named_beside_its_field(world: World, ada: Client) -> None:
    answer = ada.post(at_desk(world, "signature"), {"text_de": "{subject}"})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(r'id="\w*text_de_error">[^<]*\{subject\}[^<]*\{agent\}', shown)
