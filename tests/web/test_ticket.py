"""A ticket's page: what it shows, of whom, and what it hides."""

import time
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core import signing
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from prazo.accounts.models import User
from prazo.desk.actions.assign import assign
from prazo.desk.actions.merge import merge
from prazo.desk.actions.note import note
from prazo.desk.actions.reply import reply
from prazo.desk.actions.resolve import resolve
from prazo.desk.actor import SYSTEM
from prazo.desk.events import record
from prazo.desk.files import keep_all
from prazo.desk.inbound import InboundFile
from prazo.desk.models import Attachment, Message, Ticket
from prazo.engine.events import Kind
from prazo.escalation.actions.climb import climb
from prazo.lib.file_names import safe_name
from prazo.web import counts
from prazo.web.downloads import disposition
from prazo.web.views.attachment import picture_token
from tests.web.conftest import Visit
from tests.world import PNG, World, at


@pytest.fixture(autouse=True)
def seen(everything: None) -> None:
    """Tests here look at all of the database."""


@pytest.fixture
def ticket(world: World) -> Ticket:
    return world.ask("No dial tone", at=timezone.now() - timedelta(hours=1))


def page(visit: Visit, world: World, ticket: Ticket, more: str = "") -> str:
    answer = visit(world.ann).get(f"/t/{ticket.number}{more}")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    "mark",
    [
        "all_teams_review", "answers_stopped", "bounce", "contract_unclear", "delivery_failed",
        "from_agent", "held", "loop", "misdirected", "no_contract", "no_receipt",
        "other_address", "sender_unknown", "unauthentic", "unreadable", "written_beside",
    ],
)  # fmt: skip
def test_each_mark_speaks_in_sentences(
    mark: str, ticket: Ticket, world: World, visit: Visit
) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(marks=[mark])
    shown = page(visit, world, ticket)
    assert 'class="mark' in shown or "notice" in shown
    assert f">{mark.replace('_', ' ')}<" not in shown


