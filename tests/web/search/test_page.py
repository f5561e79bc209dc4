"""The page of a search: operators, their faults, order, pages, ways on."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from prazo.accounts.models import Desk, Member, Role
from prazo.desk import search
from prazo.desk.actions.assign import assign
from prazo.desk.actions.note import note
from prazo.desk.actions.open_side_thread import open_side_thread
from prazo.desk.actions.resolve import resolve
from prazo.desk.inbound import InboundFile
from prazo.desk.models import Message, Ticket
from prazo.desk.search import Wanted, found
from tests.web.conftest import Visit
from tests.web.search.conftest import Learned, Shown, send
from tests.world import World, meet, sign


@pytest.fixture(autouse=True)
def seen(everything: None) -> None:
    """Tests here look at all of the database."""


def ask(world: World, subject: str = "Fax", **more: object) -> Ticket:
    return world.ask(subject, at=timezone.now() - timedelta(minutes=5), **more)


def numbers(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'<tr id="t(\d+)"', page)]


def test_operators_narrow_words_and_stand_alone(world: World, shown: Shown) -> None:
    sign(world.desk, "Bolt", "bolt.example")
    acme = ask(world, "Fax is dead")
    theirs = ask(world, "Fax too", sender="ned@bolt.example")
    done = ask(world, "Fax again")
    resolve(done, by=world.by_ann, at=timezone.now(), summary="Done.")
    assign(theirs, by=world.by_ann, at=timezone.now(), to=world.ann)
    meet(world.desk, world.customer, "王小明", "wang@acme.example")
    chinese = ask(world, "Telefon", sender="wang@acme.example")
    assign(chinese, by=world.by_bob, at=timezone.now(), to=world.bob)
    for query, expected in [
        ("fax customer:bolt", [theirs]),
        ("customer:BOLT", [theirs]),
        ("fax from:ned@bolt", [theirs]),
        ("from:rita is:open", [acme]),
        ("fax -is:resolved", [theirs, acme]),
        ("is:resolved fax", [done]),
        ("assignee:me", [theirs]),
        ("assignee:nobody is:open", [acme]),
        ("fax opened:<1h", [done, theirs, acme]),
        ("fax opened:>1h", []),
        ("has:attachment", []),
        ("subject:too", [theirs]),
        ("-customer:bolt -is:resolved", [chinese, acme]),
        ("from:ri is:open", [acme]),
        ("from:王 is:open", [chinese]),
        ("from:e", [chinese, done, theirs, acme]),
        ("from:qx", []),
        ("desk:acme-desk from:nobodyknown", []),
    ]:
        assert numbers(shown(query)) == [ticket.number for ticket in expected], query


def test_operators_alone_find_nothing_of_what_is_not_wanted(world: World, shown: Shown) -> None:
    fax = ask(world, "Fax is dead", text="the printers too")
    phone = ask(world, "Phone", text="no dial tone")
    quiet = ask(world, "Something else")
    note(quiet, by=world.by_ann, at=timezone.now(), text="wombat inside")
    for query, expected in [
        ("-printer is:open", [quiet, phone]),
        ("is:open -fax -phone", [quiet]),
        ('is:open -"dial tone"', [quiet, fax]),
        ('is:open -"dial tone" -fax', [quiet]),
        ("-wombat is:open", [phone, fax]),
        ("-nothingsuch is:open", [quiet, phone, fax]),
        ("-fax is:closed", []),
    ]:
        assert numbers(shown(query)) == [ticket.number for ticket in expected], query


def test_pages_of_what_is_left_follow_each_other(
    world: World, shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "FIRST", 7)
    made = [ask(world, f"Fax {n}" if n % 3 else f"Phone {n}").number for n in range(42)]
    left = [number for place, number in enumerate(made) if place % 3][::-1]
    page = shown("-phone is:open")
    assert numbers(page) == left[:25]
    after = re.search(r'rel="next" href="/search\?q=[^"]*after=(\d+)"', page)
    assert after
    assert numbers(shown("-phone is:open", after=after[1])) == left[25:]


def test_what_was_understood_is_shown_and_can_be_taken_away(world: World, shown: Shown) -> None:
    ask(world)
    page = shown("fax customer:ac -is:closed")
    assert "Customer: Acme" in page and "Status: not closed" in page
    assert 'href="/search?q=fax+customer%3Aac"' in page
    assert 'href="/search?q=fax+-is%3Aclosed"' in page


def test_a_desk_is_called_as_it_calls_itself(world: World, shown: Shown) -> None:
    """Operators begin a line and so begin large; a name is its owner's."""
    Desk.objects.filter(pk=world.other_desk.pk).update(name="eFax <help>")
    Member.objects.create(desk=world.other_desk, user=world.ann, role=Role.AGENT)
    page = shown("fax")
    assert ">eFax &lt;help&gt;</a>" in page and ">Escalated</a>" in page


