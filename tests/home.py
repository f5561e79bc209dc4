"""Where tests live: loaded by pytest before everything else (see `addopts`), before Django reads
its settings. Never the data directory or the database of somebody's desk: tests empty tables."""

import os
from pathlib import Path

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
HOME = Path(__file__).resolve().parents[1] / "var" / "test" / WORKER

for name in [name for name in os.environ if name.startswith("PRAZO_")]:
    del os.environ[name]
for name in ("DATABASE_URL", "MIGRATE_DATABASE_URL", "DATABASE_URL_FILE"):
    os.environ.pop(name, None)
os.environ["PRAZO_HOME"] = str(HOME)
os.environ["PRAZO_ADDRESS"] = "http://127.0.0.1:8000"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright runs a loop in our thread
