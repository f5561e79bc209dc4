"""What `python -m tests.soak` says before it runs anything."""

import subprocess
import sys
from pathlib import Path

from tests.soak.__main__ import NAMES, ROOT
from tests.soak.experiments import EXPERIMENTS


def test_each_experiment_can_be_asked_for() -> None:
    assert tuple(EXPERIMENTS) == NAMES


def test_who_asks_for_help_starts_no_database(tmp_path: Path) -> None:
    home = tmp_path / "soak"
    done = subprocess.run(
        [sys.executable, "-m", "tests.soak", "--help"],
        cwd=ROOT,
        env={"PRAZO_HOME": str(home), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "--scale" in done.stdout
    assert not home.exists()