def test_a_fault_is_said_and_nothing_is_searched(world: World, shown: Shown) -> None:
    ticket = ask(world)
    page = shown("fax priority:urgent", status=422)
    assert "“priority:” knows " in page and "High" in page
    assert numbers(page) == []
    page = shown("fax colour:red")
    assert "“colour:” is no operator" in page
    assert numbers(shown("Re: fax")) == [] and ticket


def test_pages_follow_each_other(world: World, shown: Shown) -> None:
    made = [ask(world, f"Fax {n}").number for n in range(30)]
    page = shown("fax")
    assert numbers(page) == made[::-1][:25]
    after = re.search(r'rel="next" href="/search\?q=fax&amp;after=(\d+)"', page)
    assert after
    assert numbers(shown("fax", after=after[1])) == made[:5][::-1]
    best = shown("fax", sort="best")
    follows = re.search(r"sort=best&amp;from=(\d+)", best)
    assert follows and follows[1] == "25"
    assert numbers(best) + numbers(shown("fax", sort="best", **{"from": "25"})) == made[::-1]
    for bad in ("x", "-1", "9" * 40, "٣"):
        assert numbers(shown("fax", after=bad)) == made[::-1][:25]


def test_the_best_have_the_word_in_their_subject(world: World, shown: Shown) -> None:
    subject = ask(world, "Fax is dead", text="x")
    later = ask(world, "Else", text="the fax again")
    assert numbers(shown("fax")) == [later.number, subject.number]
    assert numbers(shown("fax", sort="best")) == [subject.number, later.number]


