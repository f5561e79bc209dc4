"""Kill the one who looks into a mailbox between keeping a mail and marking it: it is neither lost
nor taken in twice (TR2, DU02, DU05)."""

import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from prazo.channels.email import imap
from prazo.channels.email.intake import read_mails
from prazo.channels.email.models import MailAccount, RawMail
from prazo.channels.email.reading.pool import ReaderPool
from prazo.channels.email.take_in import raw_bytes
from prazo.desk.models import Message, Ticket
from prazo.lib.duty import database_now
from tests.channels.email.debian_servers import dovecot
from tests.channels.email.test_imap import account_at, letters, once, put, seen

pytestmark = pytest.mark.postfix

ROOT = Path(__file__).resolve().parents[3]
LOOK = """
import os, sys, django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prazo.settings")
django.setup()
from prazo.channels.email.imap import look, sign_in
from prazo.channels.email.models import MailAccount
from prazo.lib import scope
from prazo.lib.duty import database_now
with scope.entered(scope.SYSTEM):
    account = MailAccount.objects.get()
    look(account, sign_in(account), database_now)
"""
MAILS = imap.AT_ONCE + 5
KILLS = {  # the place, how many mails are kept by then, and how many of them are marked
    "take_in.before_store:3": (2, 0),
    "take_in.after_store:3": (3, 0),
    "imap.before_mark": (imap.AT_ONCE, 0),
    "imap.before_mark:2": (MAILS, imap.AT_ONCE),
}


def look_until(crash_at: str) -> int:
    return subprocess.run(
        [sys.executable, "-c", LOOK],
        cwd=ROOT,
        env={**os.environ, "PRAZO_CRASH_AT": crash_at, "PYTHONPATH": str(ROOT)},
        timeout=120,
        check=False,
    ).returncode


@pytest.mark.parametrize("place", KILLS)
def test_killed_before_a_mail_is_marked_nothing_is_lost_or_doubled(
    committed_db: None, pool: ReaderPool, place: str
) -> None:
    raws = letters(MAILS)
    with dovecot() as server:
        account_at(server.port)
        put(server, *raws)
        assert look_until(place) == -signal.SIGKILL
        kept, marked = KILLS[place]
        assert RawMail.objects.count() == kept
        assert sum(seen(server)) == marked
        read_mails(database_now(), pool)  # a worker places what was kept, whoever was killed
        assert once(MailAccount.objects.get()) == MAILS - kept
        assert seen(server) == [True] * MAILS
        assert once(MailAccount.objects.get()) == 0
    while read_mails(database_now(), pool):
        pass
    assert sorted(raw_bytes(row) for row in RawMail.objects.all()) == sorted(raws)
    said = Counter(Message.objects.filter(kind="request").values_list("external_id", flat=True))
    assert said == Counter(f"<{n}@client.example>" for n in range(MAILS))
    assert Ticket.objects.count() == MAILS
