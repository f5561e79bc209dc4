"""Tags on pages: put on, taken off, proposed, searched, told in rows; set up by who may."""

import re

import pytest
from django.utils import timezone

from prazo.accounts.models import Change
from prazo.desk.actions.tag import tag
from prazo.desk.bulks import HELD
from prazo.desk.models import Tag, Ticket
from prazo.rules.models import Macro, On, Rule
from prazo.web.views.bulk.doing import do_due
from tests.rules.made import asked, deed, make_macro, make_rule
from tests.web.conftest import Visit
from tests.web.settings.conftest import Setters, ada, at_desk, setters
from tests.world import World

__all__ = ["ada", "setters"]


@pytest.fixture(autouse=True)
def seen(everything: None) -> None:
    """Tests here look at all of the database."""


@pytest.fixture
def ticket(world: World) -> Ticket:
    made = world.ask(at=timezone.now())
    return tag(made, add=["vpn", "too late"], by=world.by_ann, at=timezone.now())


def tags_of(ticket: Ticket) -> list[str]:
    return Ticket.objects.get(pk=ticket.pk).tags


def test_it_shows_them_with_a_way_to_all_that_have_them(
    world: World, visit: Visit, ticket: Ticket
) -> None:
    browser = visit(world.ann)
    page = browser.get(f"/t/{ticket.number}").content.decode()
    address = re.search(r'<li class="tag"><a href="([^"]+)">too late', page)
    assert address is not None
    assert f"#{ticket.number}" in browser.get(address[1].replace("&amp;", "&")).content.decode()
    assert "tagged it too late, vpn" in page
    row = browser.get("/").content.decode()
    assert '<span class="tag">too late</span> <span class="tag">vpn</span>' in row


def test_one_who_only_reads_sees_them_and_changes_none(
    world: World, visit: Visit, ticket: Ticket
) -> None:
    browser = visit(world.contact)
    page = browser.get(f"/t/{ticket.number}").content.decode()
    assert "too late</a></li>" in page
    assert 'name="without"' not in page
    assert browser.post(f"/t/{ticket.number}/tags", {"without": "vpn"}).status_code == 403


def test_some_are_put_on_and_others_taken_off(world: World, visit: Visit, ticket: Ticket) -> None:
    """A colleague's stays, though the form did not show it; nor is it missed where it is gone."""
    browser = visit(world.ann)
    address = f"/t/{ticket.number}/tags"
    form = browser.get(address).content.decode()
    assert re.search(r'name="without" value="too late"', form)
    tag(ticket, add=["theirs"], by=world.by_bob, at=timezone.now())
    sent = {"add": "VPN, Printer", "without": "too late"}
    assert browser.post(address, sent).status_code == 302
    assert tags_of(ticket) == ["printer", "theirs", "vpn"]
    for _twice in range(2):
        assert browser.post(address, {"without": "theirs"}).status_code == 302
    assert tags_of(ticket) == ["printer", "vpn"]


def test_what_is_no_tag_comes_back_with_why(world: World, visit: Visit, ticket: Ticket) -> None:
    answer = visit(world.ann).post(f"/t/{ticket.number}/tags", {"add": "ok, " + "x" * 41})
    assert answer.status_code == 422
    assert "at most 40 characters" in answer.content.decode()
    assert tags_of(ticket) == ["too late", "vpn"]


def test_what_the_desk_has_is_proposed(world: World, visit: Visit, ticket: Ticket) -> None:
    browser = visit(world.ann)
    address = f"/tags/{world.desk.slug}?of=add&add="
    assert browser.get(f"{address}V").content == b'<option value="vpn">vpn</option>'
    more = browser.get(f"{address}vpn, t").content.decode()
    assert more == '<option value="vpn, too late">too late</option>'
    assert browser.get(f"/tags/{world.other_desk.slug}?of=add&add=v").status_code == 404


def test_many_at_once(world: World, visit: Visit, ticket: Ticket) -> None:
    other = world.ask("Other", at=timezone.now())
    browser = visit(world.ann)
    form = {
        "t": [ticket.number, other.number], "act": "tags", "once": "a" * 24,
        "add": "Storm", "remove": "vpn", "stage": "preview",
    }  # fmt: skip
    shown = browser.post("/bulk", form).content.decode()
    assert "too late, vpn → storm, too late" in shown
    assert "— → storm" in shown
    browser.post("/bulk", {**form, "stage": "do"})
    assert do_due(timezone.now() + HELD)
    assert (tags_of(ticket), tags_of(other)) == (["storm", "too late"], ["storm"])


