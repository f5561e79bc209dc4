"""README's pictures, made from the running demo: `make pictures`.

The demo world has chance in it: `TICKET` and `WHY` name the tickets to show, else they are those
that a world of today mostly has something to tell about.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests import chromium

FOLDER = Path("docs/screens")
DESK, PHONE = (1280, 860), (360, 740)
HOST = "host@prazo.example"
TICKET = os.environ.get("TICKET", "10125")
WHY = os.environ.get("WHY", "10068")


def main() -> None:
    program = chromium.program()
    if program is None:
        sys.exit(chromium.missing())
    login = [sys.executable, "-m", "prazo", "login", HOST]
    link = subprocess.run(login, check=True, capture_output=True, text=True).stdout.split()[-1]
    with chromium.running(program) as browser:
        camera = Camera(browser, link)
        camera.shot("queue", "/")
        camera.shot("queue-dark", "/", dark=True)
        camera.shot("ticket", f"/t/{TICKET}")
        camera.shot("ticket-phone", f"/t/{TICKET}", size=PHONE)
        camera.shot("queue-phone", "/", size=PHONE)
        camera.shot("why", f"/t/{WHY}", then=_why)
        camera.shot("board", "/board")
        camera.shot("queue-builder", "/queues/new", then=_build)
        camera.shot("many", "/", then=_choose)
        camera.shot("search", "/search?q=webhook+is%3Aopen")
        camera.shot("palette", "/", then=_palette)
        camera.shot("customer", "/customers", then=_customer)
        camera.shot("agreement", "/agreements/maxony")


class Camera:
    """Takes pictures as whoever the link signs in, in English."""

    def __init__(self, browser: Browser, link: str) -> None:
        self._browser, self._origin = browser, "/".join(link.split("/")[:3])
        context = browser.new_context(locale="en-GB")
        page = context.new_page()
        page.goto(link)
        page.locator("main button").first.click()
        page.wait_for_url(self._origin + "/")
        self._state = context.storage_state()
        context.close()

    def shot(
        self,
        name: str,
        path: str,
        *,
        size: tuple[int, int] = DESK,
        dark: bool = False,
        then: Callable[[Page], None] = lambda page: None,
    ) -> None:
        context = self._browser.new_context(
            storage_state=self._state,
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            locale="en-GB",
        )
        page = context.new_page()
        page.goto(self._origin + path)
        then(page)
        page.wait_for_timeout(1000)  # what comes live is there
        page.screenshot(path=FOLDER / f"{name}.png")
        context.close()


def _why(page: Page) -> None:
    page.get_by_role("link", name="Why this deadline?").last.click()


def _build(page: Page) -> None:
    """A queue half made: its tickets stand below."""
    page.get_by_label("Name", exact=True).fill("Severe, and somebody waits")
    _ask(page, 1, "Priority")
    for severe in ("Severity 1", "Severity 2", "Total outage", "Critical"):
        page.get_by_label(severe, exact=True).check()
    page.get_by_role("button", name="Add a condition").first.click()
    _ask(page, 2, "Somebody waits for an answer")


def _choose(page: Page) -> None:
    """Three tickets by their keys: down, choose, and so on."""
    for key in "jxjxjx":
        page.keyboard.press(key)


def _palette(page: Page) -> None:
    page.keyboard.press("Control+k")
    page.keyboard.type("wait")
    page.wait_for_timeout(1000)


def _customer(page: Page) -> None:
    page.locator("main a[href^='/customers/']").first.click()


def _ask(page: Page, place: int, what: str) -> None:
    page.get_by_role("group", name=f"Condition {place}").get_by_label(
        "What is asked"
    ).select_option(label=what)
    page.wait_for_timeout(500)  # what it may be asked for comes from the server


if __name__ == "__main__":
    main()
