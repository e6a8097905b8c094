"""What comes over the wire to a real browser that has kept nothing, as a phone on the home network gets it.

A program too: `python -m bench.wire http://localhost:8000/ SESSION` prints the figures of a server that runs.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.request import Request, urlopen

from playwright.sync_api import Browser, sync_playwright

from tests.e2e import browser as browsers

GZIP = {"Accept-Encoding": "gzip"}
"""Browsers take brotli only over an encrypted connection or on the machine itself; a phone at home gets gzip."""

DRAWN = ("drawings", "parts")
"""What of a bundle is drawings: each of them, and the parts that several share."""

SHORTEST, LONGEST = 9 * 60, 10 * 60
"""Seconds of a session of about ten minutes: a plan fills its time with whole techniques."""

KILO, KIBI = 1000, 1024


@dataclass(frozen=True)
class Came:
    """One answer that came: its kind as the browser names it, the bytes of its body, and of all with headers."""

    address: str
    kind: str
    body: int
    whole: int


def main() -> None:
    """Print what comes from a server, for a session that is about to be played."""
    print(json.dumps(measure(sys.argv[1], sys.argv[2])))


def measure(address: str, session: str) -> Mapping[str, float]:
    """Return the figures of first visits, script, font and bundle; the session is about to be played."""
    home, play = address.rstrip("/"), f"/session/{session}/"
    with sync_playwright() as playwright:
        browser = browsers.launch(playwright)
        form = visit(browser, home, "/children/new/")
        today = visit(browser, home, "/")
        player = visit(browser, home, play)
        browser.close()
    with urlopen(Request(f"{home}{play}bundle/", headers=GZIP), timeout=30) as answer:  # noqa: S310 - our own server
        bundle = answer.read()
    fonts = [came.body for came in player if came.kind == "Font"]
    return {
        "script": sum(came.body for came in player if came.kind == "Script") / KILO,
        "font-files": len(fonts),
        "font": sum(fonts) / KILO,
        "visit-form": _whole(form) / KIBI,
        "visit-today": _whole(today) / KIBI,
        "visit-player": (_whole(player) - drawings_in(bundle)) / KIBI,
        "bundle": len(bundle) / KILO,
    }


def visit(browser: Browser, home: str, page: str) -> Sequence[Came]:
    """Return all that comes when a browser with nothing kept opens the page."""
    asked: dict[str, Came] = {}
    with browsers.opened(browser, home, **browsers.PHONE, extra_http_headers=GZIP) as (tab, _):
        network = tab.context.new_cdp_session(tab)
        network.on("Network.responseReceived", _remembering(asked, home))
        network.on("Network.loadingFinished", lambda end: _weigh(asked, end))
        network.send("Network.enable")
        tab.goto(page, wait_until="networkidle")
    return tuple(asked.values())


def _remembering(asked: dict[str, Came], home: str) -> Callable[[dict[str, Any]], None]:
    def remember(event: dict[str, Any]) -> None:
        response = event["response"]
        if response["url"].startswith(home):
            headers = {name.lower(): value for name, value in response["headers"].items()}
            body = int(headers["content-length"])
            asked[event["requestId"]] = Came(response["url"].removeprefix(home), event["type"], body, 0)

    return remember


def _weigh(asked: dict[str, Came], end: dict[str, Any]) -> None:
    if end["requestId"] in asked:
        asked[end["requestId"]] = replace(asked[end["requestId"]], whole=int(end["encodedDataLength"]))


def _whole(visit: Sequence[Came]) -> int:
    return sum(came.whole for came in visit)


def drawings_in(bundle: bytes) -> int:
    """Return how many bytes of a compressed bundle are the drawings of its plan, which lasts ten minutes."""
    whole = json.loads(gzip.decompress(bundle))
    if not SHORTEST <= whole["seconds"] <= LONGEST:
        raise SystemExit(f"The session lasts {whole['seconds']} seconds, which is not about ten minutes.")
    words = {name: value for name, value in whole.items() if name not in DRAWN}
    return len(bundle) - len(_zipped(words))


def _zipped(data: object) -> bytes:
    return gzip.compress(
        json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode(), compresslevel=6
    )


if __name__ == "__main__":
    main()
