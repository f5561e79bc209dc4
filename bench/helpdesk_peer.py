"""django-helpdesk on the same machine, the same shape of corpus, the same load (PEERS=1)."""

import argparse
import base64
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg

from bench import server
from bench.corpus import COMMON, RARE
from bench.figure import Figure, postmaster
from bench.pages import measured

PYTHON = Path("var/bench-helpdesk/bin/python")
PORT = 8650


def figures(chosen: argparse.Namespace) -> Iterator[Figure]:
    if not chosen.peers:
        return
    server.ready()
    from prazo.lib import embedded

    _install()
    admin = embedded.start(server.HOME).admin
    with psycopg.connect(admin, autocommit=True) as connection:
        if not connection.execute(
            "select 1 from pg_database where datname = 'helpdesk'"
        ).fetchone():
            connection.execute("create database helpdesk")
    environment = {**os.environ, "BENCH_DATABASE": admin, "PYTHONPATH": str(Path.cwd())}
    environment["DJANGO_SETTINGS_MODULE"] = "bench.helpdesk_desk.settings"
    for size in (int(size) for size in chosen.sizes.split(",")):
        filled = subprocess.run(
            [str(PYTHON), "bench/helpdesk_desk/fill.py", str(size)],
            env=environment, check=True, capture_output=True, text=True,
        )  # fmt: skip
        cookies = json.loads(filled.stdout.splitlines()[-1])
        yield from _pages(size, cookies, environment)


def _pages(size: int, cookies: list[str], environment: dict[str, str]) -> Iterator[Figure]:
    command = [str(PYTHON.with_name("gunicorn")), "--workers", "2", "--bind", f"127.0.0.1:{PORT}"]
    serving = subprocess.Popen(
        [*command, "django.core.wsgi:get_wsgi_application()"], env=environment,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        server.wait_for(PORT, 60)
        pids = (serving.pid, postmaster(server.HOME))
        for name, path in _addresses().items():
            load = measured(
                lambda n, p=path: ("GET", p.format(n=1 + n % 100), ""), cookies, pids, PORT
            )
            said = f"{load.size:,} bytes" + (f", {load.wrong} WRONG" if load.wrong else "")
            yield Figure(
                f"django-helpdesk: {name}, {size:,} tickets", load.cpu_ms, "CPU ms", says=said
            )
    finally:
        serving.terminate()
        serving.wait(20)


def _addresses() -> dict[str, str]:
    """A list is a page and the query it then asks; the query alone is counted, in its favour."""
    return {
        "queue": f"/datatables_ticket_list/{_query('')}?draw=1&start=0&length=50",
        "ticket, 20 messages": "/tickets/{n}/",
        "search, rare word": f"/datatables_ticket_list/{_query(RARE)}?draw=1&start=0&length=50",
        "search, common word": f"/datatables_ticket_list/{_query(COMMON)}?draw=1&start=0&length=50",
    }


def _query(words: str) -> str:
    asked = {
        "filtering": {} if words else {"status__in": [1, 2]},
        "filtering_null": {},
        "sorting": "due_date",
        "sortreverse": False,
        "search_string": words,
    }
    return quote(base64.b64encode(json.dumps(asked).encode()).decode())


def _install() -> None:
    if PYTHON.exists():
        return
    subprocess.run([".venv/bin/python", "-m", "venv", "var/bench-helpdesk"], check=True)
    lock = ["--require-hashes", "-r", "bench/helpdesk.lock"]
    subprocess.run(
        [".venv/bin/uv", "pip", "install", "-q", "--python", str(PYTHON), *lock], check=True
    )
