"""A household on an invented home network: whoever asks for the machine by its address there is a phone.

Run as a program it serves as `make run LAN=1` does, after the yes on the machine. Only the network
is invented, so that the test needs none: the browser is told where the address leads to.
"""

from __future__ import annotations

import sys

from tests.web.site import at_home
from tests.web.site.at_home import MACHINE

__all__ = ["MACHINE"]


def main() -> int:
    """Serve until somebody stops it."""
    from handsong.web.site import serve

    at_home.settle()
    return serve.main()


if __name__ == "__main__":
    sys.exit(main())
