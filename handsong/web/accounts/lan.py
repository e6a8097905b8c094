"""The home network: which addresses this machine has there, and at which one Handsong listens."""

from __future__ import annotations

import ipaddress
import os
import socket

LISTENING = "HANDSONG_LAN_ADDRESS"
"""Set by the server for its own process while it listens on the home network."""

NOWHERE = ("10.255.255.255", 1)
"""An address that a datagram socket may point at to learn the way out; nothing is sent."""


def addresses() -> list[str]:
    """Return this machine's own addresses on the home network, the likeliest first."""
    found = [_way_out(), *_by_name()]
    return list(dict.fromkeys(address for address in found if _is_at_home(address)))


def listening_at() -> str:
    """Return the address phones use, such as http://192.168.1.20:8000, or nothing."""
    return os.environ.get(LISTENING, "")


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
