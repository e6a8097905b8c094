"""A household on an invented home network: whoever asks for the machine by its address there is a phone.

Run as a program it serves as `make run LAN=1` does, after the yes on the machine. Only the network
is invented, so that the test needs none: the browser is told where the address leads to.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import Any

MACHINE, A_PHONE = "192.168.7.20", "192.168.7.31"


def seen_from(application: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """Return the site, for which a request to the machine's address comes from a phone."""

    def answer(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        is_phone = environ.get("HTTP_HOST", "").startswith(MACHINE)
        return application(environ | ({"REMOTE_ADDR": A_PHONE} if is_phone else {}), start)

    return answer


def main() -> int:
    """Serve until somebody stops it."""
    from handsong.web.accounts import lan
    from handsong.web.site import env, network, serve, server

    class OnTheNetwork(server.Server):
        """The server, kept to this machine all the same."""

        def __init__(self, where: tuple[str, int], application: Any) -> None:
            super().__init__(("127.0.0.1", where[1]), seen_from(application))

    env.data_folder().mkdir(parents=True, exist_ok=True)
    (env.data_folder() / network.CONSENT).write_text("yes\n", encoding="ascii")
    lan.addresses = lambda: [MACHINE]
    server.Server = OnTheNetwork  # type: ignore[misc]
    return serve.main()


if __name__ == "__main__":
    sys.exit(main())
