"""The server of a household: one process, a few threads, and a log that says little."""

from __future__ import annotations

import logging
from typing import Any

from cheroot import wsgi

THREADS = 8
MOST_BYTES_A_REQUEST = 1024 * 1024
LONGEST_GOOD_BYE = 2


class Server(wsgi.Server):
    """Cheroot's server, with what it would print on the terminal sent to the log instead."""

    max_request_body_size = MOST_BYTES_A_REQUEST

    def __init__(self, where: tuple[str, int], application: Any) -> None:
        """Prepare to serve the site at this address and port."""
        super().__init__(
            where,
            application,
            numthreads=THREADS,
            max=THREADS,
            server_name="handsong",
            shutdown_timeout=LONGEST_GOOD_BYE,
        )

    def error_log(self, msg: str = "", level: int = logging.INFO, traceback: bool = False) -> None:  # noqa: FBT001, FBT002 - cheroot's own signature
        """Take the first line of a fault; a family's words could be in the rest."""
        if traceback or level >= logging.WARNING:
            logging.getLogger("handsong.server").log(level, "%s", msg.partition("\n")[0], exc_info=traceback)
