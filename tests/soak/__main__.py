"""`make soak`: the long form of races and faults, written to var/soak.json.

    python -m tests.soak [--scale 0.1] [name ...]

Zero failures in n tries show a rate below 3/n with 95 % confidence; that bound stands beside
each count. Runs on a database of its own under var/soak, which is stopped again at the end.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOME = Path(os.environ.setdefault("PRAZO_HOME", str(ROOT / "var" / "soak")))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prazo.settings")
os.environ.setdefault("PRAZO_LOG_LEVEL", "ERROR")

NAMES = ("R01", "R02", "R03", "merges", "ES01", "ES02", "ES03", "ES05", "DU02", "TR1", "W03")
"""In the order in which they run."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="1 is the long form")
    parser.add_argument("--out", type=Path, default=ROOT / "var" / "soak.json")
    parser.add_argument("names", nargs="*", choices=[*NAMES, []], default=[])
    given = parser.parse_args()
    from prazo.lib import embedded  # Django's settings start a database: not for who asks for help

    try:
        return run(given.names or NAMES, given.scale, given.out)
    finally:
        embedded.stop(HOME)


def run(names: Sequence[str], scale: float, out: Path) -> int:
    from prazo.cli.operate import prepare

    prepare(demo=False)
    from prazo.lib import scope
    from tests.soak.experiments import EXPERIMENTS

    results: dict[str, object] = {"at": datetime.now(UTC).isoformat(), "scale": scale}
    failed = False
    for name in names:
        began = time.monotonic()
        with scope.entered(scope.SYSTEM):
            found = EXPERIMENTS[name](scale)
        found["seconds"] = round(time.monotonic() - began, 1)
        tries = (
            found.get("due")
            or found.get("rounds")
            or found.get("labels")
            or found.get("accepted")
            or found.get("restarts")
            or 1
        )
        found["bound_95"] = 3 / tries if not found["failures"] else 1.0
        failed = failed or bool(found["failures"])
        results[name] = found
        print(name, json.dumps(found), flush=True)
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(json.dumps(results, indent=1))
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
