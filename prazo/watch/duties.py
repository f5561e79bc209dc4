"""When the watch is kept."""

import os
import socket
from datetime import datetime, timedelta

from prazo.lib.duty import duty
from prazo.watch.models import Heartbeat
from prazo.watch.probe import make_due_probes, read_probes


@duty("watchdog", every=timedelta(seconds=15))
def watchdog(as_of: datetime) -> bool:
    make_due_probes(as_of)
    read_probes(as_of)
    return False


@duty("heartbeat", every=timedelta(seconds=10))
def heartbeat(as_of: datetime) -> bool:
    process = f"{socket.gethostname()}:{os.getpid()}"
    Heartbeat.objects.update_or_create(process=process, defaults={"at": as_of})
    Heartbeat.objects.filter(at__lt=as_of - timedelta(days=1)).delete()
    return False
