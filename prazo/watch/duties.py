"""When the watch is kept."""

import os
import socket
from datetime import UTC, datetime, timedelta

from prazo.accounts import sign_ins
from prazo.lib import limits
from prazo.lib.duty import PASSES, REGISTER, duty
from prazo.watch.models import Heartbeat
from prazo.watch.probe import make_due_probes, read_probes

FORGOTTEN = timedelta(hours=1)


@duty("watchdog", every=timedelta(seconds=15))
def watchdog(as_of: datetime) -> bool:
    make_due_probes(as_of)
    read_probes(as_of)
    return False


@duty("heartbeat", every=timedelta(seconds=10))
def heartbeat(as_of: datetime) -> bool:
    """What this process says of itself, its own clock beside the database's."""
    for name in REGISTER:  # one that never passes is as old as this process
        PASSES.setdefault(name, as_of)
    beat = {
        "at": as_of,
        "ahead": datetime.now(UTC) - as_of,
        "passes": {name: at.isoformat() for name, at in PASSES.items()},
    }
    process = f"{socket.gethostname()}:{os.getpid()}"
    Heartbeat.objects.update_or_create(process=process, defaults=beat)
    Heartbeat.objects.filter(at__lt=as_of - FORGOTTEN).delete()
    limits.forget(as_of - FORGOTTEN)
    sign_ins.clear(as_of)
    return False
