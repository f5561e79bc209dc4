"""A real browser shows what was cleaned, and nothing happens (X19)."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from prazo.lib.markup import clean, plain_to_html
from tests.lib.hostile import vectors

FOLLOWED = {"http:", "https:", "mailto:", "tel:", ":"}  # ":" is an address it cannot read
AT_ONCE = 400  # vectors on one page
# Every event that vectors wait for, on every element; then what the browser made of the links.
PROVOKE = """() => {
    const names = ['mouseover', 'mouseenter', 'mousedown', 'focus', 'blur', 'load', 'error',
        'toggle', 'animationstart', 'animationend', 'transitionend', 'wheel', 'scroll', 'keydown',
        'paste', 'drag', 'pointerover', 'beforeinput', 'input', 'change', 'submit', 'copy', 'cut',
        'touchstart', 'begin'];
    const all = [...document.body.querySelectorAll('*')];
    for (const element of all)
        for (const name of names) element.dispatchEvent(new Event(name, {bubbles: true}));
    return {
        links: [...new Set([...document.links].map(link => link.protocol))],
        scripts: document.querySelectorAll(
            'script, iframe, object, embed, form, base, meta, link, svg').length,
        handlers: all.filter(element =>
            [...element.attributes].some(one => one.name.startsWith('on'))).length,
        ran: window.ran === true,
    };
}"""


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page()
    yield page
    page.close()


@pytest.mark.browser
def test_no_vector_runs_in_chromium(page: Page) -> None:
    happened: list[str] = []
    page.on(
        "dialog", lambda dialog: (happened.append(f"dialog {dialog.message}"), dialog.dismiss())
    )
    page.on("console", lambda message: happened.append(f"console {message.text}"))
    page.on("pageerror", lambda error: happened.append(f"error {error}"))
    page.route(
        "**/*", lambda route: (happened.append(f"asked for {route.request.url}"), route.abort())
    )
    hostile = vectors()
    pieces = [clean(vector, {}) for vector in hostile] + [plain_to_html(one) for one in hostile]
    for start in range(0, len(pieces), AT_ONCE):
        shown = "".join(f"<div>{piece}</div>\n" for piece in pieces[start : start + AT_ONCE])
        page.set_content(f"<!doctype html><title>x</title><body>{shown}</body>")
        seen = page.evaluate(PROVOKE)
        assert set(seen["links"]) <= FOLLOWED
        assert (seen["scripts"], seen["handlers"], seen["ran"]) == (0, 0, False)
    print(f"{len(pieces)} pieces shown in Chromium, {len(happened)} things happened")
    assert happened == []


@pytest.mark.browser
def test_the_trap_would_have_caught_one(page: Page) -> None:
    """The same page with an uncleaned vector, so that silence above means something."""
    happened: list[str] = []
    page.on("dialog", lambda dialog: (happened.append(dialog.message), dialog.dismiss()))
    page.set_content("<body><img src=x onerror=alert('caught')></body>")
    page.evaluate(PROVOKE)
    assert "caught" in happened