class TestConversation:
    def test_messages_and_notes_are_told_apart(
        self, ticket: Ticket, world: World, visit: Visit
    ) -> None:
        now = timezone.now()
        note(ticket, by=world.by_bob, at=now, text="Looks like the trunk.")
        reply(ticket, by=world.by_ann, at=now, text="Which phone?", investigation=True)
        shown = page(visit, world, ticket)
        assert 'class="msg note"' in shown and 'class="msg agent"' in shown
        assert 'class="msg message"' in shown
        assert "internal note" in shown and "investigation completed" in shown

    def test_who_was_told_is_said_in_words(
        self, ticket: Ticket, world: World, visit: Visit
    ) -> None:
        told = ["Ann (team_lead)", "Bob (all_teams)", "Lea (all_teams)", "Old (of_a_past_version)"]
        data = {"metric": "first_response", "told": told}
        record(ticket, Kind.ESCALATED, at=timezone.now(), by=SYSTEM, **data)
        shown = page(visit, world, ticket)
        assert "told Ann (the team lead); Bob, Lea (all teams involved)" in shown
        assert "Old (of_a_past_version)" in shown

    def test_quoted_text_and_signature_are_folded(self, world: World, visit: Visit) -> None:
        quoted = "On Mon, Mar 2, 2026 at 9:00 AM Desk <d@desk.example> wrote:\n> Restart it.\n"
        text = f"It works now.\n\n-- \nRita\n\n{quoted}"
        ticket = world.ask(at=timezone.now(), text=text)
        shown = page(visit, world, ticket)
        folded = shown.split('<details class="folded">', 1)[1]
        assert "It works now." not in folded
        assert "Restart it." in folded

    def test_what_anybody_wrote_is_text(self, world: World, visit: Visit) -> None:
        """X01, X12: in the list, the title, the conversation, the page's title."""
        vector = "<script>alert(1)</script><img src=x onerror=alert(1)>"
        ticket = world.ask(vector, at=timezone.now(), text=vector)
        shown = page(visit, world, ticket)
        assert "<script>alert" not in shown and "<img src=x" not in shown
        assert "&lt;script&gt;alert" in shown

    def test_links_open_elsewhere_and_say_nothing_of_us(self, world: World, visit: Visit) -> None:
        text = 'See https://x.example/a?b="c"&d. javascript:alert(1)'
        shown = page(visit, world, world.ask(at=timezone.now(), text=text))
        link = 'href="https://x.example/a?b=" target="_blank" rel="noopener noreferrer nofollow"'
        assert link in shown
        assert 'href="javascript:' not in shown

    def test_masked_secrets_are_marked(self, world: World, visit: Visit) -> None:
        ticket = world.ask(at=timezone.now(), text="key: sk_live_51H8abcdefghijklmnopqrstuv")
        shown = page(visit, world, ticket)
        assert "<mark>" in shown and "secrets masked" in shown
        assert "sk_live_51H8abcdefghijklmnopqrstuv" not in shown

    def test_a_very_long_message_is_cut_and_kept(self, world: World, visit: Visit) -> None:
        """Q16: the page stays below a megabyte."""
        ticket = world.ask(at=timezone.now(), text="word " * 100_000)
        shown = page(visit, world, ticket)
        assert len(shown) < 1_000_000
        message = ticket.messages.get(kind="request")
        whole = visit(world.ann).get(f"/t/{ticket.number}/m/{message.pk}/text")
        assert len(whole.content) >= 499_999

    @pytest.mark.parametrize(("given", "folded"), [(6, 0), (7, 4)])
    def test_of_many_events_in_a_row_the_middle_is_folded(
        self, given: int, folded: int, ticket: Ticket, world: World, visit: Visit
    ) -> None:
        """The first of the row is that it was opened; what was written ends a row."""
        for n in range(given):
            to = (world.ann, world.bob)[n % 2]
            assign(ticket, by=world.by_lea, at=timezone.now(), to=to)
        note(ticket, by=world.by_ann, at=timezone.now(), text="Looked at it.")
        shown = page(visit, world, ticket)
        assert shown.count('<p class="event"') == 1 + given
        inside = shown.partition('<details class="events">')[2].partition("</details>")[0]
        assert inside.count('<p class="event"') == folded
        assert ("4 more events" in inside) == bool(folded)

    def test_a_long_conversation_begins_and_ends(
        self, ticket: Ticket, world: World, visit: Visit
    ) -> None:
        for n in range(70):
            note(ticket, by=world.by_ann, at=timezone.now(), text=f"note {n:03}")
        shown = page(visit, world, ticket)
        assert "note 069" in shown and "note 001" not in shown and "earlier entries" in shown
        assert "note 001" in page(visit, world, ticket, "?all")

    def test_a_mail_that_failed_says_so(self, ticket: Ticket, world: World, visit: Visit) -> None:
        message = reply(ticket, by=world.by_ann, at=timezone.now(), text="Hello")
        message.outgoing_set.update(failed_at=timezone.now(), error="550 no such user")
        assert "Not delivered: 550 no such user" in page(visit, world, ticket)


class TestSide:
    def test_promises_with_their_bars(self, ticket: Ticket, world: World, visit: Visit) -> None:
        reply(ticket, by=world.by_ann, at=timezone.now(), text="Hello")
        shown = page(visit, world, ticket)
        assert "kept in" in shown
        assert '<svg class="ledger big" role="img" aria-label="' in shown
        assert f'href="/t/{ticket.number}/why/first_response"' in shown

    def test_an_unclear_contract_asks_with_buttons(self, world: World, visit: Visit) -> None:
        from tests.world import meet, sign

        other, _ = sign(world.desk, "Globex", "globex.example")
        both = meet(world.desk, world.customer, "Bo Both", "bo@both.example")
        both.customers.add(other)
        ticket = world.ask(at=timezone.now(), sender="bo@both.example")
        shown = page(visit, world, ticket)
        assert "Which contract is this under?" in shown
        assert "Globex · Globex 2026" in shown and "Acme · Acme 2026" in shown
        chosen = other.contracts.get()
        visit(world.ann).post(f"/t/{ticket.number}/contract", {"contract": chosen.pk})
        ticket.refresh_from_db()
        assert (ticket.contract, ticket.marks) == (chosen, [])