def test_few_that_fit_among_many_are_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lot after lot of those that have the words; what was not looked at is said."""
    made = [ask(world, f"Fax {n}") for n in range(7)]
    Ticket.objects.filter(pk=made[0].pk).update(escalated=True)
    from prazo.desk.conditions import Condition, Conditions
    from prazo.desk.conditions.condition import Op

    wanted = Wanted("fax", conditions=Conditions((Condition("escalated", Op.IS),)))
    for lots, ids, cut in [((2, 2, 9), [made[0].pk], None), ((2, 2), [], made[3].pk)]:
        monkeypatch.setattr("prazo.desk.search.LOOKED_THROUGH", lots)
        answer = found(wanted, [world.desk.pk], user=world.ann.pk, as_of=timezone.now(), most=3)
        assert (answer.ids, answer.cut) == (ids, cut)


def test_operators_alone_become_a_queue(world: World, shown: Shown, visit: Visit) -> None:
    ticket = ask(world)
    page = shown("customer:acme -is:closed")
    form = page[page.index('class="search-queue"') :]
    sent: dict[str, list[str]] = {}
    for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form[:3000]):
        sent.setdefault(name, []).append(value)
    sent.pop("csrfmiddlewaretoken", None)
    assert sent["all_of-0-field"] == ["customer"] and sent["all_of-1-op"] == ["is_not"]
    drawn = visit(world.ann).post("/queues/new", sent)
    assert drawn.status_code == 200
    assert f't{ticket.number}"' in drawn.content.decode()
    kept = visit(world.ann).post("/queues/new", {**sent, "save": "1"})
    assert kept.status_code == 302
    assert "Save as a queue" not in shown("fax customer:acme")


def test_customers_and_people_are_among_what_is_found(world: World, shown: Shown) -> None:
    page = shown("acme")
    assert f'<a href="/customers/{world.customer.pk}">Acme</a>' in page
    assert f'<a href="/people/{world.requester.pk}">Rita Rey</a>' in page
    assert "/settings/" not in page[page.index("near-customers") :]
    assert f"/people/{world.requester.pk}" in shown("réy rita")
    assert "near-people" not in shown("rita initech") and "near-customers" not in shown("%")


class TestMistyped:
    def test_what_was_meant_is_shown_where_nothing_is(
        self, world: World, shown: Shown, learned: Learned
    ) -> None:
        ticket = ask(world, "Integration is broken")
        learned()
        page = shown("intergation")
        assert "Nothing has “intergation”." in page
        assert 'href="/search?q=integration"' in page
        assert numbers(page) == [ticket.number]

    def test_only_the_rare_word_is_replaced(
        self, world: World, shown: Shown, learned: Learned
    ) -> None:
        ticket = ask(world, "Integration is broken")
        learned()
        page = shown("is:open borken integration -red")
        assert 'href="/search?q=is%3Aopen+broken+integration+-red"' in page
        assert numbers(page) == [ticket.number]

    def test_for_a_few_it_is_a_question(self, world: World, shown: Shown, learned: Learned) -> None:
        slip = ask(world, "Telefone quiet")
        others = [ask(world, "Telephone quiet") for _ in range(3)]
        learned()
        page = shown("telefone")
        assert "Did you mean" in page and "telephone" in page
        assert numbers(page) == [slip.number]
        assert "Did you mean" not in shown("telephone") and others

    @pytest.mark.parametrize("query", ["xyzzyqwv", "fax", "zzz zzzz", "1234567a", "ab"])
    def test_nothing_is_proposed_where_nothing_is_like_it(
        self, world: World, shown: Shown, learned: Learned, query: str
    ) -> None:
        ask(world, "Quite something")
        learned()
        page = shown(query)
        assert "Did you mean" not in page and "Shown instead" not in page

    def test_a_word_that_stands_in_one_text_alone_is_forgiven(
        self, world: World, shown: Shown, learned: Learned
    ) -> None:
        """Wherever that is: a message, a note, a file's name or text, a side thread."""
        text = InboundFile(
            name="relatorio_vendas.txt", content_type="text/plain", content=b"jitterbug seen"
        )
        ticket = send(world, text, text="Um ornitorrinco no servidor")
        note(ticket, by=world.by_ann, at=timezone.now(), text="Ask the ombudsman")
        open_side_thread(
            ticket,
            party="carrier",
            to="noc@lusitania.example",
            subject="Interconnection",
            text="The trunkline is dead",
            by=world.by_ann,
            at=timezone.now(),
        )
        learned()
        for slip, word in [
            ("ornitorinco", "ornitorrinco"),
            ("sevridor", "servidor"),
            ("ombusdman", "ombudsman"),
            ("jiterbug", "jitterbug"),
            ("relatroio", "relatorio"),
            ("interconection", "interconnection"),
            ("trunklyne", "trunkline"),
            ("lusitanai", "lusitania"),
        ]:
            page = shown(slip)
            assert f'href="/search?q={word}"' in page, slip
            assert numbers(page) == [ticket.number], slip

    def test_a_slip_somebody_else_made_is_not_what_was_meant(
        self, world: World, shown: Shown, learned: Learned
    ) -> None:
        ask(world, text="impresora")
        right = [ask(world, text="impressora") for _ in range(3)]
        learned()
        page = shown("impresoa")
        assert 'href="/search?q=impressora"' in page
        assert numbers(page) == [ticket.number for ticket in reversed(right)]

    def test_a_rare_word_is_not_taken_for_another_form_of_a_common_one(
        self, world: World, shown: Shown, learned: Learned
    ) -> None:
        rare = ask(world, text="the xylophonists")
        for _ in range(3):
            ask(world, text="a xylophonistship")
        learned()
        page = shown("xylophonists")
        assert numbers(page) == [rare.number] and "Did you mean" not in page

    def test_what_is_renamed_is_known_at_once(self, world: World, shown: Shown) -> None:
        ticket = ask(world, "Fax")
        ticket.subject = "Gramophone"
        ticket.save(update_fields=["subject"])
        assert numbers(shown("gramofone")) == [ticket.number]

    def test_a_word_that_stands_nowhere_any_more_is_not_proposed(
        self, world: World, shown: Shown, learned: Learned
    ) -> None:
        ticket = ask(world, text="a gramophone")
        learned()
        Message.objects.filter(ticket=ticket, kind="request").update(text="a fax")
        page = shown("gramofone")
        assert "gramophone" not in page and numbers(page) == []
