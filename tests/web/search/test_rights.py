"""AC04: results, counts, proposals, passages and the palette name nothing of a desk that the asker
does not work at, whatever is asked."""

import re

import pytest
from django.utils import timezone

from prazo.desk.actions.note import note
from prazo.desk.actions.open_side_thread import open_side_thread
from prazo.desk.actor import agent
from prazo.desk.models import SavedQueue
from prazo.lib import scope
from prazo.lib.rows import select
from tests.web.conftest import Visit
from tests.web.search.conftest import Learned, Shown
from tests.world import World, meet, sign


@pytest.fixture
def secret(world: World, learned: Learned) -> list[str]:
    """Words that stand at the other desk alone, and are known there."""
    customer, _ = sign(world.other_desk, "Umbrella Pharmaceuticals", "umbrella.example")
    meet(world.other_desk, customer, "Wesker Albert", "wesker@umbrella.example")
    theirs = world.ask(
        "Tyrantvirus escaped",
        at=timezone.now(),
        text="the laboratoryrabbits bite",
        desk=world.other_desk,
        sender="wesker@umbrella.example",
    )
    note(theirs, by=world.by_ann, at=timezone.now(), text="keep quietaboutit")
    open_side_thread(
        theirs,
        party="third_party",
        to="birkin@arklay.example",
        subject="Mansionfire",
        text="burn the greenhouseplants",
        by=agent(world.stranger),
        at=timezone.now(),
    )
    world.ask("Fax is dead", at=timezone.now())
    learned()
    return [
        "umbrella",
        "wesker",
        "tyrantvirus",
        "laboratoryrabbits",
        "quietaboutit",
        "pharmaceuticals",
        "mansionfire",
        "greenhouseplants",
        "arklay",
    ]


QUERIES = (
    "tyrantvirus", "tyrantvirsu", "tyrantvirus fax", "laboratoryrabbits", "quietaboutit", "wesker",
    "umbrela", "weskr albert", '"tyrantvirus escaped"', "escaped", "fax -tyrantvirus",
    "customer:umbrella", "from:wesker", "from:wesker@umbrella fax", "desk:other-desk", "desk:other",
    "assignee:stranger", "team:front", "subject:tyrant", "-customer:acme", "is:open", "opened:<1h",
    "bite", "customer:pharma", "is:open sort", "from:e", "from:we", "customer:a",
    "laboratoryrabits", "laboratroyrabbits fax", "quietabuotit", "keep quietaboutti", "rabbitss",
    "mansionfire", "mansoinfire", "greenhouseplants", "greenhouseplnats", "arklay", "arkaly fax",
    '"the greenhouseplants"', "burn", "birkn", "fax -greenhouseplants", "-mansionfire is:open",
    "Other-Desk", "-qqq is:open", "-fax is:open", '-"x y" is:open',
)  # fmt: skip


@pytest.mark.parametrize("sort", ["", "best"])
def test_no_search_names_what_is_theirs(
    world: World, visit: Visit, secret: list[str], sort: str
) -> None:
    browser = visit(world.ann)
    for query in QUERIES:
        page = browser.get("/search", {"q": query, "sort": sort}).content.decode()
        said = page.lower()
        for word in re.findall(r"[\w-]{3,}", query.lower()):
            said = said.replace(word, "")  # one's own words come back as they were asked
        for word in (*secret, "other-desk", "stranger", "escaped"):
            assert word not in said, (query, word)


def test_a_number_of_theirs_leads_nowhere(world: World, visit: Visit, secret: list[str]) -> None:
    theirs = world.other_desk.tickets.get()
    answer = visit(world.ann).get("/search", {"q": str(theirs.number)})
    assert answer.status_code == 200 and b"Nothing found." in answer.content


