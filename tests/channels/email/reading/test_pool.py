"""One bad mail harms nothing but itself: DU04, TR8."""

import base64
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from prazo.channels.email.reading import (
    ChildUnavailable,
    Limits,
    ReaderPool,
    Unreadable,
    read,
    read_in_child,
)
from prazo.channels.email.reading import (
    pool as reader_pool,
)
from prazo.channels.email.reading.unreadable import sentence
from tests.channels.email.reading.letter import letter

QUICK = Limits(wall_seconds=1.0, cpu_seconds=1, each_child=1_000)


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> Iterator[ReaderPool]:
    """A pool whose mails may order their reader to fail."""
    monkeypatch.setattr(reader_pool, "MODULE", "tests.channels.email.reading.faulty_child")
    with ReaderPool(QUICK) as pool:
        yield pool


def numbered(count: int) -> list[bytes]:
    return [letter(f"Subject: mail {number}") for number in range(count)]


def poisoned(fault: str) -> bytes:
    return letter(f"X-Fault: {fault}")


def test_a_child_reads_what_this_process_reads():
    raw = letter(
        "Subject: =?utf-8?q?Ol=C3=A1?=\nDate: Mon, 3 Nov 2025 10:12:00 -0300\nReturn-Path: <>\n"
        "Authentication-Results: mx.example; spf=pass\nX-Failed-Recipients: bob@b.example\n"
        "Content-Type: multipart/mixed; boundary=b",
        b"--b\n\ntext\n--b\nContent-Type: image/png\n\n\x89PNG\0\xff\n"
        b"--b\nContent-Type: text/html\n\n<p>x",
    )
    assert read_in_child(raw) == read(raw)


def test_answers_come_to_their_own_mails(pool):
    futures = [pool.submit(raw) for raw in numbered(300)]
    assert [one.result().subject for one in futures] == [f"mail {n}" for n in range(300)]


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("segfault", "crashed"),
        ("kill", "crashed"),
        ("exit", "crashed"),
        ("sleep", "too_slow"),
        ("spin", "too_slow"),
        ("eat", "too_much_memory"),
        ("lie", "no_answer"),
        ("fail", "reader_fault"),
        ("write", "reader_fault"),
    ],
)
def test_du04_a_poisoned_mail_fails_alone(pool, fault, code):
    mails = numbered(40)
    futures = [pool.submit(raw) for raw in mails[:20]]
    bad = pool.submit(poisoned(fault))
    futures += [pool.submit(raw) for raw in mails[20:]]
    assert [one.result(30).subject for one in futures] == [f"mail {n}" for n in range(40)]
    with pytest.raises(Unreadable) as raised:
        bad.result(30)
    assert raised.value.code == code
    assert "a word of the mail" not in sentence(raised.value)


def test_a_fault_tells_its_place_and_no_word_of_the_mail(pool):
    with pytest.raises(Unreadable, match=r"ZeroDivisionError at faulty_child\.py:"):
        pool.submit(poisoned("fail")).result(30)


def test_the_cpu_limit_ends_what_the_clock_would_not(monkeypatch):
    monkeypatch.setattr(reader_pool, "MODULE", "tests.channels.email.reading.faulty_child")
    with ReaderPool(replace(QUICK, wall_seconds=60)) as pool, pytest.raises(Unreadable) as raised:
        pool.submit(poisoned("spin")).result(30)
    assert raised.value.code == "too_slow"


def test_a_mail_too_big_is_not_even_tried():
    with ReaderPool(replace(QUICK, largest=100)) as pool, pytest.raises(Unreadable) as raised:
        pool.submit(b"x" * 101).result(30)
    assert raised.value.code == "too_big"


def test_a_child_is_replaced_after_its_share_of_mails():
    before = own_children()
    with ReaderPool(replace(QUICK, each_child=7, wall_seconds=30)) as pool:
        children = set()
        for raw in numbered(16):
            pool.submit(raw).result(30)
            children |= own_children()
    assert len(children - before) == 3


