"""A server that answers first and writes later: the harm that the proof of durability must notice."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from handsong.web.site import serve

LATER = 0.2
"""Seconds between the answer and the writing."""


def hasty(take: Callable[..., Any]) -> Callable[..., Any]:
    """Return the deed that names everything as stored at once, and stores it a little later."""

    def answer(**told: Any) -> list[Any]:
        from handsong.web.diary.rows import id_of
        from handsong.web.diary.taking import Receipt

        threading.Thread(target=lambda: (time.sleep(LATER), take(**told)), daemon=True).start()
        return [Receipt(id_of(row), "stored") for row in told["told"].rows]

    return answer


def main() -> int:
    """Serve hastily until somebody ends it."""
    prepared = serve._application

    def application() -> Any:
        site = prepared()
        from handsong.web.diary import actions

        actions.take_events = hasty(actions.take_events)
        return site

    serve._application = application
    return serve.main([])


if __name__ == "__main__":
    sys.exit(main())
