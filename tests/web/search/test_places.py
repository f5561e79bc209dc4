"""Words are looked up place by place: what is found is the same wherever the tickets stand."""

from itertools import product

import pytest

from prazo.desk.models import Message, Ticket
from prazo.desk.search import LAST, Wanted, that_say
from tests.world import World, at

CROWD = range(3_000_000, 3_000_600)
"""Far more tickets in a row than are fetched at once."""
SCATTERED = (300, 301, 5_000, 66_000, 1_200_000, 2_999_744, 3_000_255, 3_000_256, 3_090_007)
NEWER = range(3_090_001, 3_090_040)
BEFORE = (LAST, 3_090_020, 3_090_001, 3_000_599, 3_000_512, 3_000_000, 5_001, 300, 1, 0)
SAID = {
    "crowd": {*CROWD},
    "even": {pk for pk in CROWD if pk % 2 == 0},
    "lone": {*SCATTERED},
    "newer": {*NEWER},
    "zebra": {*CROWD, *SCATTERED, *NEWER},
    "crowd even": {pk for pk in CROWD if pk % 2 == 0},
    "crowd lone": {*CROWD} & {*SCATTERED},
    "newer even": set(),
}


@pytest.fixture
def tickets(world: World, everything: None) -> None:
    first = world.ask("Fax", at=at("10:30"))
    like = Ticket.objects.filter(pk=first.pk).values().get()
    message = Message.objects.filter(ticket=first).values().first()
    assert message is not None
    every = sorted(SAID["zebra"])
    Ticket.objects.bulk_create(
        Ticket(**{**like, "id": pk, "number": 90_000_000 + pk}) for pk in every
    )
    Message.objects.bulk_create(
        Message(
            **{
                **message,
                "id": 90_000_000 + pk,
                "ticket_id": pk,
                "reference": str(pk),
                "text": _text(pk),
            }
        )
        for pk in every
    )


def _text(pk: int) -> str:
    return " ".join(word for word, said in SAID.items() if " " not in word and pk in said)


def test_the_newest_of_each_word_are_found_wherever_they_stand(world: World, tickets: None) -> None:
    for word, before in product(SAID, BEFORE):
        expected = sorted((pk for pk in SAID[word] if pk < before), reverse=True)
        for most in (1, 26, 256, 257, 2000):
            found = that_say(Wanted(word), [world.desk.pk], before, most)
            assert found == expected[:most], (word, before, most)


def test_what_is_not_wanted_and_phrases_are_looked_at_in_each_place(
    world: World, tickets: None
) -> None:
    desks = [world.desk.pk]
    odd = sorted(SAID["crowd"] - SAID["even"], reverse=True)
    assert that_say(Wanted("crowd", without=("even",)), desks, LAST, 300) == odd[:300]
    said = Wanted(phrases=("crowd even lone",))
    assert that_say(said, desks, LAST, 26) == [3_000_256]
    assert that_say(Wanted("lone", without=("crowd even",)), desks, LAST, 3) == [
        3_090_007,
        3_000_255,
        2_999_744,
    ]
