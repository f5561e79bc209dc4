"""Where tests live: loaded by pytest before everything else (see `addopts`), before Django reads
its settings. Never the data directory or the database of somebody's desk: tests empty tables.

    python -m tests.home     says whether a migration is missing, and applies all of them once;
                             a worker that is new begins with a copy of that data directory
"""

import os
import subprocess
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "var" / "test"
MIGRATED = FOLDER / "migrated"


def live_in(home: Path) -> None:
    for name in [name for name in os.environ if name.startswith("PRAZO_")]:
        del os.environ[name]
    for name in ("DATABASE_URL", "MIGRATE_DATABASE_URL", "DATABASE_URL_FILE"):
        os.environ.pop(name, None)
    os.environ["PRAZO_HOME"] = str(home)
    os.environ["PRAZO_ADDRESS"] = "http://127.0.0.1:8000"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright runs a loop in our thread


def begin(home: Path) -> None:
    """Nothing else is copied than what no server writes to."""
    database = MIGRATED / "postgresql"
    if database.exists() and not home.exists() and not (database / "postmaster.pid").exists():
        fresh = home.with_name(f"{home.name}.new")
        subprocess.run(["rm", "-rf", str(fresh)], check=True)
        subprocess.run(["cp", "-a", str(MIGRATED), str(fresh)], check=True)
        fresh.rename(home)


def migrate() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from prazo.lib import embedded
    from tests.emptied import without_waiting_for_the_disk

    try:
        without_waiting_for_the_disk()
        call_command("makemigrations", check_changes=True, dry_run=True, verbosity=1)
        call_command("migrate", database="owner", verbosity=0)
    finally:
        embedded.stop(MIGRATED)


if __name__ == "__main__":
    live_in(MIGRATED)
    os.environ["DJANGO_SETTINGS_MODULE"] = "prazo.settings"
    migrate()
else:
    HOME = FOLDER / os.environ.get("PYTEST_XDIST_WORKER", "main")
    begin(HOME)
    live_in(HOME)
