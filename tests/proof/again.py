"""Prints one name for some plans, so that programs started anew can be compared: `python -m tests.proof.again 300`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.proof import plans
from tests.proof.bench import workbench

ROOT = Path(__file__).resolve().parent.parent.parent


def differs(count: int) -> list[str]:
    """Return what is wrong when the same plans differ between processes that order sets differently."""
    names = {seed: _started_anew(count, seed) for seed in ("1", "2")}
    return [] if len(set(names.values())) == 1 else [f"{count} plans differ from one start to the next"]


def _started_anew(count: int, seed: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tests.proof.again", str(count)],
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": seed},
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()


if __name__ == "__main__":
    numbers = range(0, int(sys.argv[1]) * 7919, 7919)
    sys.stdout.write(plans.digest(workbench().promises, numbers))