def test_what_differs_for_the_asker_is_not_what_is_there(
    world: World, visit: Visit, secret: list[str]
) -> None:
    """A word of theirs and a word of nobody's are answered alike, but for the word itself."""
    browser = visit(world.ann)
    theirs = browser.get("/search", {"q": "tyrantvirus"}).content
    nobodys = browser.get("/search", {"q": "tyrantviruz"}).content
    assert _bare(theirs, b"tyrantvirus") == _bare(nobodys, b"tyrantviruz")
    others = (("customer", "umbrella"), ("desk", "other-desk"), ("assignee", "stranger"))
    for operator, name in others:
        one = browser.get("/search", {"q": f"{operator}:{name}"})
        other = browser.get("/search", {"q": f"{operator}:qqqqqq"})
        assert one.status_code == other.status_code == 422
        assert _bare(one.content, name.encode()) == _bare(other.content, b"qqqqqq")


def test_a_slip_is_forgiven_with_words_of_ones_own_desk_alone(
    world: World, shown: Shown, learned: Learned
) -> None:
    """Two desks know words that are alike: each is proposed its own, the other's to nobody."""
    for desk, sender, word in (
        (world.desk, "rita@acme.example", "gramophone"),
        (world.other_desk, "wesker@umbrella.example", "grammophon"),
    ):
        world.ask("Fax", at=timezone.now(), text=f"my {word}", desk=desk, sender=sender)
    world.ask(
        "Fax", at=timezone.now(), text="xylophone", desk=world.other_desk, sender="a@b.example"
    )
    learned()
    ours, theirs = shown("gramofon"), shown("gramofon", who=world.stranger)
    assert "q=gramophone" in ours and "grammophon" not in ours
    assert "q=grammophon" in theirs and "gramophone" not in theirs
    page = shown("xylofone")
    assert "xylophone" not in page and "Nothing found." in page
    with scope.entered(scope.of([world.desk.pk], [world.customer.pk])):
        assert select("select * from prazo_alike('gramofon', %s, 1, 0.2, 9)", [world.desk.pk]) == []


def test_the_words_themselves_have_the_wall(world: World, secret: list[str]) -> None:
    def known() -> set[str]:
        return {word for (word,) in select("select word from desk_searchword")}

    assert {"laboratoryrabbits", "greenhouseplants", "dead"} <= known()
    with scope.entered(scope.of([world.desk.pk])):
        assert "dead" in known() and not known() & {*secret}
    for nobodys in (scope.NOTHING, scope.of([world.desk.pk], [world.customer.pk])):
        with scope.entered(nobodys):
            assert known() == set()


def test_the_palette_names_what_is_ones_own(
    world: World, visit: Visit, secret: list[str], shown: Shown
) -> None:
    with scope.entered(scope.SYSTEM):
        theirs = world.other_desk.tickets.get()
        note(theirs, by=world.by_ann, at=timezone.now(), text="ann was here before she left")
        SavedQueue.objects.create(
            name="Zombies", owner=world.stranger, conditions={}, made_at=timezone.now()
        )
    listed = visit(world.ann).get("/palette").json()["items"]
    said = str(listed).lower()
    for word in (*secret, "other-desk", "zombies", "stranger"):
        assert word not in said, word
    assert {"kind": "Customer", "name": "Acme", "more": "",
            "address": f"/customers/{world.customer.pk}"} in listed  # fmt: skip
    assert "/settings/" not in said
    theirs_listed = str(visit(world.stranger).get("/palette").json()).lower()
    assert "umbrella" in theirs_listed and "acme" not in theirs_listed


def test_the_palette_is_for_who_signed_in_and_settings_for_who_sets_up(
    world: World, visit: Visit, everything: None
) -> None:
    assert visit(None).get("/palette").status_code == 302
    world.desk.members.filter(user=world.lea).update(role="admin")
    names = [item["address"] for item in visit(world.lea).get("/palette").json()["items"]]
    assert "/settings/desk/acme-desk/customers" in names
    assert not [name for name in names if "other-desk" in name]
    reader = visit(world.contact).get("/palette").json()["items"]
    assert "/queues/new" not in [item["address"] for item in reader]


def _bare(page: bytes, word: bytes) -> list[bytes]:
    """Without the word, and what is new on every page."""
    lines = page.replace(word, b"?").split(b"\n")
    return [line for line in lines if b"csrfmiddlewaretoken" not in line]
