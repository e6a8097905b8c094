"""How fast the server takes what phones tell, on this machine's own loopback: in batches, and one at a time."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from http.cookies import SimpleCookie
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

from bench import homes, yardstick
from tests.web.site.serving import free_port, serving

ADDRESS, TOKEN = "/events/", "handsong_csrf"
ALONE = 6
"""How many sessions are told one event at a time; the middle one counts."""

TAKEN = {"stored"}


class Phone:
    """A phone that tells: one connection, kept open, with the cookie that our own pages give."""

    def __init__(self, address: str) -> None:
        """Open a page first, as a phone does."""
        self.connection = http.client.HTTPConnection("localhost", urlsplit(address).port, timeout=30)
        self.connection.request("GET", "/settings/")
        answer = self.connection.getresponse()
        answer.read()
        cookies = SimpleCookie()
        for value in answer.headers.get_all("Set-Cookie", []):
            cookies.load(value)
        self.token = cookies[TOKEN].value

    def tell(self, message: Mapping[str, Any]) -> float:
        """Send a message; return the seconds until every event of it was named as stored."""
        body = json.dumps(message).encode()
        headers = {
            "Content-Type": "application/json",
            "Cookie": f"{TOKEN}={self.token}",
            "X-CSRFToken": self.token,
        }
        start = perf_counter()
        self.connection.request("POST", ADDRESS, body, headers)
        answer = self.connection.getresponse()
        said = json.loads(answer.read())
        seconds = perf_counter() - start
        if {row["state"] for row in said["events"]} != TAKEN or len(said["events"]) != len(message["events"]):
            raise SystemExit(f"Not everything was stored: {said}")
        return seconds


def measure(folder: Path) -> Mapping[str, float]:
    """Return the share of SQLite's own rate, events a second in batches, and one at a time."""
    share = homes.share_of_sqlite(folder / "function")
    messages = homes.messages(folder / "loopback")
    with serving(folder / "loopback", PORT=free_port()) as running:
        phone = Phone(running.address)
        alone, batches = messages[:ALONE], messages[ALONE:]
        singles = [_alone(phone, message) for message in alone]
        seconds = [phone.tell(message) for message in batches]
    events = sum(len(message["events"]) for message in batches)
    return {
        "ingest-share": share * 100,
        "ingest-batches": events / sum(seconds),
        "ingest-alone": median(milliseconds for milliseconds, _ in singles),
        "ingest-ratio": median(ratio for _, ratio in singles),
    }


def _alone(phone: Phone, message: Mapping[str, Any]) -> tuple[float, float]:
    """Return the milliseconds of one event, and these over what Baby Buddy would take for one create here and now."""
    before = yardstick.milliseconds()
    milliseconds = median(_one_at_a_time(phone, message)) * 1000
    baby_buddy = yardstick.BABY_BUDDY * (before + yardstick.milliseconds()) / 2
    return milliseconds, milliseconds / baby_buddy


def _one_at_a_time(phone: Phone, message: Mapping[str, Any]) -> list[float]:
    """Tell each event of a session in a message of its own; return the seconds of each."""
    return [phone.tell(message | {"events": [row]}) for row in message["events"]]
