"""What Lighthouse says of three pages, as a slow phone sees them: the middle of five runs each.

It is large and only used here, so it has a lock of its own (bench/package-lock.json) and is installed
into build/ when it is first needed. Whether the site works offline it no longer looks at; our own tests do.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from statistics import median

from tests.e2e import browser
from tests.web.site.serving import ROOT

RUNS = 5
CATEGORIES = ("performance", "accessibility", "best-practices")
PAGES = {"today": "/", "library": "/library/", "player": "/session/{session}/"}
LOCKED = ("package.json", "package-lock.json")
PLACE = ROOT / "build" / "lighthouse"
PROGRAM = PLACE / "node_modules" / "lighthouse" / "cli" / "index.js"
NODE, NPM = ROOT / ".venv" / "bin" / "node", ROOT / ".venv" / "bin" / "npm"
LONGEST = 180
"""Seconds for one run; a quiet machine needs about eleven."""


def measure(address: str, session: str, runs: int = RUNS) -> Mapping[str, float]:
    """Return the score of each page in each category, out of a hundred; nothing where it cannot be installed."""
    if not is_installed():
        return {}
    found: dict[str, float] = {}
    for name, page in PAGES.items():
        where = f"{address.rstrip('/')}{page.format(session=session)}"
        scores = [run(where) for _ in range(runs)]
        for category in CATEGORIES:
            found[f"{category}-{name}"] = median(score[category] for score in scores)
    return found


def run(address: str, attempts: int = 3) -> Mapping[str, float]:
    """Return what one run says of a page; one that missed how the page was loaded is made again, as Lighthouse asks."""
    done = subprocess.run(
        [NODE, PROGRAM, address, "--output=json", "--quiet", f"--only-categories={','.join(CATEGORIES)}",
         f"--chrome-flags=--headless=new {' '.join(browser.ARGUMENTS[:2])}"],
        env=os.environ | {"CHROME_PATH": browser.program()}, stdout=subprocess.PIPE, check=attempts == 1, timeout=LONGEST,
    )  # fmt: skip
    if done.returncode:
        return run(address, attempts - 1)
    categories = json.loads(done.stdout)["categories"]
    return {category: categories[category]["score"] * 100 for category in CATEGORIES}


def is_installed() -> bool:
    """Whether it is there, once per lock; it is fetched now if it is not."""
    remembered = PLACE / ".installed"
    wanted = hashlib.sha256((ROOT / "bench" / "package-lock.json").read_bytes()).hexdigest()
    if _says(remembered) != wanted:
        PLACE.mkdir(parents=True, exist_ok=True)
        for name in LOCKED:
            shutil.copy(ROOT / "bench" / name, PLACE / name)
        path = f"{NODE.parent}{os.pathsep}{os.environ.get('PATH', '')}"
        words = ("ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error")
        done = subprocess.run([NPM, *words], cwd=PLACE, env=os.environ | {"PATH": path}, check=False)
        if done.returncode:
            return False
        remembered.write_text(wanted, encoding="ascii")
    return True


def _says(file: Path) -> str:
    return file.read_text(encoding="ascii") if file.exists() else ""