class TestHead:
    def chips(self, ticket: Ticket, world: World, visit: Visit) -> str:
        return page(visit, world, ticket).split('id="head"')[1].split("</p>")[0]

    def test_a_level_stands_with_its_team(self, ticket: Ticket, world: World, visit: Visit) -> None:
        ticket.team = world.front
        ticket.save()
        assert f">First level · {world.front}<" in self.chips(ticket, world, visit)

    def test_but_not_twice_where_both_are_called_the_same(
        self, ticket: Ticket, world: World, visit: Visit
    ) -> None:
        world.front.name = "First level"
        world.front.save()
        ticket.team = world.front
        ticket.save()
        assert ">First level<" in self.chips(ticket, world, visit)

    def test_what_is_drawn_once_holds_nothing_of_who_came_first(
        self, ticket: Ticket, world: World, visit: Visit
    ) -> None:
        """Forms and frame are the same for every ticket and every reader but for their words."""
        mine = page(visit, world, ticket)
        assert "rita@acme.example" in mine and f"/t/{ticket.number}/reply" in mine
        other = world.ask("Other", at=timezone.now(), sender="x@nowhere.example")
        shown = visit(world.bob).get(f"/t/{other.number}").content.decode()
        for secret in (ticket.number, ticket.subject, "rita@acme.example", world.ann.name):
            assert str(secret) not in shown
        assert "x@nowhere.example" in shown and f"/t/{other.number}/reply" in shown
        assert shown.count('name="csrfmiddlewaretoken"') == mine.count("csrfmiddlewaretoken")
        assert "\ue000" not in shown


class TestWhy:
    def test_it_adds_up(self, ticket: Ticket, world: World, visit: Visit) -> None:
        shown = page(visit, world, ticket, "/why/resolution")
        assert "line " in shown and "counted" in shown
        assert "Times are in UTC" in shown

    def test_what_a_contract_says_is_said_in_figures_too(
        self, ticket: Ticket, world: World, visit: Visit
    ) -> None:
        reply(ticket, by=world.by_ann, at=timezone.now(), text="We look into it.")
        shown = page(visit, world, ticket, "/why/update")
        assert "6 hours (as the contract says)" in shown

    def test_what_was_promised_is_not_denied_when_its_ticket_ends(
        self, ticket: Ticket, world: World, visit: Visit
    ) -> None:
        other = world.ask("No dial tone here", at=timezone.now() - timedelta(minutes=50))
        merge(other, into=ticket, by=world.by_ann, at=timezone.now() - timedelta(minutes=5))
        for more in ("", "/why/first_response"):
            shown = page(visit, world, other, more)
            assert "no longer owed" in shown
            assert "no time promised" not in shown

    def test_of_no_such_metric_there_is_nothing(
        self, ticket: Ticket, world: World, visit: Visit
    ) -> None:
        assert visit(world.ann).get(f"/t/{ticket.number}/why/nothing").status_code == 404


