"""From the server to a page and back: threads, streams, static files."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from threading import get_ident
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator
from django.conf import settings
from django.core.signals import request_finished
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import override_settings
from django.urls import path
from servestatic import ServeStaticASGI

from prazo.web import handler
from prazo.web.handler import IN_MEMORY, Handler

ended: list[str] = []


def echo(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.body[:10] + b" " + str(get_ident()).encode())


def stream(request: HttpRequest) -> StreamingHttpResponse:
    async def parts() -> AsyncIterator[bytes]:
        try:
            while True:
                yield b"on and on "
                await asyncio.sleep(0.01)
        finally:
            ended.append("stream")

    return StreamingHttpResponse(parts())


def broken(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


def length(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{len(request.body)} {request.too_long}")  # type: ignore[attr-defined]


urlpatterns = [
    path("length", length),
    path("echo", echo),
    path("stream", stream),
    path("broken", broken),
]


@pytest.fixture(autouse=True)
def our_addresses() -> Iterator[None]:
    with override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[], ALLOWED_HOSTS=["*"]):
        yield


def asked(address: str, method: str = "GET") -> dict[str, Any]:
    return {
        "type": "http", "method": method, "path": address, "query_string": b"",
        "headers": [(b"host", b"desk.example")], "scheme": "http", "root_path": "",
    }  # fmt: skip


async def answer(application: Any, scope: dict[str, Any], body: bytes = b"") -> tuple[int, bytes]:
    talk = ApplicationCommunicator(application, scope)
    await talk.send_input({"type": "http.request", "body": body})
    start = await talk.receive_output(5)
    content = await talk.receive_output(5)
    await talk.wait(5)
    return start["status"], content["body"]


def test_a_page_is_made_in_a_thread_that_stays() -> None:
    async def several() -> list[bytes]:
        handler = Handler(threads=1)
        return [(await answer(handler, asked("/echo", "POST"), b"hello"))[1] for _ in range(3)]

    said = asyncio.run(several())
    assert len(set(said)) == 1 and said[0].startswith(b"hello ")
    assert said[0].split()[1] != str(get_ident()).encode()


def test_its_connection_is_given_back_in_that_thread() -> None:
    """`request_finished` is what closes a thread's connection; it must not come elsewhere."""
    threads: list[int] = []

    def note(**_: object) -> None:
        threads.append(get_ident())

    request_finished.connect(note)
    try:
        _status, said = asyncio.run(answer(Handler(threads=1), asked("/echo")))
    finally:
        request_finished.disconnect(note)
    assert [str(ident).encode() for ident in threads] == said.split()


def test_what_broke_is_an_answer() -> None:
    status, content = asyncio.run(answer(Handler(threads=1), asked("/broken")))
    assert status == 500 and b"ZeroDivision" not in content


def test_a_stream_ends_when_its_reader_is_gone() -> None:
    async def look_and_leave() -> None:
        talk = ApplicationCommunicator(Handler(threads=1), asked("/stream"))
        await talk.send_input({"type": "http.request"})
        assert (await talk.receive_output(5))["status"] == 200
        assert (await talk.receive_output(5))["body"] == b"on and on "
        await talk.send_input({"type": "http.disconnect"})
        await talk.wait(5)

    ended.clear()
    asyncio.run(look_and_leave())
    assert ended == ["stream"]


def test_a_reader_who_left_before_his_question_was_whole_gets_nothing() -> None:
    async def leave() -> bool:
        talk = ApplicationCommunicator(Handler(threads=1), asked("/echo", "POST"))
        await talk.send_input({"type": "http.request", "body": b"he", "more_body": True})
        await talk.send_input({"type": "http.disconnect"})
        await talk.wait(5)
        return await talk.receive_nothing()

    assert asyncio.run(leave())


@pytest.mark.parametrize(
    ("parts", "somebody", "said"),
    [
        ([10], False, b"10 False"),
        ([IN_MEMORY], False, b"%d False" % IN_MEMORY),
        ([IN_MEMORY, 1, 5], False, b"0 True"),
        ([IN_MEMORY, 1, 5], True, b"%d False" % (IN_MEMORY + 6)),
        ([IN_MEMORY] * 3 + [1], True, b"0 True"),
    ],
)
def test_nobody_has_much_to_say(
    parts: list[int], somebody: bool, said: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A body of any length, which anybody may send, is kept neither in memory nor on disk."""
    monkeypatch.setattr(handler, "LONGEST", 3 * IN_MEMORY)
    monkeypatch.setattr(handler, "is_somebody", lambda scope: somebody)

    async def send() -> bytes:
        talk = ApplicationCommunicator(Handler(threads=1), asked("/length", "POST"))
        for size in parts:
            await talk.send_input({"type": "http.request", "body": b"x" * size, "more_body": True})
        assert await talk.receive_nothing()
        await talk.send_input({"type": "http.request"})
        await talk.receive_output(5)
        content: bytes = (await talk.receive_output(5))["body"]
        await talk.wait(5)
        return content

    assert asyncio.run(send()) == said


def test_static_files_say_what_pages_say(tmp_path: Path) -> None:
    """X04: no browser guesses what they are."""
    from prazo.web.asgi import as_pages_do

    (tmp_path / "a.css").write_text("a{}")
    static = ServeStaticASGI(
        Handler(threads=1),
        root=str(tmp_path),
        prefix=settings.STATIC_URL,
        add_headers_function=as_pages_do,
    )

    async def look() -> dict[bytes, bytes]:
        talk = ApplicationCommunicator(static, asked("/static/a.css"))
        await talk.send_input({"type": "http.request"})
        return dict((await talk.receive_output(5))["headers"])

    headers = asyncio.run(look())
    assert headers[b"x-content-type-options"] == b"nosniff"
    assert headers[b"referrer-policy"] == b"same-origin"
    assert headers[b"content-type"].startswith(b"text/css")