def test_mails_of_many_threads_do_not_mix(pool):
    wrong: list[str] = []

    def post(name: str) -> None:
        for number in range(30):
            subject = f"{name} {number}"
            if pool.submit(letter(f"Subject: {subject}")).result(30).subject != subject:
                wrong.append(subject)

    threads = [threading.Thread(target=post, args=(f"thread {n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_after_a_fork_the_other_process_reads_with_its_own_child():
    script = (
        "import os\n"
        "from prazo.channels.email.reading import ReaderPool\n"
        "pool = ReaderPool()\n"
        "pool.submit(b'Subject: parent\\n\\nx').result(30)\n"
        "if os.fork() == 0:\n"
        "    os._exit(pool.submit(b'Subject: child\\n\\nx').result(30).subject != 'child')\n"
        "_, status = os.wait()\n"
        "assert pool.submit(b'Subject: again\\n\\nx').result(30).subject == 'again'\n"
        "raise SystemExit(os.waitstatus_to_exitcode(status))\n"
    )
    assert subprocess.run([sys.executable, "-c", script], timeout=60).returncode == 0


def test_a_child_that_does_not_start_is_no_fault_of_the_mail(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with ReaderPool(QUICK) as pool:
        with pytest.raises(ChildUnavailable, match="does not start"):
            pool.submit(letter()).result(60)
        monkeypatch.undo()
        assert pool.submit(letter("Subject: later")).result(30).subject == "later"


def test_a_cancelled_mail_is_not_read(pool):
    waiting = pool.submit(poisoned("sleep"))
    behind = [pool.submit(raw) for raw in numbered(60)]
    assert behind[-1].cancel()
    with pytest.raises(Unreadable):
        waiting.result(30)
    assert behind[-2].result(30).subject == "mail 58"


def test_closing_finishes_what_was_handed_over():
    before = own_children()
    pool = ReaderPool(QUICK)
    futures = [pool.submit(raw) for raw in numbered(20)]
    pool.close()
    pool.close()
    assert all(one.done() for one in futures)
    assert own_children() == before
    with pytest.raises(RuntimeError, match="closed"):
        pool.submit(letter())


def test_an_idle_pool_starts_nothing():
    before = own_children()
    with ReaderPool(QUICK):
        assert own_children() == before


def test_the_child_is_small_and_knows_no_django():
    script = (
        "import sys, resource\n"
        "from prazo.channels.email.reading import child\n"
        "assert not [name for name in sys.modules if name.partition('.')[0] in "
        "('django', 'psycopg', 'requests', 'urllib3')], sys.modules.keys()\n"
        "assert 'lxml' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)


def test_the_child_gets_nothing_of_the_environment(monkeypatch):
    before = own_children()
    monkeypatch.setenv("PRAZO_SECRET", "hunter2")
    with ReaderPool(QUICK) as pool:
        pool.submit(letter()).result(30)
        (pid,) = own_children() - before
        assert b"hunter2" not in Path(f"/proc/{pid}/environ").read_bytes()


def test_neighbours_of_a_slow_mail_wait_no_longer_than_its_time(pool):
    pool.submit(letter()).result(30)
    start = time.monotonic()
    bad = pool.submit(poisoned("sleep"))
    good = pool.submit(letter("Subject: good"))
    assert good.result(30).subject == "good"
    assert time.monotonic() - start < QUICK.wall_seconds + 5
    assert isinstance(bad.exception(30), Unreadable)


def test_du04_children_killed_at_random_lose_no_mail(pool):
    """A crash is the mail's doing only if it happens again in a fresh child."""
    mails = numbered(600)
    futures = [pool.submit(raw) for raw in mails]
    for number in range(0, 600, 150):
        futures[number].result(30)
        for child in own_children():
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
    assert [one.result(60).subject for one in futures] == [f"mail {n}" for n in range(600)]


def test_reading_in_a_child_costs_less_than_four_milliseconds_a_mail():
    """250 mails a second on one core (`speed.md`), both processes and the way between counted."""
    mails = [ordinary(number) for number in range(600)]
    before = cpu_seconds()
    with ReaderPool() as pool:
        futures = [pool.submit(raw) for raw in mails]
        assert all(len(one.result(60).attachments) == 1 for one in futures)
    each = (cpu_seconds() - before) / len(mails)
    print(f"{each * 1_000:.2f} ms of CPU a mail, start of the child included")
    assert each < 0.004


def ordinary(number: int) -> bytes:
    """8 kB in Portuguese, with a small picture."""
    words = "Não consigo acessar o painel desde ontem, a emissão está fora do ar. " * 20
    picture = base64.encodebytes(bytes(range(256)) * 16).decode()
    return letter(
        f"Message-ID: <{number}@acme.example>\nTo: Suporte <desk@b.example>\n"
        f"Subject: =?utf-8?q?Fatura_{number}_n=C3=A3o_chegou?=\n"
        "Date: Mon, 3 Nov 2025 10:12:00 -0300\nContent-Type: multipart/mixed; boundary=b",
        f"--b\nContent-Type: text/plain; charset=utf-8\n\n{words}\n--b\n"
        'Content-Type: image/png; name="a.png"\nContent-Disposition: attachment\n'
        f"Content-Transfer-Encoding: base64\n\n{picture}\n--b--\n",
    )


def cpu_seconds() -> float:
    """Of this process, and of its children once they have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def own_children() -> set[int]:
    """Process ids of the readers that this process runs."""
    found = set()
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            reader = "channels.email.reading" in (entry / "cmdline").read_text()
        except OSError:  # gone meanwhile
            continue
        if reader and parent == os.getpid():
            found.add(int(entry.name))
    return found
