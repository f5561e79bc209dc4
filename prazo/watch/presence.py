"""The doors say that they are open, so that somebody notices when nobody does any more (P01)."""

import os
import socket
from datetime import datetime

from prazo.watch.models import Heartbeat

DOORS = "doors "
"""How the names of their processes begin, in the table where workers say the same."""


def say_open(as_of: datetime) -> None:
    """Within a scope that sees everything; every ten seconds or so."""
    Heartbeat.objects.update_or_create(process=_name(), defaults={"at": as_of})


def say_shut() -> None:
    """They were shut on purpose: nobody need worry."""
    Heartbeat.objects.filter(process=_name()).delete()


def _name() -> str:
    return f"{DOORS}{socket.gethostname()}:{os.getpid()}"[:80]
