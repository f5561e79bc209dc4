"""Macros and rules in a real browser: applied by keys, made of rows, looked at in every light."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from prazo.accounts.models import Role
from prazo.desk.conditions import Condition, Conditions
from prazo.desk.conditions.condition import Op
from prazo.rules.following import follow
from prazo.rules.models import Macro, On, Rule
from tests.axe import ALL, COLOURS, violations
from tests.rules.made import asked, deed, make_macro, make_rule
from tests.web.browser.conftest import Open
from tests.web.browser.test_look import LONG, overflow, picture
from tests.web.browser.test_work import act, again, ask, send
from tests.world import World, hire


def test_a_macro_is_applied_by_keys_and_refused_with_its_step(world: World, open_as: Open) -> None:
    make_macro(world, deed("wait", on="customer"), name="Too early")
    make_macro(
        world,
        deed("assign", person="me"),
        deed("reply", text="Dear {requester}, which line?", then="wait"),
        name="Ask which line",
    )
    ticket = ask(world)
    page = open_as(world.ann, f"/t/{ticket.number}")
    act(page, "h")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#act [role=alert]")).to_contain_text("Step 1, Wait")
    expect(page.locator("#act input:checked")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.get_by_role("button", name="See what it would do").click()
    expect(page.locator("#act .steps")).to_contain_text("Dear Rita Rey, which line?")
    assert again(ticket).assignee is None
    page.locator("#act input:checked").focus()
    send(page)
    expect(page.locator("article.msg.agent")).to_contain_text("Dear Rita Rey, which line?")
    assert (again(ticket).assignee, again(ticket).waiting_on) == (world.ann, "customer")


def test_in_play_it_goes_on_to_the_next_ticket(world: World, open_as: Open) -> None:
    first, second = ask(world, "URGENT one"), ask(world, "two")
    make_macro(world, deed("assign", person="me"))
    page = open_as(world.ann, "/q/due/play")
    page.wait_for_url(f"**/t/{first.number}?*")
    act(page, "h")
    page.get_by_role("button", name="Apply it and go on").click()
    page.wait_for_url(f"**/t/{second.number}?*")
    assert again(first).assignee == world.ann


def test_a_rule_is_made_of_rows(world: World, open_as: Open) -> None:
    page = open_as(
        hire(world.desk, "ada", Role.ADMIN), f"/settings/desk/{world.desk.slug}/rules/new"
    )
    page.keyboard.type("Raise")
    page.locator("#all_of").get_by_role("button", name="Add a condition").click()
    page.locator("#all_of-0-field").select_option("subject")
    page.locator("#all_of-0-values").press_sequentially("outage")
    page.locator("#deed-0-do").select_option("classify")
    page.locator("#deed-0-priority").select_option("high")
    page.get_by_role("button", name="Add a step").click()
    page.locator("#deed-1-do").select_option("note")
    page.locator("#deed-1-text").press_sequentially("Raised by itself.")
    page.locator("#rule_name").press("Control+Enter")
    page.wait_for_url("**/trial")
    expect(page.locator("main")).to_contain_text("Subject contains outage")
    page.get_by_role("button", name="Switch on").click()
    page.wait_for_url("**/rules?*")
    rule = Rule.objects.get()
    assert (rule.active, len(rule.deeds)) == (True, 2)


@pytest.mark.slow
def test_they_look_well(world: World, open_as: Open) -> None:
    ada = hire(world.desk, "ada", Role.ADMIN)
    deeds = (
        deed("assign", person=world.bob.pk, team=world.back.pk),
        deed("classify", priority="high", component="phone"),
        deed("reply", text=f"Dear {{requester}}, {LONG}"),
    )
    make_macro(world, *deeds, owner=ada, shared="desk", name="Take it over the night")
    macro = make_macro(world, deed("close", reason="Spam"), owner=ada, name=LONG[:80])
    rule = make_rule(world, On.MADE, *deeds, name="Night shift", conditions=asked(priority="low"))
    waits = Conditions(
        (
            Condition("waiting_on", Op.IS, ("customer",)),
            Condition("waits", Op.MORE_AGO, ("3d",)),
        )
    )
    late = make_rule(world, On.TIME, deed("close", reason="No answer"), conditions=waits)
    Rule.objects.filter(pk=late.pk).update(active=False, stopped="Step 1, Close: It is gone.")
    ticket = ask(world, LONG)
    ask(world, "A question")
    follow(timezone.now())
    settings = f"/settings/desk/{world.desk.slug}/rules"
    pages = {
        "macros": "/macros",
        "macro": f"/macros/{macro.pk}",
        "macro-new": "/macros/new",
        "macro-ticket": f"/t/{ticket.number}/macro",
        "rules": settings,
        "rule": f"{settings}/{rule.pk}",
        "rule-trial": f"{settings}/{rule.pk}/trial",
        "rule-trial-time": f"{settings}/{late.pk}/trial",
        "rule-log": f"{settings}/{rule.pk}/log",
    }
    wrong = []
    for width, scheme in ((1280, "light"), (1280, "dark"), (360, "light")):
        page = open_as(ada, width=width, scheme=scheme)
        for name, address in pages.items():
            page.goto(address)
            picture(page, f"{name}-{scheme}-{width}")
            if overflow(page) > 0:
                wrong.append(f"{name} {width}: overflows")
            if width == 1280:
                rules = COLOURS if scheme == "dark" else ALL  # nothing else differs
                wrong += [f"{name}: {found}" for found in violations(page, rules=rules)]
    assert not wrong
    assert Macro.objects.count() == 2
