"""From LMTP to the ticket: accepted, read in the child, ticket, clocks and receipt queued."""

import argparse
import contextlib
import smtplib
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from bench import server
from bench.figure import Figure, cpu_seconds, postmaster
from bench.letters import ENTRANCE, GENERATOR, Letters, letters

SENDERS = 4
PATIENCE = 120.0


def figures(chosen: argparse.Namespace) -> Iterator[Figure]:
    if not GENERATOR.exists():
        print(f"     mail: not measured, {GENERATOR} is not here (set PRAZO_BENCH_TOOLS)")
        return
    server.ready()
    from bench.corpus import grow
    from prazo.desk.models import Ticket
    from prazo.lib import scope

    with scope.entered(scope.SYSTEM):
        grow(1000, datetime.now(UTC))
        yield from measured(Ticket.objects.count(), parser_alone(), raw_postgresql())


def measured(tickets: int, parser: float, raw: float) -> Iterator[Figure]:
    beside = {"parser alone (CPU)": parser, "PostgreSQL alone": raw}
    for workers, aim in ((1, 120), (2, 200)):
        said = f"{workers} worker{'s' if workers > 1 else ''}, {tickets:,} tickets"
        run = _run(workers, "--only", "mail")
        yield Figure(f"mails accepted by LMTP, {said}", run.accepted, "mails/s", 200)
        yield Figure(f"mails to tickets, {said}", run.placed, "mails/s", aim, beside=beside)
        yield Figure(f"a mail to its ticket, {said}", run.cpu_ms, "CPU ms", says=run.says)
    said = f"while one worker sends the receipts too, {tickets:,} tickets"
    yield Figure(f"mails to tickets, {said}", _run(1).placed, "mails/s")


@dataclass(slots=True)
class Run:
    """Mails a second accepted, and placed, from the first DATA to the last ticket."""

    accepted: float
    placed: float
    cpu_ms: float  # a mail, of everything but the senders
    says: str


def _run(workers: int, *switches: str) -> Run:
    """`switches` are given to each worker; no receipt is left for the next run to send."""
    from prazo.channels.email.models import RawMail
    from prazo.desk.models import Message, Outgoing, Ticket

    brought = letters(f"r{time.time_ns()}")
    with contextlib.ExitStack() as stack:
        pids = {"doors": [stack.enter_context(server.running("doors", port=server.LMTP)).pid]}
        pids["workers"] = [
            stack.enter_context(server.running("worker", "--no-doors", *switches)).pid
            for _ in range(workers)
        ]
        pids["PostgreSQL"] = [postmaster(server.HOME)]
        time.sleep(6)  # all duties up, the reading child warm
        tickets, threaded = (
            Ticket.objects.count(),
            Message.objects.filter(ticket__in=brought.answered),
        )
        before = threaded.count()
        cpu = {name: cpu_seconds(*some) for name, some in pids.items()}
        started = time.perf_counter()
        _bring(brought)
        accepted = time.perf_counter() - started
        while RawMail.objects.filter(state=RawMail.State.NEW).exists():
            if time.perf_counter() - started > PATIENCE:
                raise TimeoutError("mails are still unread after two minutes")
            time.sleep(0.02)
        placed = time.perf_counter() - started
        count = len(brought.raw)
        cpu = {name: (cpu_seconds(*some) - cpu[name]) * 1000 / count for name, some in pids.items()}
        assert Ticket.objects.count() - tickets == count - len(brought.answered)
        assert threaded.count() - before == len(brought.answered)
    Outgoing.objects.filter(try_at__isnull=False).update(try_at=None)
    says = ", ".join(f"{name} {ms:.1f}" for name, ms in cpu.items())
    return Run(count / accepted, count / placed, sum(cpu.values()), says)


def _bring(brought: Letters) -> None:
    threads = [
        threading.Thread(target=_send, args=[brought.raw[place::SENDERS]])
        for place in range(SENDERS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _send(mails: list[bytes]) -> None:
    with smtplib.LMTP("127.0.0.1", server.LMTP) as lmtp:
        for place, mail in enumerate(mails):
            lmtp.sendmail(f"cliente{place:05d}@corpus.example", [ENTRANCE], mail)


def parser_alone() -> float:
    import email
    import email.policy

    mails = letters(f"parser{time.time_ns()}").raw
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
