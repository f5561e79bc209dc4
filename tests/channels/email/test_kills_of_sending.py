"""Kill the sender at each place it names: nothing is lost, and only what the server took before
we could write it down is sent again, under the same Message-ID (TR3, DU02)."""

import os
import re
import signal
import subprocess
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from prazo.channels.email.intake import read_mails
from prazo.channels.email.lease import LEASE
from prazo.channels.email.take_in import take_in
from prazo.desk.models import Outgoing, Ticket
from tests.channels.email.conftest import NOW
from tests.channels.email.fake_smtp import fake_server
from tests.channels.email.test_send import account, write
from tests.channels.email.world import mail, make_desk

ROOT = Path(__file__).resolve().parents[3]
SENDER = """
import os, sys, django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prazo.settings")
django.setup()
from datetime import datetime
from prazo.channels.email.carrier import Carrier
from prazo.channels.email.send import send_due
from prazo.lib import scope
with scope.entered(scope.SYSTEM):
    carrier = Carrier()
    while send_due(datetime.fromisoformat(sys.argv[1]), carrier):
        pass
"""
MAILS = 6
SENT_TWICE = {"send.after_hand_over": 1}


def labels() -> list[str]:
    source = (ROOT / "prazo" / "channels" / "email" / "send.py").read_text()
    return re.findall(r'crash\("(send\.[a-z_]+)"\)', source)


def send_until(as_of: datetime, crash_at: str = "") -> int:
    return subprocess.run(
        [sys.executable, "-c", SENDER, as_of.isoformat()],
        cwd=ROOT,
        env={**os.environ, "PRAZO_CRASH_AT": crash_at, "PYTHONPATH": str(ROOT)},
        timeout=120,
        check=False,
    ).returncode


@pytest.mark.parametrize("label", labels())
def test_tr3_killed_while_sending_nothing_is_lost(committed_db: None, pool, label: str) -> None:  # type: ignore[no-untyped-def]
    make_desk()
    take_in(mail(), source="lmtp", envelope_to=["help@desk.example"], received_at=NOW)
    read_mails(NOW, pool)
    ticket = Ticket.objects.get()
    for number in range(MAILS):
        write(ticket, f"n{number}", f"r{number}@client.example")
    written = Outgoing.objects.count()
    with fake_server() as server:
        account(ticket.desk, server.port)
        assert send_until(NOW, f"{label}:3") == -signal.SIGKILL
        assert send_until(NOW + 2 * LEASE) == 0
    found = Counter(one["Message-ID"] for one in server.mails())
    assert len(found) == written == MAILS + 1  # the receipt too
    assert sum(found.values()) - written == SENT_TWICE.get(label, 0)
    assert not Outgoing.objects.filter(sent_at__isnull=True).exists()


def test_every_place_is_tried() -> None:
    assert len(labels()) >= 3
    assert SENT_TWICE.keys() <= set(labels())
