"""Run the sections, print each figure as it comes, write all of them as JSON."""

import argparse
import importlib
import json
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from bench.figure import Figure, machine

SECTIONS = (
    "business_time",
    "folds",
    "mail",
    "pages",
    "mail_full",
    "helpdesk_peer",
    "start",
    "deadlines",
    "recount",
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--only", action="append", choices=SECTIONS, help="one section; repeatable")
    parser.add_argument("--peers", action="store_true", help="set up other desks and measure them")
    parser.add_argument("--sizes", default="1000,20000,200000", help="tickets of the page corpus")
    parser.add_argument("--out", default="var/bench.json")
    chosen = parser.parse_args()
    home = Path(os.environ.get("PRAZO_BENCH_HOME", "var/bench")).resolve()
    os.environ["PRAZO_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "prazo.settings"
    (home / "run").mkdir(parents=True, exist_ok=True, mode=0o700)
    about = machine()
    print(f"{about}\n", flush=True)
    found: list[Figure] = []
    for name in chosen.only or SECTIONS:
        started = time.perf_counter()
        section = importlib.import_module(f"bench.{name}")
        for figure in section.figures(chosen):
            found.append(figure)
            print(figure.line(), flush=True)
        print(f"     ({name}: {time.perf_counter() - started:.0f} s)\n", flush=True)
    out = Path(chosen.out)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(
        json.dumps(
            {
                "at": datetime.now(UTC).isoformat(),
                "machine": about,
                "figures": [figure.as_json() for figure in found],
            },
            indent=1,
            ensure_ascii=False,
        )
    )
    missed = [figure.name for figure in found if figure.reached is False]
    print(
        f"{len(found)} figures in {out}; {len(missed)} miss their aim"
        + "".join(f"\n  {m}" for m in missed)
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
