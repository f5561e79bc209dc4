"""What is sent in a real browser: once, taken back in time, beside a colleague, with its file."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Route, expect

from prazo.desk.actions.note import note
from prazo.desk.actions.reply import reply
from prazo.desk.models import Message
from prazo.writing.actions.send_held import send_held
from prazo.writing.models import Draft
from prazo.writing.words import opened
from tests.web.browser.composer import PASTE, TEXT, saved, write
from tests.web.browser.conftest import Open
from tests.web.browser.test_work import again, ask, wait_for
from tests.web.conftest import undoable
from tests.world import World

BIG_ENOUGH = timedelta(seconds=60)


class TestSend:
    def test_pressed_twice_it_goes_out_once(self, world: World, open_as: Open) -> None:
        ticket = ask(world)
        page = open_as(world.ann, f"/t/{ticket.number}")
        write(page, "Only once")
        for _again in range(3):
            page.keyboard.press("Control+Enter")
        expect(page.locator("#talk .msg.agent")).to_contain_text("Only once")
        page.wait_for_timeout(500)
        assert ticket.messages.filter(kind=Message.Kind.REPLY).count() == 1
        write(page, "And once more")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#talk .msg.agent")).to_have_count(2)

    def test_it_waits_for_what_is_being_kept(self, world: World, open_as: Open) -> None:
        ticket = ask(world)
        page = open_as(world.ann, f"/t/{ticket.number}")
        page.evaluate("""() => {
          const real = window.fetch;
          window.fetch = async (...asked) => {
            const answer = await real(...asked);
            await new Promise((done) => setTimeout(done, 1500));
            return answer;
          };
        }""")
        write(page, "Half")
        expect(page.locator("#compose-reply [data-mark]")).to_have_text("saving…")
        page.keyboard.type(", whole")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#talk .msg.agent")).to_contain_text("Half, whole")
        assert not Draft.objects.exists()

    def test_what_was_written_elsewhere_is_said_first(self, world: World, open_as: Open) -> None:
        ticket = ask(world)
        page, other = (open_as(world.ann, f"/t/{ticket.number}") for _ in range(2))
        write(page, "One")
        saved(page)
        write(other, "Two")
        other.keyboard.press("Control+Enter")
        expect(other.locator("#compose-reply .notice")).to_contain_text("another place: “One”")
        expect(other.locator(TEXT)).to_have_value("Two")
        mark = other.locator("#compose-reply [data-mark]")
        expect(mark).to_contain_text("You wrote on elsewhere.")
        assert opened(Draft.objects.get().sealed).text == "One"
        other.locator(TEXT).press("Control+Enter")
        expect(other.locator("#talk .msg.agent")).to_contain_text("Two")
        assert ticket.messages.filter(kind=Message.Kind.REPLY).count() == 1


class TestUndo:
    def test_z_takes_it_back(self, world: World, open_as: Open) -> None:
        undoable(world.ann)
        ticket = ask(world)
        page = open_as(world.ann, f"/t/{ticket.number}")
        write(page, "Sent too soon")
        page.keyboard.press("Control+Enter")
        held = page.locator("[data-held]")
        expect(held).to_contain_text("Sent too soon")
        expect(held).to_contain_text("It goes out in a moment.")
        expect(page.locator(TEXT)).to_have_value("")
        page.keyboard.press("z")
        expect(page.locator(TEXT)).to_have_value("Sent too soon")
        expect(held).to_have_count(0)
        send_held(timezone.now() + BIG_ENOUGH)
        assert not ticket.messages.filter(kind=Message.Kind.REPLY).exists()

    def test_on_any_page_and_after_going_on(self, world: World, open_as: Open) -> None:
        undoable(world.ann)
        ticket = ask(world)
        page = open_as(world.ann, f"/t/{ticket.number}")
        write(page, "And resolved")
        page.get_by_role("button", name="Send and resolve").click()
        expect(page.locator("[data-held]")).to_contain_text("then it is resolved")
        page.goto("/")
        expect(page.locator("#undo")).to_contain_text(f"#{ticket.number}")
        page.goto("/me")
        expect(page.locator("#undo")).to_be_visible()
        page.keyboard.press("z")
        page.wait_for_url(f"**/t/{ticket.number}")
        expect(page.locator(TEXT)).to_have_value("And resolved")
        assert again(ticket).status == "open"

    def test_not_taken_back_it_goes_out_and_everybody_sees(
        self, world: World, open_as: Open
    ) -> None:
        undoable(world.ann)
        ticket = ask(world)
        page = open_as(world.ann, f"/t/{ticket.number}")
        bob = open_as(world.bob, f"/t/{ticket.number}")
        write(page, "Which phone?")
        page.get_by_role("button", name="Send and wait for the customer").click()
        expect(bob.locator("#talk")).to_contain_text("has answered: it goes out in a moment")
        expect(bob.locator("#talk")).not_to_contain_text("Which phone?")
        send_held(timezone.now() + BIG_ENOUGH)
        expect(bob.locator("#talk .msg.agent")).to_contain_text("Which phone?")
        expect(page.locator("#head")).to_contain_text("waits on the customer")
        expect(page.locator("[data-held]")).to_have_count(0)


class TestCompany:
    def test_who_looks_and_who_writes(self, world: World, open_as: Open) -> None:
        ticket = ask(world)
        queue = open_as(world.lea)
        page = open_as(world.ann, f"/t/{ticket.number}")
        row = queue.locator(f"[data-company='{ticket.number}']")
        expect(row.locator(".looks")).to_have_attribute("title", "Ann looks at it")
        bob = open_as(world.bob, f"/t/{ticket.number}")
        expect(page.locator("#head .company")).to_have_text("◉ Bob looks at it")
        write(bob, "Let me")
        expect(page.locator("#head .company")).to_have_text("✎ Bob is writing")
        expect(row.locator(".writes")).to_have_attribute("title", "Bob is writing")
        bob.goto("/")
        expect(page.locator("#head .company")).to_have_text("✎ Bob has a draft")
        queue.reload()
        expect(row.locator(".draft")).to_have_attribute("title", "Bob has a draft")
        page.goto("/")
        expect(row.locator(".looks")).to_have_count(0)

    def test_a_stranger_hears_of_nobody(self, world: World, open_as: Open) -> None:
        """AC05."""
        ticket = ask(world)
        page = open_as(world.stranger)
        page.evaluate("heard = 0; document.addEventListener('company', () => heard++)")
        page.wait_for_timeout(500)
        open_as(world.ann, f"/t/{ticket.number}").wait_for_timeout(1200)
        assert page.evaluate("heard") == 0

    def test_a_colleague_acts_while_one_writes(self, world: World, open_as: Open) -> None:
        ticket = ask(world)
        page = open_as(world.ann, f"/t/{ticket.number}")
        write(page, "So I say")
        reply(ticket, by=world.by_bob, at=timezone.now(), text="Bob was faster.")
        bar = page.locator("#talk .news")
        expect(bar).to_contain_text("While you write:")
        expect(bar).to_contain_text("Bob")
        expect(page.locator(TEXT)).to_have_value("So I say")
        page.keyboard.press("Control+Enter")
        warned = page.locator("#compose-reply [role=alert]")
        expect(warned).to_contain_text("Bob wrote while you did: “Bob was faster.”")
        expect(page.locator(TEXT)).to_be_focused()
        assert ticket.messages.filter(kind=Message.Kind.REPLY).count() == 1
        page.keyboard.press("Control+Enter")
        expect(page.locator("#talk .msg.agent")).to_have_count(2)
        expect(bar).to_have_count(0)

    def test_what_was_seen_before_one_wrote_is_no_news(self, world: World, open_as: Open) -> None:
        ticket = ask(world)
        page = open_as(world.ann, f"/t/{ticket.number}")
        note(ticket, by=world.by_bob, at=timezone.now(), text="Look at the trunk.")
        expect(page.locator(".msg.note")).to_be_visible()
        write(page, "I did")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#talk .msg.agent")).to_contain_text("I did")


def test_an_answer_does_not_leave_without_its_file(world: World, open_as: Open) -> None:
    """Refused while Send was pressed; and one pasted while there was no connection. Meanwhile the
    draft is being kept, and what the desk said to that arrives last."""
    ticket = ask(world)
    page = open_as(world.ann, f"/t/{ticket.number}")
    held: list[Route] = []
    keeping: list[Route] = []
    page.route("**/upload", lambda route: held.append(route))
    is_open = False
    page.route("**/draft", lambda route: route.continue_() if is_open else keeping.append(route))
    write(page, "See this.")
    wait_for(page, lambda: bool(keeping))
    kept = keeping[0].fetch()
    page.evaluate(PASTE, TEXT)
    wait_for(page, lambda: bool(held))
    page.keyboard.press("Control+Enter")
    held.pop().fulfill(status=422, json={"refused": "That is too large."})
    refused = page.locator("#compose-reply .drafted [role=alert]")
    expect(refused).to_contain_text("That is too large. What you pressed was not done")

    page.evaluate(PASTE, TEXT)
    wait_for(page, lambda: bool(held))
    held.pop().abort()
    files = page.locator("#compose-reply .drafted li a")
    waits = page.locator("#compose-reply .drafted li.going")
    expect(waits).to_contain_text("waits on this page for the connection")
    assert not ticket.messages.filter(kind=Message.Kind.REPLY).exists()
    page.unroute("**/upload")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(files).to_have_count(1)
    is_open = True
    keeping[0].fulfill(response=kept)
    for later in keeping[1:]:
        later.continue_()
    saved(page)
    assert not ticket.messages.filter(kind=Message.Kind.REPLY).exists()
    page.locator(TEXT).press("Control+Enter")
    expect(page.locator("#talk .msg.agent .formatted img")).to_be_visible()
