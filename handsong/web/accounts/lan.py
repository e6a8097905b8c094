"""The home network: which names and addresses this machine has there, and at which one Handsong listens."""

from __future__ import annotations

import ipaddress
import json
import os
import re
import socket
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

LISTENING = "HANDSONG_LAN_ADDRESS"
"""Set by the server for its own process while it listens on the home network."""

SECURE = "HANDSONG_SECURE_HOME"
"""Set by the server for its own process while it also answers with its own certificate there."""

OUR_NAME = "handsong.local"
RESPONDERS = ("/run/avahi-daemon/socket", "/var/run/avahi-daemon/socket")
"""What is there while a Linux machine answers to its name; macOS and Windows do so by themselves."""

NOWHERE = ("10.255.255.255", 1)
"""An address that a datagram socket may point at to learn the way out; nothing is sent."""


def addresses() -> list[str]:
    """Return this machine's own addresses on the home network, the likeliest first."""
    found = [_way_out(), *_by_name()]
    return list(dict.fromkeys(address for address in found if _is_at_home(address)))


def listening_at() -> str:
    """Return the address phones use, such as http://192.168.1.20:8000, or nothing."""
    return os.environ.get(LISTENING, "")


@dataclass(frozen=True)
class Secure:
    """How phones come to a secure page: where they learn to trust it, what they compare, and where it then is.

    `until`: how long the certificate holds. `addresses`: the likeliest first.
    """

    trust_at: str
    fingerprint: str
    until: str
    addresses: list[str]


def secure() -> Secure | None:
    """Return how phones come to a secure page, or None when pages on the network are plain."""
    told = os.environ.get(SECURE, "")
    return Secure(**json.loads(told)) if told else None


def tell(way: Secure | None) -> None:
    """Tell this process how phones come to a secure page, or that they do not."""
    os.environ[SECURE] = json.dumps(asdict(way)) if way else ""


def pairing_link(code: str) -> str:
    """Return what a phone opens to be let in.

    Where it learns to trust us first, the page is plain: the code stands behind a #, which browsers
    keep to themselves.
    """
    way = secure()
    return f"{way.trust_at}#{code}" if way else f"{listening_at()}/pair/{code}/"


def invitation_link(path: str, code: str) -> str:
    """Return what a phone at home opens to accept an invitation; nothing while only this machine is listened to."""
    way = secure()
    if way:
        return f"{way.trust_at}#{code}"
    return f"{listening_at()}{path}" if listening_at() else ""


def names() -> list[str]:
    """Return the names this machine may be asked under at home: ours, and its own."""
    own = re.sub(r"[^a-z0-9-]", "", socket.gethostname().partition(".")[0].lower()).strip("-")
    return list(dict.fromkeys([OUR_NAME, *([f"{own}.local"] if own not in {"", "localhost"} else [])]))


def name_that_answers() -> str:
    """Return the name that this machine's own system answers to at home, or nothing when it does not.

    Nothing is asked of the network for it.
    """
    answers = sys.platform in {"darwin", "win32"} or any(Path(file).exists() for file in RESPONDERS)
    return names()[-1] if answers else ""


def _way_out() -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(NOWHERE)
        except OSError:
            return ""
        return str(probe.getsockname()[0])


def _by_name() -> list[str]:
    try:
        found = socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET, socket.SOCK_STREAM)
    except OSError:
        return []
    return [str(row[4][0]) for row in found]


def _is_at_home(address: str) -> bool:
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return False
    return known.is_private and not (known.is_loopback or known.is_link_local or known.is_unspecified)
