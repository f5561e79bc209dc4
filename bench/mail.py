"""From LMTP to the ticket: accepted, read in the child, ticket, clocks and receipt queued."""

import argparse
import contextlib
import os
import smtplib
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from bench import server
from bench.figure import Figure

GENERATOR = Path(os.environ.get("PRAZO_BENCH_TOOLS", "../shared/bench")) / "mailgen.py"
SENDERS = 4


def figures(chosen: argparse.Namespace) -> Iterator[Figure]:
    if not GENERATOR.exists():
        print(f"     mail: not measured, {GENERATOR} is not here (set PRAZO_BENCH_TOOLS)")
        return
    server.ready()
    from bench.corpus import grow
    from prazo.desk.models import Ticket
    from prazo.lib import scope

    parser = parser_alone()
    raw = raw_postgresql()
    with scope.entered(scope.SYSTEM):
        grow(1000, datetime.now(UTC))
        yield from measured(Ticket.objects.count(), parser, raw)


def measured(tickets: int, parser: float, raw: float) -> Iterator[Figure]:
    for workers, aim in ((1, 120), (2, 200)):
        accepted, rate = _run(workers)
        said = f"{workers} worker{'s' if workers > 1 else ''}, {tickets:,} tickets"
        yield Figure(f"mails accepted by LMTP, {said}", accepted, "mails/s", 200)
        yield Figure(
            f"mails to tickets, {said}",
            rate,
            "mails/s",
            aim,
            beside={"parser alone (CPU)": parser, "PostgreSQL alone": raw},
        )


def _run(workers: int) -> tuple[float, float]:
    """Mails a second accepted, and placed, from the first DATA to the last ticket."""
    from prazo.channels.email.models import RawMail
    from prazo.lib import scope

    mails = _mails(f"{workers}-{time.time_ns()}")
    with contextlib.ExitStack() as stack:
        stack.enter_context(server.running("worker", port=server.LMTP))
        for _ in range(workers - 1):
            stack.enter_context(server.running("worker"))
        time.sleep(6)  # all duties up, the reading child warm
        with scope.entered(scope.SYSTEM):
            before = RawMail.objects.count()
            started = time.perf_counter()
            threads = [
                threading.Thread(target=_send, args=[mails[p::SENDERS]]) for p in range(SENDERS)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            accepted = time.perf_counter() - started
            deadline = time.monotonic() + 120
            while RawMail.objects.filter(state=RawMail.State.NEW).exists():
                if time.monotonic() > deadline:
                    raise TimeoutError("mails are still unread after two minutes")
                time.sleep(0.02)
            placed = time.perf_counter() - started
            assert RawMail.objects.count() - before == len(mails)
    return len(mails) / accepted, len(mails) / placed


def _mails(seed: str) -> list[bytes]:
    """500 mails; each run's Message-IDs are its own, or they would be found to be repeated."""
    folder = server.HOME / "mails"
    if not (folder / "0000.eml").exists():
        subprocess.run(
            [sys.executable, str(GENERATOR), str(folder)], check=True, capture_output=True
        )
    found = [path.read_bytes().replace(b"\n", b"\r\n") for path in sorted(folder.glob("*.eml"))]
    return [
        mail.replace(b"Message-ID: <", b"Message-ID: <" + seed.encode() + b".", 1) for mail in found
    ]


def _send(mails: list[bytes]) -> None:
    with smtplib.LMTP("127.0.0.1", server.LMTP) as lmtp:
        for place, mail in enumerate(mails):
            lmtp.sendmail(f"cliente{place:05d}@corpus.example", ["suporte@desk.example"], mail)


def parser_alone() -> float:
    import email
    import email.policy

    mails = _mails("parser")
    started = time.process_time()
    for mail in mails:
        read = email.message_from_bytes(mail, policy=email.policy.default)
        body = read.get_body(("plain", "html"))
        _ = body.get_content() if body else "", read["Subject"], read["From"], read["References"]
        for part in read.iter_attachments():
            part.get_content()
    return len(mails) / (time.process_time() - started)


def raw_postgresql() -> float:
    """Ticket, message and clock in one transaction, one connection, nothing else."""
    import psycopg
    from django.conf import settings

    from prazo.lib import embedded

    urls = embedded.start(settings.HOME)
    with psycopg.connect(urls.owner, autocommit=True) as connection:
        connection.execute("create temp table t (id bigserial primary key, s text)")
        connection.execute("create temp table m (id bigserial primary key, t bigint, b text)")
        connection.execute(
            "create temp table c (id bigserial primary key, t bigint, due timestamptz)"
        )
        body, started, count = "x" * 2000, time.perf_counter(), 1500
        for _ in range(count):
            with connection.transaction():
                (ticket,) = connection.execute(
                    "insert into t (s) values ('s') returning id"
                ).fetchone() or (0,)
                connection.execute("insert into m (t, b) values (%s, %s)", [ticket, body])
                connection.execute("insert into c (t, due) values (%s, now())", [ticket])
        return count / (time.perf_counter() - started)