class TestFiles:
    def attach(self, ticket: Ticket, **fields: object) -> Attachment:
        given = {"name": "a.txt", "content_type": "text/plain", "content": b"hello", **fields}
        message = ticket.messages.filter(kind=Message.Kind.REQUEST).get()
        return keep_all([(message, [InboundFile(**given)])])[0]  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        "kind", ["text/html", "image/svg+xml", "application/xhtml+xml", "image/png"]
    )
    def test_a_file_is_never_rendered(
        self, ticket: Ticket, world: World, visit: Visit, kind: str
    ) -> None:
        """X03-X05."""
        evil = b"<html><script>alert(1)</script>"
        kept = self.attach(ticket, name="x.html", content_type=kind, content=evil)
        answer = visit(world.ann).get(f"/f/{kept.pk}")
        assert answer.content == evil
        assert answer["Content-Type"] == "application/octet-stream"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Disposition"].startswith("attachment;")
        assert "sandbox" in answer["Content-Security-Policy"]

    def test_only_for_those_who_see_the_ticket(
        self, ticket: Ticket, world: World, visit: Visit
    ) -> None:
        """AC02."""
        kept = self.attach(ticket)
        for user in (world.stranger, None):
            assert visit(user).get(f"/f/{kept.pk}").status_code in (302, 404)

    def test_a_picture_in_a_mail_needs_a_token_and_is_a_picture(
        self, ticket: Ticket, world: World, visit: Visit
    ) -> None:
        kept = self.attach(ticket, name="p.png", content=PNG, content_id="p1", inline=True)
        liar = self.attach(
            ticket, name="q.png", content_type="image/png", content=b"<svg onload=x>"
        )
        visitor = visit(None)
        shown = visitor.get(f"/i/{picture_token(kept)}")
        assert (shown.status_code, shown["Content-Type"]) == (200, "image/png")
        assert visitor.get(f"/i/{picture_token(liar)}").status_code == 404
        assert visitor.get(f"/i/{picture_token(kept)[:-1]}x").status_code == 404

    def test_ac02_a_link_to_a_picture_lapses_after_a_quarter_of_an_hour(
        self, ticket: Ticket, world: World, visit: Visit, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It is for one file, whoever asks; and a guessed one for none."""
        kept = self.attach(ticket, name="p.png", content=PNG, content_id="p1", inline=True)
        address = f"/i/{picture_token(kept)}"
        for later, status in ((899, 200), (901, 404)):
            with monkeypatch.context() as moved:
                clock = SimpleNamespace(time=lambda later=later: time.time() + later)
                moved.setattr(signing, "time", clock)
                assert visit(None).get(address).status_code == status
        assert visit(None).get(f"/i/{kept.pk}").status_code == 404

    @pytest.mark.parametrize(
        ("name", "shown"),
        [
            ("../../etc/passwd", "passwd"),
            ("a\r\nSet-Cookie: x=1.txt", "a Set-Cookie_ x=1.txt"),
            ("invoice\u202efdp.exe", "invoicefdp.exe"),
            ("C:\\evil\\x.doc", "x.doc"),
            ("\0", "file"),
            ("...", "file"),
        ],
    )
    def test_names_are_what_they_seem(self, name: str, shown: str) -> None:
        """J05."""
        assert safe_name(name) == shown

    def test_a_name_stays_in_its_header(self) -> None:
        header = disposition('relatório "final"\r\nX: y.pdf')
        assert "\r" not in header and "\n" not in header
        assert header.count('"') == 2
        assert "filename*=UTF-8''relat%C3%B3rio" in header

    def test_a_long_name_keeps_its_ending(self) -> None:
        assert safe_name("x" * 300 + ".pdf").endswith("x.pdf")
        assert len(safe_name("x" * 300 + ".pdf")) <= 150


class TestMailAsSent:
    """X03, X13, X14: in a frame without scripts, from nowhere but here."""

    def sent(self, world: World, html: str) -> Message:
        ticket = world.ask(at=timezone.now())
        message = ticket.messages.get(kind=Message.Kind.REQUEST)
        Message.objects.filter(pk=message.pk).update(html=html)
        return message

    def show(self, visit: Visit, world: World, message: Message, more: str = "") -> object:
        return visit(world.ann).get(f"/t/{message.ticket.number}/m/{message.pk}{more}")

    def test_it_is_sealed_off(self, world: World, visit: Visit) -> None:
        answer = self.show(
            visit, world, self.sent(world, "<b onclick=x()>Hi</b><script>y()</script>")
        )
        assert b"<b>Hi</b>" in answer.content
        assert b"script" not in answer.content and b"onclick" not in answer.content
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "script-src" not in policy
        assert "sandbox" in policy and "allow-scripts" not in policy
        assert answer["X-Frame-Options"] == "SAMEORIGIN"

    def test_pictures_from_elsewhere_wait_to_be_asked_for(self, world: World, visit: Visit) -> None:
        message = self.sent(world, '<img src="https://spy.example/p.gif">')
        kept = self.show(visit, world, message)
        assert b"spy.example" not in kept.content
        assert b"1 picture from elsewhere is not shown" in kept.content
        assert "https:" not in kept["Content-Security-Policy"]
        asked = self.show(visit, world, message, "?pictures")
        assert b'src="https://spy.example/p.gif"' in asked.content

    def test_its_own_pictures_are_shown(self, world: World, visit: Visit) -> None:
        message = self.sent(world, '<img src="cid:logo@x">')
        picture = InboundFile(
            name="l.png", content_type="image/png", content=PNG, content_id="<logo@x>", inline=True
        )
        keep_all([(message, [picture])])
        shown = self.show(visit, world, message).content.decode()
        address = shown.split('<img src="')[1].split('"')[0]
        assert visit(None).get(address)["Content-Type"] == "image/png"

    def test_the_page_says_that_pictures_are_in_it(self, world: World, visit: Visit) -> None:
        """A pasted screenshot is no file of the list, and the text stands without it."""
        message = self.sent(world, '<img src="cid:one@x"><img src="cid:two@x">')
        assert "<summary>As it was sent</summary>" in page(visit, world, message.ticket)
        pictures = [
            InboundFile(
                name=f"{name}.png", content_type="application/octet-stream", content=PNG,
                content_id=f"<{name}@x>", inline=True,
            )
            for name in ("one", "two")
        ]  # fmt: skip
        keep_all([(message, pictures[:1])])
        assert "As it was sent, with 1 picture</summary>" in page(visit, world, message.ticket)
        keep_all([(message, pictures[1:])])
        assert "As it was sent, with 2 pictures</summary>" in page(visit, world, message.ticket)

    @pytest.mark.parametrize(
        "html",
        [
            pytest.param("<div>" * 100_000, id="nested"),
            pytest.param("<a href=https://x.example>x</a>" * 5_001, id="links"),
            pytest.param("<table>" + "<tr><td>x</td></tr>" * 520_000, id="table"),
        ],
    )
    def test_q16_one_that_is_too_heavy_says_so(self, world: World, visit: Visit, html: str) -> None:
        """In the reader's language; and the ticket's page is as light as ever."""
        User.objects.filter(pk=world.ann.pk).update(language="es")
        message = self.sent(world, html)
        answer = self.show(visit, world, message)
        with translation.override("es"):
            said = translation.gettext(
                "This mail is too large to be shown. Its text stands beside it; the raw mail can be"
                " downloaded by a lead."
            )
        assert f'<p class="ours" lang="es">{said}</p>' in answer.content.decode()
        assert len(answer.content) < 2_000
        assert len(page(visit, world, message.ticket)) < 100_000

    def test_a_message_of_another_ticket_is_not_there(self, world: World, visit: Visit) -> None:
        message = self.sent(world, "<b>Hi</b>")
        other = world.ask(at=timezone.now())
        assert visit(world.ann).get(f"/t/{other.number}/m/{message.pk}").status_code == 404


def test_a_ticket_of_twenty_messages_asks_no_more_than_one_of_two(
    ticket: Ticket, world: World, visit: Visit
) -> None:
    browser = visit(world.ann)
    counted = []
    for n in (1, 18):
        for _ in range(n):
            reply(ticket, by=world.by_ann, at=timezone.now(), text="Hello")
        browser.get(f"/t/{ticket.number}")
        counts._counted.clear()  # on a slow day the counts lapse between two pages
        with CaptureQueriesContext(connection) as asked:
            browser.get(f"/t/{ticket.number}")
        counted.append(len(asked))
    assert counted[1] <= counted[0] + 1 <= 20  # closed dates are read again now and then


def test_an_ended_ticket_offers_to_reopen(ticket: Ticket, world: World, visit: Visit) -> None:
    resolve(ticket, by=world.by_ann, at=timezone.now(), summary="done")
    shown = page(visit, world, ticket)
    assert f'href="/t/{ticket.number}/reopening"' in shown
    assert f'href="/t/{ticket.number}/resolution"' not in shown


def test_the_icon_is_where_browsers_look_for_it(visit: Visit) -> None:
    answer = visit(None).get("/favicon.ico")
    assert answer.status_code == 200 and answer["Content-Type"] == "image/svg+xml"
    assert answer.content.startswith(b"<svg") and b"<script" not in answer.content


def test_a_lapse_that_the_clock_escalated_stands_there(
    world: World, everything: None, visit: Visit
) -> None:
    ticket = world.ask("URGENT")
    climb(at("9:30"))
    text = visit(world.ann).get(f"/t/{ticket.number}").content.decode()
    assert "· Prazo" in text or "<b>Prazo</b>" in text
    assert "Rule “" not in text
