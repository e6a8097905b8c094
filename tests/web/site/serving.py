"""A household server in a process of its own, as `make run` starts it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parents[3]
LONGEST_START = 60


class Household:
    """A server that runs: its process, and the address it printed."""

    def __init__(self, process: subprocess.Popen[str], address: str) -> None:
        """Keep both."""
        self.process, self.address = process, address

    def get(self, page: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
        """Return status, body and headers of a page."""
        with urlopen(Request(f"{self.address.rstrip('/')}{page}", headers=headers), timeout=30) as answer:  # noqa: S310 - our own server
            return answer.status, answer.read(), dict(answer.headers)


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """Return the environment of a fresh household."""
    elsewhere = {"DATABASE_URL", "HANDSONG_BACKUPS"}
    plain = {name: value for name, value in os.environ.items() if name not in elsewhere}
    return plain | {"HANDSONG_DATA": str(folder), "PYTHONUNBUFFERED": "1"} | settings


@contextmanager
def serving(folder: Path, program: str = "handsong.main", **settings: str) -> Iterator[Household]:
    """Serve for as long as the block lasts."""
    process = subprocess.Popen(
        [sys.executable, "-m", program, "serve"],
        cwd=ROOT,
        env=environment(folder, **settings),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    said = []
    try:
        assert process.stdout
        for line in process.stdout:
            said.append(line)
            found = re.search(r"http://localhost:\d+/", line)
            if found and "Handsong is at" in line:
                yield Household(process, found[0])
                return
        raise AssertionError("".join(said))
    finally:
        process.terminate()
        process.wait(timeout=LONGEST_START)
        if process.stdout:
            process.stdout.close()


def free_port() -> str:
    """Return a port that nobody listens on just now."""
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def take_back(folder: Path, app: str, step: str) -> None:
    """Take the tables of a household back to what an earlier version made of them."""
    back = [sys.executable, "manage.py", "migrate", app, step]
    subprocess.run(back, cwd=ROOT, env=environment(folder), check=True, capture_output=True)
