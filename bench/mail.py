"""From LMTP to the ticket: accepted, read in the child, ticket, clocks and receipt queued.

Measured of processes that have been at work: what a process needs before its first mail (programs
loaded, the reading child started, some two seconds of CPU) is said apart, it is paid once.
"""

import argparse
import contextlib
import socket
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO

from bench import server
from bench.figure import Figure, cpu_seconds, postmaster
from bench.letters import ENTRANCE, GENERATOR, letters

SENDERS = 4
WARM = 150  # mails brought before it is measured
IDLE = 0.05  # cores
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
        _gather_words()
        yield from measured(Ticket.objects.count(), parser_alone(), raw_postgresql())


def _gather_words() -> None:
    """Of an old corpus they are gathered once, after an upgrade, for minutes: no part of a mail,
    and a worker would not come to rest until they are."""
    from prazo.desk.vocabulary import gather

    gather()  # sees how far there is to go
    while gather():
        pass


def measured(tickets: int, parser: float, raw: float) -> Iterator[Figure]:
    beside = {"parser alone (CPU)": parser, "PostgreSQL alone": raw}
    for workers, aim in ((1, 120), (2, 200)):
        said = f"{workers} worker{'s' if workers > 1 else ''}, {tickets:,} tickets"
        run = _run(workers, "--only", "mail")
        yield Figure(f"mails accepted by LMTP, {said}", run.accepted, "mails/s", 200)
        yield Figure(f"mails to tickets, {said}", run.placed, "mails/s", aim, beside=beside)
        yield Figure(f"a mail to its ticket, {said}", run.cpu_ms, "CPU ms", says=run.says)
    said = f"while one worker sends the receipts too, {tickets:,} tickets"
    run = _run(1)
    yield Figure(f"mails to tickets, {said}", run.placed, "mails/s", says=run.says)


@dataclass(slots=True)
class Run:
    """Mails a second accepted, and placed, from the first DATA to the last ticket."""

    accepted: float
    placed: float
    cpu_ms: float  # a mail, of everything but the senders
    says: str


def _run(workers: int, *switches: str) -> Run:
    """`switches` are given to each worker; no receipt is left for the next run to send."""
    from prazo.desk.models import Message, Outgoing, Ticket

    warm, brought = letters(f"w{time.time_ns()}"), letters(f"r{time.time_ns()}")
    with contextlib.ExitStack() as stack:
        pids = {"doors": [stack.enter_context(server.running("doors", port=server.LMTP)).pid]}
        pids["workers"] = [
            stack.enter_context(server.running("worker", "--no-doors", *switches)).pid
            for _ in range(workers)
        ]
        pids["PostgreSQL"] = [postmaster(server.HOME)]
        cold = cpu_seconds(*pids["workers"])
        _bring(warm.raw[:WARM])
        _until_placed()
        unrest = "" if _is_idle(pids) else "; beside it other duties were at work"
        cold = cpu_seconds(*pids["workers"]) - cold
        tickets, threaded = (
            Ticket.objects.filter(channel="email"),
            Message.objects.filter(ticket__in=brought.answered),
        )
        before = tickets.count(), threaded.count()
        cpu = _cpu(pids)
        started = time.perf_counter()
        _bring(brought.raw)
        accepted = time.perf_counter() - started
        _until_placed()
        placed = time.perf_counter() - started
        count = len(brought.raw)
        cpu = {name: (used - cpu[name]) * 1000 / count for name, used in _cpu(pids).items()}
        assert tickets.count() - before[0] == count - len(brought.answered)
        assert threaded.count() - before[1] == len(brought.answered)
    Outgoing.objects.filter(try_at__isnull=False).update(try_at=None)
    says = ", ".join(f"{name} {ms:.1f}" for name, ms in cpu.items())
    says += f"; {cold / workers:.1f} s a worker with its first mails{unrest}"
    return Run(count / accepted, count / placed, sum(cpu.values()) - cpu["senders"], says)


def _cpu(pids: Mapping[str, Sequence[int]]) -> dict[str, float]:
    """Seconds used so far; the senders are threads of this process."""
    return {name: cpu_seconds(*some) for name, some in pids.items()} | {
        "senders": time.process_time()
    }


def _until_placed() -> None:
    from prazo.channels.email.models import RawMail

    until = time.monotonic() + PATIENCE
    while RawMail.objects.filter(state=RawMail.State.NEW).exists():
        if time.monotonic() > until:
            raise TimeoutError("mails are still unread after two minutes")
        time.sleep(0.02)


def _is_idle(pids: Mapping[str, Sequence[int]]) -> bool:
    """Waits until all duties are up and whatever the first mails set going is done; False where it
    is not after two minutes: what others do besides makes the figures worse, and is said."""
    roots = [pid for some in pids.values() for pid in some]
    until = time.monotonic() + PATIENCE
    used = cpu_seconds(*roots)
    while time.monotonic() < until:
        time.sleep(2)
        before, used = used, cpu_seconds(*roots)
        if used - before < 2 * IDLE:
            return True
    return False


def _bring(mails: Sequence[bytes]) -> None:
    threads = [
        threading.Thread(target=_send, args=[mails[place::SENDERS]]) for place in range(SENDERS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _send(mails: Sequence[bytes]) -> None:
    """As an MTA does: each envelope in one piece (RFC 2920), the mail, and the answer awaited."""
    address = ("127.0.0.1", server.LMTP)
    with socket.create_connection(address, 60) as line, line.makefile("rb") as heard:
        _expect(heard, b"220")
        line.sendall(b"LHLO mx.corpus.example\r\n")
        _expect(heard, b"250")
        for place, mail in enumerate(mails):
            sender, to = f"cliente{place:05d}@corpus.example", ENTRANCE
            line.sendall(f"MAIL FROM:<{sender}>\r\nRCPT TO:<{to}>\r\nDATA\r\n".encode())
            _expect(heard, b"250", b"250", b"354")
            line.sendall(mail.replace(b"\r\n.", b"\r\n..") + b".\r\n")
            _expect(heard, b"250")


def _expect(heard: BinaryIO, *codes: bytes) -> None:
    for code in codes:
        while (said := heard.readline())[3:4] == b"-":
            continue
        if said[:3] != code:
            raise ConnectionError(f"{code!r} was expected: {said!r}")


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
