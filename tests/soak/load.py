"""People and mails at a desk whose database keeps dying (trust.md W03): real web, real worker.

The ledger is what was acknowledged: 302 for a ticket written down, 250 for a mail.
"""

import contextlib
import http.client
import os
import secrets
import smtplib
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import OperationalError, connections

from prazo.channels.email.models import RawMail
from prazo.desk.models import Message, Ticket
from tests.channels.email.debian_servers import free_port
from tests.channels.email.world import mail
from tests.soak.database import restart_hard
from tests.world import World

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "s" * 32
PAGES, TICKETS, MAILS = 24, 6, 10  # a second: 30 requests and 10 mails
HANGS = 15.0
"""Seconds after which nobody waits for an answer any more."""


@dataclass(slots=True)
class Ledger:
    """What was acknowledged, when anything was, and how the rest was refused."""

    tickets: list[str] = field(default_factory=list)
    mails: list[str] = field(default_factory=list)
    answered_at: list[float] = field(default_factory=list)
    refusals: Counter[str] = field(default_factory=Counter)

    @property
    def longest_silence(self) -> float:
        times = sorted(self.answered_at)
        return max((b - a for a, b in pairwise(times)), default=0.0)


def restarts_under_load(world: World, seconds: float, every: float) -> dict[str, float]:
    web, lmtp = free_port(), free_port()
    ledger, stop = Ledger(), threading.Event()
    cookie = _signed_in(world)
    with (
        _program(web, lmtp, "web", "--workers", "2", port=web),
        _program(web, lmtp, "worker", port=lmtp),
    ):
        acts: list[tuple[Callable[[int], None], float]] = [
            *[(lambda n: _look(ledger, web, cookie), PAGES / 4)] * 4,
            *[(lambda n: _write_down(ledger, world, web, cookie), TICKETS / 2)] * 2,
            *[(lambda n: _bring(ledger, lmtp), MAILS / 2)] * 2,
        ]
        threads = [threading.Thread(target=_at_rate, args=[*act, stop]) for act in acts]
        for thread in threads:
            thread.start()
        began, restarts = time.monotonic(), 0
        while time.monotonic() - began < seconds:
            time.sleep(every)
            restart_hard()
            restarts += 1
        time.sleep(every / 2)
        stop.set()
        for thread in threads:
            thread.join(HANGS * 4)
        stuck = sum(thread.is_alive() for thread in threads)
        connections.close_all()
        drained = _all_read(60)
        after = Ledger()
        _look(after, web, cookie)
    return {
        "restarts": restarts,
        "tickets": len(ledger.tickets),
        "mails": len(ledger.mails),
        "answers": len(ledger.answered_at),
        **_lost(ledger),
        "longest_silence": round(ledger.longest_silence, 2),
        "stuck": stuck + (not drained) + (not after.answered_at),
        "not_503": sum(n for what, n in ledger.refusals.items() if what.startswith("status 5"))
        - ledger.refusals["status 503"],
        **{f"refused: {what}": n for what, n in ledger.refusals.items()},
    }


def _lost(ledger: Ledger) -> dict[str, float]:
    """Acknowledged and not there, or there twice."""
    subjects = Counter(Ticket.objects.values_list("subject", flat=True))
    names = Counter(Message.objects.filter(kind="request").values_list("external_id", flat=True))
    wanted = [(subjects, one) for one in ledger.tickets] + [(names, one) for one in ledger.mails]
    return {
        "lost": sum(known[one] == 0 for known, one in wanted),
        "twice": sum(known[one] > 1 for known, one in wanted),
    }


def _at_rate(act: Callable[[int], None], a_second: float, stop: threading.Event) -> None:
    number, due = 0, time.monotonic()
    while not stop.is_set():
        act(number)
        number, due = number + 1, due + 1 / a_second
        due = max(due, time.monotonic() - 1)  # what a pause missed is not caught up with
        stop.wait(max(0.0, due - time.monotonic()))


def _look(ledger: Ledger, port: int, cookie: str) -> None:
    _ask(ledger, port, "GET", "/", {"Cookie": cookie}, None)


def _write_down(ledger: Ledger, world: World, port: int, cookie: str) -> None:
    subject = f"By phone {secrets.token_hex(8)}"
    form = {
        "csrfmiddlewaretoken": TOKEN,
        "once": secrets.token_urlsafe(24),
        "desk": str(world.desk.pk),
        "channel": "phone",
        "subject": subject,
        "address": "rita@acme.example",
        "name": "Rita",
        "text": "No dial tone since this morning.",
    }
    headers = {
        "Cookie": cookie,
        "Content-Type": "application/x-www-form-urlencoded",
        "Referer": f"http://127.0.0.1:{port}/",
    }
    if _ask(ledger, port, "POST", "/new", headers, urlencode(form)) == 302:
        ledger.tickets.append(subject)


def _ask(
    ledger: Ledger, port: int, method: str, path: str, headers: dict[str, str], body: str | None
) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=HANGS)
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException) as error:
        ledger.refusals[type(error).__name__] += 1
        return 0
    finally:
        connection.close()
    if answer.status == (302 if method == "POST" else 200):
        ledger.answered_at.append(time.monotonic())
    else:
        ledger.refusals[f"status {answer.status}"] += 1
    return answer.status


def _bring(ledger: Ledger, port: int) -> None:
    name = f"<{secrets.token_hex(8)}@client.example>"
    sender = f"{secrets.token_hex(4)}@client.example"
    raw = mail(sender=sender, to="acme-desk@desk.example", message_id=name)
    try:
        with smtplib.LMTP("127.0.0.1", port, timeout=HANGS) as client:
            client.sendmail(sender, ["acme-desk@desk.example"], raw)
    except (OSError, smtplib.SMTPException) as error:
        ledger.refusals[f"mail {type(error).__name__}"] += 1
        return
    ledger.mails.append(name)


def _all_read(patience: float) -> bool:
    until = time.monotonic() + patience
    while time.monotonic() < until:
        try:
            if not RawMail.objects.filter(state=RawMail.State.NEW).exists():
                return True
        except OperationalError:
            connections.close_all()
        time.sleep(0.5)
    return False


def _signed_in(world: World) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(world.ann.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = world.ann.get_session_auth_hash()
    session.create()
    names = {settings.SESSION_COOKIE_NAME: session.session_key, settings.CSRF_COOKIE_NAME: TOKEN}
    return "; ".join(f"{name}={value}" for name, value in names.items())


@contextlib.contextmanager
def _program(web: int, lmtp: int, *words: str, port: int) -> Iterator[None]:
    environment = {
        **os.environ,
        "PRAZO_ADDRESS": f"http://127.0.0.1:{web}",
        "PRAZO_LMTP": f"127.0.0.1:{lmtp}",
        "PYTHONPATH": str(ROOT),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "prazo", *words],
        cwd=ROOT,
        env=environment,
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait_for(port)
        yield
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(port: int, patience: float = 60) -> None:
    until = time.monotonic() + patience
    while time.monotonic() < until:
        with contextlib.suppress(OSError):
            http.client.HTTPConnection("127.0.0.1", port, timeout=1).connect()
            return
        time.sleep(0.1)
    raise TimeoutError(f"nothing answers on port {port}")
