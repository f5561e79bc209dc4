"""The browser that tests and pictures are made with."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

CHROMIUMS = [
    Path(os.environ.get("CHROMIUM", "/usr/bin/chromium-headless-shell")),
    Path("/usr/bin/chromium"),
]
"""The first that is there; the one without windows needs a third less of the machine."""


def program() -> Path | None:
    return next((one for one in CHROMIUMS if one.exists()), None)


def missing() -> str:
    return f"there is no Chromium: none of {', '.join(map(str, CHROMIUMS))}"


@contextmanager
def running(program: Path) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()
