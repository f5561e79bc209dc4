"""Queue, ticket, search and creation: CPU ms a request of the server and its database."""

import argparse
import http.client
import os
import secrets
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from bench import server
from bench.figure import Figure, cpu_seconds, memory_mib, postmaster

CLIENTS, SECONDS, ROUNDS = 4, 4.0, 3
AGENTS = 160
"""Signed in for what one person may do sixty times a minute, so that nobody is told to wait."""
AIMS = {
    "queue": 15,
    "ticket, 20 messages": 15,
    "search, rare word": 15,
    "search, common word": 40,
    "ticket made": 12,
}
FIRST_PAINT = 150
"""ms until somebody who asks alone has the whole of queue or ticket."""


@dataclass(slots=True)
class Load:
    """What the clients saw, each asking again at once."""

    count: int
    seconds: float
    cpu_ms: float
    p50_ms: float
    p95_ms: float
    size: int
    wrong: int


def figures(chosen: argparse.Namespace) -> Iterator[Figure]:
    server.ready()
    from bench.corpus import COMMON, RARE, grow
    from prazo.lib import scope

    sizes = [int(size) for size in chosen.sizes.split(",")]
    for size in sizes:
        with scope.entered(scope.SYSTEM):
            have = grow(size, datetime.now(UTC))
        with server.running("web", "--workers", "2", port=server.WEB) as web:
            cookies = [_signed_in(place) for place in range(CLIENTS)]
            many = [_signed_in(place) for place in range(AGENTS)]
            desk = _desk()
            pids = (web.pid, postmaster(server.HOME))
            pages: dict[str, Callable[[int], tuple[str, str, str]]] = {
                "queue": lambda n: ("GET", "/", ""),
                "ticket, 20 messages": lambda n: ("GET", f"/t/{10_000_001 + n % 100}", ""),
                "search, rare word": lambda n: ("GET", f"/search?q={RARE}", ""),
                "search, common word": lambda n: ("GET", f"/search?q={COMMON}", ""),
                "ticket made": lambda n, desk=desk: _new_ticket(n, desk),
            }
            for name, ask in pages.items():
                often = name.startswith(("queue", "ticket,"))
                load = measured(ask, cookies if often else many, pids)
                aim = AIMS[name] + (5 if name == "search, rare word" and have > 100_000 else 0)
                yield Figure(
                    f"{name}, {have:,} tickets",
                    load.cpu_ms,
                    "CPU ms",
                    aim,
                    less=True,
                    beside={"pages/s": load.count / load.seconds, "p50 ms": load.p50_ms},
                    says=f"{load.size:,} bytes" + (f", {load.wrong} WRONG" if load.wrong else ""),
                )
                if often:
                    alone = _load(ask, cookies, pids, SECONDS, server.WEB, clients=1)
                    yield Figure(
                        f"{name}, first paint, {have:,} tickets",
                        alone.p95_ms,
                        "ms, p95",
                        FIRST_PAINT,
                        less=True,
                        beside={"p50 ms": alone.p50_ms},
                    )
            if size == sizes[-1]:
                with server.running("worker", port=server.LMTP):
                    time.sleep(5)
                    used = memory_mib(os.getpid(), *pids) - memory_mib(os.getpid())
                    yield Figure(
                        f"memory: web ×2 and PostgreSQL, {have:,} tickets",
                        used,
                        "MiB",
                        600,
                        less=True,
                    )


def measured(
    ask: "Callable[[int], tuple[str, str, str]]",
    cookies: list[str],
    pids: tuple[int, ...],
    port: int = server.WEB,
) -> Load:
    _load(ask, cookies, pids, 1.0, port)
    loads = [_load(ask, cookies, pids, SECONDS, port) for _ in range(ROUNDS)]
    return sorted(loads, key=lambda load: load.cpu_ms)[len(loads) // 2]


def _load(  # type: ignore[no-untyped-def]
    ask,
    cookies: list[str],
    pids: tuple[int, ...],
    seconds: float,
    port: int,
    clients: int = CLIENTS,
) -> Load:
    lock, counter, times, sizes, wrong = threading.Lock(), [0], [], [], []
    until = time.perf_counter() + seconds

    def client() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while time.perf_counter() < until:
            with lock:
                counter[0] += 1
                number = counter[0]
            method, path, body = ask(number)
            headers = {"Cookie": cookies[number % len(cookies)]}
            if body:
                headers |= {
                    "Content-Type": "application/x-www-form-urlencoded",
                    "Referer": f"http://127.0.0.1:{server.WEB}/",
                }
            started = time.perf_counter()
            connection.request(method, path, body or None, headers)
            answer = connection.getresponse()
            content = answer.read()
            with lock:
                times.append(time.perf_counter() - started)
                sizes.append(len(content))
                if answer.status != (200 if method == "GET" else 302):
                    wrong.append(answer.status)

    before, started = cpu_seconds(*pids), time.perf_counter()
    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - started
    cpu = cpu_seconds(*pids) - before
    return Load(
        len(times),
        took,
        cpu * 1000 / len(times),
        statistics.median(times) * 1000,
        statistics.quantiles(times, n=20)[-1] * 1000,
        int(statistics.median(sizes)),
        len(wrong),
    )


TOKEN = "b" * 32
WORDS = "impressora do caixa parou de responder depois da atualização de ontem " * 5


def _new_ticket(number: int, desk: int) -> tuple[str, str, str]:
    form = {
        "csrfmiddlewaretoken": TOKEN,
        "once": secrets.token_urlsafe(24),
        "desk": str(desk),
        "channel": "phone",
        "subject": f"Chamado {number}",
        "address": f"cliente{number % 900 + 1:05d}@corpus.example",
        "name": "Cliente",
        "text": WORDS,
    }
    return "POST", "/new", urlencode(form)


def _desk() -> int:
    from prazo.accounts.models import Desk

    return Desk.objects.get(slug="bench").pk


def _signed_in(place: int) -> str:
    """An agent's session as signing in makes it, and the CSRF cookie that goes with the form."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from prazo.accounts.models import Member, User

    email = f"agent{place}@bench.example"
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, name=f"Agent {place}", language="pt-br")
        Member.objects.create(desk_id=_desk(), user=user, role="agent")
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    csrf = f"{settings.CSRF_COOKIE_NAME}={TOKEN}"
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {csrf}"
