"""What the server of a household takes: time to start, memory, and Today after two years."""

from __future__ import annotations

import html
import http
import http.client
import re
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from time import perf_counter
from urllib.parse import urlsplit

from bench.wire import GZIP
from tests.web.site.serving import Household, free_port, serving

STARTS = 5
ROUNDS, REQUESTS, WARM_UP = 5, 30, 10
PAGES, CONNECTIONS = 40, 6
"""Browsers open six connections to a server."""

TODAY = "/"
LINK, PICTURE = re.compile(r'<a [^>]*href="(/[^"#]*)"'), re.compile(r'<img [^>]*src="(/[^"]*)"')

HEAVY = (
    "numpy", "scipy", "pandas", "shapely", "pydantic_core", "fontTools", "PIL", "lxml", "cryptography",
    "psycopg_binary", "playwright",
)  # fmt: skip
"""Packages whose compiled parts a household has no use for while it serves."""

MEGA = 1_000_000


def today_ratio(one_day: Path, two_years: Path) -> float:
    """Return how many times as long Today takes with two years of sessions as with one day of them."""
    with (
        serving(one_day, PORT=free_port()) as young,
        serving(two_years, PORT=free_port()) as old,
    ):
        short, long = _connection(young), _connection(old)
        for _ in range(WARM_UP):
            _seconds(short), _seconds(long)
        return median(_one_round(short, long) for _ in range(ROUNDS))


def _one_round(short: http.client.HTTPConnection, long: http.client.HTTPConnection) -> float:
    pairs = [(_seconds(short), _seconds(long)) for _ in range(REQUESTS)]
    return median(slow for _, slow in pairs) / median(fast for fast, _ in pairs)


def _connection(household: Household) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("localhost", urlsplit(household.address).port, timeout=30)


def _seconds(connection: http.client.HTTPConnection) -> float:
    """Return how long it takes until all of Today has come."""
    start = perf_counter()
    connection.request("GET", "/", headers=GZIP)
    answer = connection.getresponse()
    answer.read()
    if answer.status != http.HTTPStatus.OK:
        raise SystemExit(f"Today answered {answer.status}.")
    return perf_counter() - start


def start_seconds(folders: Iterable[Path]) -> float:
    """Return the middle of how long it takes from the command to all of the first page, in these folders."""
    return median(_start(folder) for folder in folders)


def _start(folder: Path) -> float:
    port = free_port()
    start = perf_counter()
    with serving(folder, PORT=port) as household:
        household.get("/")
        return perf_counter() - start


def memory(folder: Path, session: str) -> Mapping[str, float]:
    """Return processes, memory and heavy libraries of a server after many pages; nothing where nobody tells."""
    with serving(folder, PORT=free_port()) as household:
        own = Path(f"/proc/{household.process.pid}")
        if not own.exists():
            return {}
        walk(household)
        household.get(f"/session/{session}/bundle/")
        share = re.search(r"^Pss:\s+(\d+) kB", (own / "smaps_rollup").read_text("ascii"), re.MULTILINE)
        children = [
            child for task in own.glob("task/*/children") for child in task.read_text("ascii").split()
        ]
        maps = (own / "maps").read_text("utf-8")
    return {
        "processes": 1 + len(children),
        "memory": int(share[1]) * 1024 / MEGA if share else float("inf"),
        "heavy": sum(f"/{name}/" in maps or f"/{name}." in maps for name in HEAVY),
    }


def walk(household: Household) -> None:
    """Open the first pages that links lead to from Today, with the pictures they show, several at once."""
    seen, front = {TODAY}, [TODAY]
    with ThreadPoolExecutor(CONNECTIONS) as connections:
        while front:
            said = "".join(body.decode() for _, body, _ in connections.map(household.get, front))
            shown = dict.fromkeys(map(html.unescape, PICTURE.findall(said)))
            list(connections.map(household.get, shown))
            links = dict.fromkeys(map(html.unescape, LINK.findall(said)))
            front = [link for link in links if link not in seen][: PAGES - len(seen)]
            seen.update(front)
    if len(seen) < PAGES:
        raise SystemExit(f"Links lead from Today to {len(seen)} pages, fewer than {PAGES}.")
