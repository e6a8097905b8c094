"""The server as it is, with a worker of a newer version: what phones meet after an update."""

from __future__ import annotations

import sys
from typing import Any

from handsong.web.site import serve


def main() -> int:
    """Serve with another worker than before, until somebody ends it."""
    prepared = serve._application

    def application() -> Any:
        site = prepared()
        from handsong.web.player import offline_views

        plain = offline_views._script()
        offline_views._script = lambda: f"{plain}\n// newer\n"
        return site

    serve._application = application
    return serve.main([])


if __name__ == "__main__":
    sys.exit(main())
