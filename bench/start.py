"""How long a second `make run` takes to its first page, and what everything needs of memory."""

import argparse
import time
import urllib.request
from collections.abc import Iterator

from bench import server
from bench.figure import Figure, memory_mib, postmaster


def figures(chosen: argparse.Namespace) -> Iterator[Figure]:
    from prazo.lib import embedded

    server.ready()
    from django.db import connections

    connections.close_all()
    embedded.stop(server.HOME)
    started = time.perf_counter()
    with server.running("run", port=server.WEB, seconds=60) as run:
        with urllib.request.urlopen(f"http://127.0.0.1:{server.WEB}/sign-in", timeout=30) as page:
            page.read()
        took = time.perf_counter() - started
        yield Figure("second start to the first page", took, "s", 8, less=True)
        time.sleep(10)
        used = memory_mib(run.pid, postmaster(server.HOME))
        yield Figure("memory, everything on", used, "MiB", 600, less=True)
    embedded.start(server.HOME)  # it ended with what had started it; the next section needs it
