"""The server of a household: one process, a few threads, and a log that says little."""

from __future__ import annotations

import logging
import socket
import ssl
import threading
from typing import Any

from cheroot import errors, makefile, wsgi
from cheroot.server import HTTPConnection, HTTPRequest

from handsong.web.site.backup import checking

THREADS = 8
MOST_BYTES_A_REQUEST = 1024 * 1024
LONGEST_GOOD_BYE = 2
HANDSHAKE = b"\x16"
"""The first byte of a connection that begins with TLS; no plain request begins with it."""


class Socket(ssl.SSLSocket):
    """A connection with TLS, for which a phone that does not trust us yet is no fault of the server."""

    def recv_into(self, *where: Any, **how: Any) -> int:
        """Read, or say in the server's own words that the other side hung up."""
        try:
            return super().recv_into(*where, **how)
        except ssl.SSLError as error:
            raise errors.FatalSSLAlert(*error.args) from error

    def send(self, *what: Any, **how: Any) -> int:
        """Write, or say the same."""
        try:
            return super().send(*what, **how)
        except ssl.SSLError as error:
            raise errors.FatalSSLAlert(*error.args) from error


def is_backup_from_here(path: bytes, address: str) -> bool:
    """Whether a backup is sent to be checked, from this machine itself."""
    return path == checking.ADDRESS and address.startswith("127.")


class Request(HTTPRequest):
    """A request, which may be large where it brings a backup from this machine, and nowhere else."""

    def read_request_headers(self) -> bool:
        """Take the headers; return False, with an answer, when more would follow than is taken here."""
        if not super().read_request_headers():  # type: ignore[no-untyped-call]  # cheroot says nothing of its types
            return False
        if is_backup_from_here(self.path, self.conn.remote_addr):
            return True
        if int(self.inheaders.get(b"Content-Length", 0)) <= MOST_BYTES_A_REQUEST:
            return True
        self.simple_response("413 Request Entity Too Large", "That is more than is taken here.")
        return False


class Connection(HTTPConnection):
    """A connection, plain or with TLS: both come in at one port and are told apart by their first byte.

    The handshake is made by the thread that answers. Cheroot's own adapter makes it where connections
    are accepted: a phone at the edge of the network would keep everybody waiting.
    """

    RequestHandlerClass = Request
    has_begun = False

    def communicate(self) -> bool:
        """Answer one request; return whether the connection stays open."""
        if not self.has_begun and self.server.context:
            self.has_begun = True
            try:
                self._begin(self.server.context)
            except OSError:
                return False
        return bool(super().communicate())  # type: ignore[no-untyped-call]  # cheroot says nothing of its types

    def _begin(self, context: ssl.SSLContext) -> None:
        if self.socket.recv(1, socket.MSG_PEEK) != HANDSHAKE:
            return
        self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        self.rfile = makefile.StreamReader(self.socket, "rb", self.rbufsize)
        self.wfile = makefile.StreamWriter(self.socket, "wb", self.wbufsize)
        self.ssl_env = {"wsgi.url_scheme": "https", "HTTPS": "on"}
        self.socket.do_handshake()


class Server(wsgi.Server):
    """Cheroot's server, with what it would print on the terminal sent to the log instead."""

    max_request_body_size = checking.MOST_BYTES
    ConnectionClass = Connection
    context: ssl.SSLContext | None = None

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
        self._stopping = threading.Lock()

    def stop(self) -> None:
        """Stop, and return when it has stopped, whoever asked for it first."""
        with self._stopping:
            super().stop()

    def speak_tls(self, context: ssl.SSLContext) -> None:
        """Answer over TLS too, to whoever begins with it."""
        context.sslsocket_class = Socket
        self.context = context

    def error_log(self, msg: str = "", level: int = logging.INFO, traceback: bool = False) -> None:  # noqa: FBT001, FBT002 - cheroot's own signature
        """Take the first line of a fault; a family's words could be in the rest."""
        if traceback or level >= logging.WARNING:
            logging.getLogger("handsong.server").log(level, "%s", msg.partition("\n")[0], exc_info=traceback)
