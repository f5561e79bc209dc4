"""The page in a real browser: nothing sticks out at 360 px, nothing keeps anybody out."""

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from prazo.agreements.loader import load
from prazo.public.publish import publish
from tests.axe import violations

SHIPPED = sorted((Path(__file__).resolve().parents[2] / "agreements").glob("*.yaml"))
OVERFLOW = "document.documentElement.scrollWidth - window.innerWidth"


@pytest.mark.browser
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_page_is_accessible_and_fits(
    path: Path, chromium: Browser, tmp_path: Path
) -> None:
    loaded = load(path.read_text(encoding="utf-8"))
    publish([loaded], tmp_path, date(2026, 3, 1))
    for width, scheme, language in ((1100, "light", "en"), (360, "dark", "ru")):
        page = chromium.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
        page.goto((tmp_path / f"{language}.html").as_uri())
        assert page.evaluate(OVERFLOW) <= 0, (width, language)
        assert violations(page, all_of_them=True) == []
        page.close()


@pytest.mark.browser
def test_the_keyboard_reaches_the_content_and_every_scrolling_table(
    chromium: Browser, tmp_path: Path
) -> None:
    publish([load(SHIPPED[-1].read_text(encoding="utf-8"))], tmp_path, date(2026, 3, 1))
    page = chromium.new_page(viewport={"width": 360, "height": 800})
    page.goto((tmp_path / "en.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.classList.contains('scroll')")
    page.close()
