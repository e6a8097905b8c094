"""A household that is served as `handsong serve --home` does, on an invented home network.

Run as a program it listens on the loopback address alone; its machine answers for an address of a
home, and whoever asks for it by that address or by a name of the home counts as a phone there.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

MACHINE, A_PHONE = "192.168.7.20", "192.168.7.31"
NAMES = ("handsong.local", "nursery.local")


class Answer:
    """What a household answered: status, headers, words, and the cookies it wants kept."""

    def __init__(self, answer: http.client.HTTPResponse) -> None:
        """Read it to its end."""
        self.status, self.headers = answer.status, answer.headers
        self.body = answer.read()
        self.cookies = {line.partition("=")[0]: line for line in answer.headers.get_all("Set-Cookie") or []}

    @property
    def words(self) -> str:
        """What a page says."""
        return self.body.decode()


class Phone:
    """A phone on that network, which trusts what is given to it; `is_plain` asks without encryption."""

    def __init__(self, port: int, trusts: Path | None = None, *, is_plain: bool = False) -> None:
        """Remember where the household is, and what is trusted; None trusts what phones come with."""
        self.port, self.is_plain = port, is_plain
        self.context = ssl.create_default_context(cafile=trusts)

    def connect(self, name: str = MACHINE) -> socket.socket:
        """Connect under a name; raises ssl.SSLError when the certificate is not believed."""
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        return plain if self.is_plain else self.context.wrap_socket(plain, server_hostname=name)

    def get(self, page: str, name: str = MACHINE, **headers: str) -> Answer:
        """Look at a page."""
        return self._ask(name, "GET", page, None, headers)

    def post(self, page: str, form: dict[str, str], name: str = MACHINE, **headers: str) -> Answer:
        """Send a form."""
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask(name, "POST", page, urlencode(form), kind | headers)

    def _ask(self, name: str, way: str, page: str, body: str | None, headers: dict[str, str]) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        connection.sock = self.connect(name)
        connection.request(way, page, body, {"Host": f"{name}:{self.port}"} | headers)
        try:
            return Answer(connection.getresponse())
        finally:
            connection.close()


def seen_from(application: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """Return the site, for which a request under a name or address of the home comes from a phone."""

    def answer(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        is_phone = environ.get("HTTP_HOST", "").startswith((MACHINE, *NAMES))
        return application(environ | ({"REMOTE_ADDR": A_PHONE} if is_phone else {}), start)

    return answer


def settle() -> None:
    """Invent the network: its one address and names, and the yes that was said on the machine."""
    from handsong.web.accounts import lan
    from handsong.web.site import env, network, server

    class OnTheNetwork(server.Server):
        """The server, kept to this machine all the same."""

        def __init__(self, where: tuple[str, int], application: Any) -> None:
            super().__init__(("127.0.0.1", where[1]), seen_from(application))

    env.data_folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    (env.data_folder() / network.CONSENT).write_text("yes\n", encoding="ascii")
    lan.addresses = lambda: [MACHINE]
    lan.names = lambda: [*NAMES]
    lan.name_that_answers = lambda: ""
    server.Server = OnTheNetwork  # type: ignore[misc]


def main() -> int:
    """Serve until somebody stops it."""
    from handsong.web.site import serve

    settle()
    return serve.main(["--home"])


if __name__ == "__main__":
    sys.exit(main())
