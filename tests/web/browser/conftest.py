"""A real Chromium before the real server: granian, the committed database, collected static files.

Every page of every test is listened to: an error of a script, a refusal by the content security
policy or an answer of the server's that failed, and the test fails.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect

from prazo.accounts.models import User
from prazo.accounts.sign_in_links import make
from tests.world import World, make_world

ROOT = Path(__file__).resolve().parents[3]
REFUSED = (401, 403, 404, 409, 422, 429)  # said by a page, not by something that failed
PROXY = 502  # never said by the desk: a test plays who stands between

pytestmark = pytest.mark.browser
expect.set_options(timeout=15_000)  # a loaded machine is slow, not wrong


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def address(django_db_setup: None) -> Iterator[str]:
    """Where the server listens. It runs as the program does, and knows nothing of tests."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    origin = f"http://localhost:{port}"  # a name: passkeys hold for nothing less
    own = {**os.environ, "PRAZO_ADDRESS": origin, "DJANGO_SETTINGS_MODULE": "prazo.settings"}
    own["PYTHONPATH"] = str(ROOT)
    manage = [sys.executable, "-m", "django", "collectstatic", "--noinput", "-v0"]
    subprocess.run(manage, cwd=ROOT, env=own, check=True, capture_output=True)
    command = [
        str(Path(sys.executable).with_name("granian")), "--interface", "asginl",
        "--host", "127.0.0.1", "--port", str(port), "--workers", "1",
        "--workers-kill-timeout", "2", "--no-ws", "--log-level", "warning",
        "prazo.web.asgi:application",
    ]  # fmt: skip
    server = subprocess.Popen(command, cwd=ROOT, env=own)
    try:
        _wait_for(origin, server)
        yield origin
    finally:
        server.terminate()
        server.wait(10)


def _wait_for(origin: str, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(f"{origin}/sign-in", timeout=2).read()
            return
        except OSError:
            if server.poll() is not None:
                raise RuntimeError(f"the server ended with {server.returncode}") from None
            time.sleep(0.2)
    raise RuntimeError("the server did not answer in 20 seconds")


@pytest.fixture
def world(committed_db: None) -> World:
    return make_world()


Open = Callable[..., Page]


@pytest.fixture
def open_as(chromium: Browser, address: str, world: World) -> Iterator[Open]:
    """A page with somebody signed in; `script` False is a browser without scripts. Who came in
    `by_link` has also proved who he is."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(
        user: User,
        path: str = "/",
        *,
        width: int = 1280,
        scheme: str = "light",
        script: bool = True,
        by_link: bool = False,
    ) -> Page:
        context = chromium.new_context(
            base_url=address,
            viewport={"width": width, "height": 900},
            color_scheme=scheme,  # type: ignore[arg-type]
            java_script_enabled=script,
            reduced_motion="reduce",  # colours are judged as they are, not on their way
        )
        contexts.append(context)
        if not by_link:
            context.add_cookies([{**signed_in(user), "url": address}])  # type: ignore[typeddict-item]
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.on("console", lambda said: _listen(said.type, said.text, complaints))
        page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
        page.on("response", lambda answer: _judge(answer, complaints))
        if by_link:
            page.goto(f"/sign-in/link/{make(user, datetime.now(UTC))}")
            page.get_by_role("button", name="Sign in").click()
            page.wait_for_url("**/")
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        for page in context.pages:
            page.unroute_all(behavior="ignoreErrors")  # what is held would fail in the next test
        context.close()
    assert not complaints, complaints


def signed_in(user: User) -> dict[str, str]:
    """The cookie of a new session, as if the user had just come in at the door."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value}


def _listen(kind: str, text: str, complaints: list[str]) -> None:
    """The console names every answer that failed; those are judged by `_judge`. That there was none
    is said by a page, too."""
    said = (
        "Failed to load resource",
        "htmx: htmx:error: Failed to fetch",
        f"htmx: htmx:error: {PROXY}",
        "htmx: htmx:sse:error",
    )
    if kind in ("error", "warning") and not text.startswith(said):
        complaints.append(f"console: {text}")


def _judge(answer: Response, complaints: list[str]) -> None:
    asked = answer.request.resource_type in ("document", "fetch", "xhr")
    if answer.status >= 400 and not (asked and answer.status in (*REFUSED, PROXY)):
        complaints.append(f"{answer.status} {answer.url}")