@pytest.mark.parametrize(
    ("query", "there"),
    [("tag:vpn", True), ('tag:"Too Late"', True), ("-tag:vpn", False), ("tag:none", False)],
)
def test_the_operator(world: World, visit: Visit, ticket: Ticket, query: str, there: bool) -> None:
    found = visit(world.ann).get("/search", {"q": query})
    assert found.status_code == 200
    assert (f'id="t{ticket.number}"' in found.content.decode()) is there


def test_one_nobody_knows_is_said_to_be_unknown(world: World, visit: Visit, ticket: Ticket) -> None:
    found = visit(world.ann).get("/search", {"q": "tag:vpm"})
    assert found.status_code == 422
    assert "knows too late, vpn" in found.content.decode()


def test_a_queue_asks_for_them(world: World, visit: Visit, ticket: Ticket) -> None:
    sent = {
        "name": "Late", "shared": "nobody", "order": "due", "columns": ["priority"],
        "all_of-0-field": "tag", "all_of-0-op": "is", "all_of-0-values": ["too late"],
        "keep": "1",
    }  # fmt: skip
    browser = visit(world.ann)
    shown = browser.post("/queues/new", {k: v for k, v in sent.items() if k != "keep"})
    assert f"#{ticket.number}" in shown.content.decode()
    assert ">has not</option>" in shown.content.decode()


def test_macros_tag(world: World, visit: Visit, ticket: Ticket) -> None:
    macro = make_macro(world, deed("tag", add="Storm, vpn", remove="too late"))
    assert Macro.objects.get().deeds == [
        {"do": "tag", "words": {"add": "Storm, vpn", "remove": "too late"}}
    ]
    browser = visit(world.ann)
    page = browser.get(f"/t/{ticket.number}/macro").content.decode()
    assert "Put on storm, vpn" in page
    drawn = re.search(r'name="drawn" value="(\d+=[^"]*)"', page)
    sent = {"macro": macro.pk, "drawn": drawn[1] if drawn else ""}
    browser.post(f"/t/{ticket.number}/macro", sent)
    assert tags_of(ticket) == ["storm", "vpn"]


class TestSettings:
    def test_how_many_carry_each(
        self, world: World, visit: Visit, setters: Setters, ticket: Ticket
    ) -> None:
        page = visit(setters.ada).get(at_desk(world, "tags")).content.decode()
        assert re.search(r"<b>vpn</b>.*?q=tag%3Avpn\">1 ticket<", page, re.DOTALL)

    def test_a_new_name_and_what_names_it(
        self, world: World, visit: Visit, setters: Setters, ticket: Ticket
    ) -> None:
        """Rules go on doing what they did."""
        rule = make_rule(world, On.MADE, deed("tag", add="vpn"), conditions=asked(tag="vpn"))
        browser = visit(setters.ada)
        place = at_desk(world, f"tags/{Tag.objects.get(name='vpn').pk}")
        assert "The rule" in browser.get(place).content.decode()
        assert browser.post(f"{place}/removal").status_code == 409
        assert browser.post(place, {"name": "none"}).status_code == 422
        assert browser.post(place, {"name": "Tunnel"}).status_code == 302
        assert tags_of(ticket) == ["too late", "tunnel"]
        kept = Rule.objects.get(pk=rule.pk)
        assert kept.active
        assert kept.deeds == [{"do": "tag", "words": {"add": "tunnel"}}]
        assert kept.conditions["all_of"][0]["values"] == ["tunnel"]
        assert Change.objects.filter(what="rule.changed").count() == 1
        history = browser.get(at_desk(world, "history")).content.decode()
        assert "Tag renamed" in history

    def test_one_that_nothing_names_is_taken_away(
        self, world: World, visit: Visit, setters: Setters, ticket: Ticket
    ) -> None:
        place = at_desk(world, f"tags/{Tag.objects.get(name='vpn').pk}/removal")
        assert visit(setters.ada).post(place).status_code == 302
        assert tags_of(ticket) == ["too late"]
        assert Change.objects.filter(what="tag.removed").exists()


def test_many_tags_are_listed_a_page_at_a_time(
    world: World, visit: Visit, setters: Setters, ticket: Ticket
) -> None:
    now = timezone.now()
    Tag.objects.bulk_create(
        [Tag(desk=world.desk, name=f"t{n:03}", made_at=now) for n in range(120)]
    )
    browser = visit(setters.ada)
    found: list[str] = []
    for number in (1, 2, 3):
        page = browser.get(at_desk(world, f"tags?page={number}")).content.decode()
        shown = re.findall(r"<b>([^<]+)</b></a></div>", page)
        assert 0 < len(shown) <= 50
        found += shown
    assert found == sorted([tag.name for tag in world.desk.tags.all()])
    page = browser.get(at_desk(world, "tags?q=VP")).content.decode()
    assert re.findall(r"<b>([^<]+)</b></a></div>", page) == ["vpn"]
    assert "1 ticket<" in page
