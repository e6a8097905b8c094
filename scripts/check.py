"""Lint, types, walls, content and freshness, one line each; with --fix, mend what can be mended."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = Path(sys.executable)
BIN = PYTHON.parent
TSC = ROOT / "node_modules" / "typescript" / "bin" / "tsc"

MENDING = (
    ("format", [BIN / "ruff", "format", "."]),
    ("lint, mended", [BIN / "ruff", "check", "--fix", "."]),
    ("content, written anew", [BIN / "handsong", "check", "--write"]),
    ("settings page, written anew", [PYTHON, "scripts/settings_page.py", "--write"]),
    ("API pages, written anew", [PYTHON, "scripts/api_pages.py", "--write"]),
    ("types of bundle and shelf, written anew", [PYTHON, "scripts/bundle_types.py", "--write"]),
    ("cases of the cue machine, written anew", [PYTHON, "scripts/vectors.py", "--write"]),
    ("cases of the shelf, written anew", [PYTHON, "scripts/shelf_vectors.py", "--write"]),
)

CHECKS = (
    ("format", [BIN / "ruff", "format", "--check", "--quiet", "."]),
    ("lint", [BIN / "ruff", "check", "--quiet", "."]),
    ("types", [BIN / "mypy"]),
    ("walls", [BIN / "lint-imports", "--no-cache"]),
    ("types of the page", [BIN / "node", TSC, "--project", "jsconfig.json"]),
    ("types of the worker", [BIN / "node", TSC, "--project", "jsconfig.worker.json"]),
    ("content", [BIN / "handsong", "check"]),
    ("migrations", [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"]),
    ("settings page", [PYTHON, "scripts/settings_page.py"]),
    ("API pages", [PYTHON, "scripts/api_pages.py"]),
    ("icons", [PYTHON, "-m", "scripts.icons"]),
)


def main(words: list[str]) -> int:
    """Run every check and return 0 when all hold; with --fix mend first."""
    commands = (MENDING if "--fix" in words else ()) + CHECKS
    return 1 if sum(not holds(name, command) for name, command in commands) else 0


def holds(name: str, command: list[Path | str]) -> bool:
    """Run one check, print its line, and its words when it does not hold."""
    began = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    print(f"{'ok' if done.returncode == 0 else 'NO':3} {name} ({time.monotonic() - began:.1f} s)", flush=True)
    if done.returncode:
        print(done.stdout + done.stderr, flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
