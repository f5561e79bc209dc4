"""Kill the intake as a power cut would: no accepted mail lost, none twice (TR1, TR2, DU02).

A child process of ours takes mail in and places it; it is killed again and again while mails are
brought. A mail counts as accepted once 250 was said; what was not is brought again, as an MTA does.
"""

import os
import signal
import smtplib
import subprocess
import sys
import time
from pathlib import Path

import pytest

from prazo.channels.email.models import RawMail
from prazo.desk.models import Message, Ticket
from tests.channels.email.debian_servers import free_port
from tests.channels.email.world import mail, make_desk

WORKER = """
import os, sys, django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prazo.settings")
django.setup()
from prazo.channels.email.intake import read_mails
from prazo.channels.email.listener import Listeners
from prazo.channels.email.reading.pool import ReaderPool
from prazo.lib import scope
from prazo.lib.duty import database_now
import time
doors = Listeners("127.0.0.1:" + sys.argv[1], "")
doors.start()
with scope.entered(scope.SYSTEM), ReaderPool() as pool:
    while True:
        if not read_mails(database_now(), pool):
            time.sleep(0.02)
"""
ROOT = Path(__file__).resolve().parents[3]
LABELS = (
    "take_in.before_store",
    "take_in.after_store",
    "listener.before_reply",
    "intake.before_place",
    "intake.after_place",
    "intake.before_commit",
    "intake.after_commit",
)
EACH = 12  # mails brought around each kill


def start(port: int, crash_at: str = "") -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, str(port)],
        cwd=ROOT,
        env={**os.environ, "PRAZO_CRASH_AT": crash_at, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.DEVNULL,
    )


def bring(port: int, number: int, to: str = "help@desk.example") -> bool:
    """Whether 250 was said for it."""
    raw = mail(sender=f"s{number}@client.example", to=to, message_id=f"<{number}@client.example>")
    try:
        with smtplib.LMTP("127.0.0.1", port, timeout=10) as client:
            client.sendmail("a@client.example", [to], raw)
    except (OSError, smtplib.SMTPException):
        return False
    return True


@pytest.mark.usefixtures("committed_db")
def test_tr1_tr2_no_accepted_mail_is_lost_or_doubled_over_kills() -> None:
    make_desk()
    port = free_port()
    accepted: set[int] = set()
    waiting = list(range(EACH * (len(LABELS) + 1)))
    for label in (*LABELS, ""):
        worker = start(port, label)
        try:
            until = time.monotonic() + 25
            target = len(accepted) + EACH
            while len(accepted) < target and waiting and time.monotonic() < until:
                if worker.poll() is not None:
                    break
                if bring(port, waiting[0]):
                    accepted.add(waiting.pop(0))
                else:
                    time.sleep(0.05)
            if label:
                worker.wait(20)
                assert worker.returncode == -signal.SIGKILL, f"{label} was not passed"
                continue
            while waiting and time.monotonic() < until + 30:
                if bring(port, waiting[0]):
                    accepted.add(waiting.pop(0))
            while RawMail.objects.filter(state="new").exists() and time.monotonic() < until + 60:
                time.sleep(0.1)
        finally:
            worker.kill()
            worker.wait()
    names = {f"<{number}@client.example>" for number in accepted}
    kept = list(Message.objects.filter(kind="request").values_list("external_id", flat=True))
    print(f"{len(accepted)} accepted over {len(LABELS)} kills, {len(kept)} tickets")
    assert not waiting
    assert set(kept) == names  # none lost
    assert len(kept) == len(names) == Ticket.objects.count()  # none twice
