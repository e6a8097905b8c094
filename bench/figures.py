"""The figures Handsong holds itself to, what is counted for each, and how they are shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One figure: what it must stay at or below (or above), in which unit, and what exactly is counted."""

    key: str
    name: str
    aim: float
    unit: str
    counted: str
    is_least: bool = False


@dataclass(frozen=True)
class Row:
    """One figure as it was measured; `value` is None where this system cannot tell."""

    figure: Figure
    value: float | None

    @property
    def verdict(self) -> str:
        """The word at the end of the row."""
        if self.value is None:
            return "not told by this system"
        if self.figure.is_least:
            return "ok" if self.value >= self.figure.aim else "under"
        return "ok" if self.value <= self.figure.aim else "over"


FIGURES = (
    Figure("plan-median", "A plan over the whole library: median", 2, "ms",
           "2,000 varied children, moments, goals and pasts, content loaded once: processor time, the middle of three rounds."),
    Figure("plan-p99", "A plan over the whole library: 99th percentile", 8, "ms",
           "The same 2,000 plans; one in a hundred takes longer."),
    Figure("shelf", "The days ahead of one child, for a phone without a network: median", 300, "ms",
           "The shelves of 60 varied children, drawings apart: processor time of each made a second time."),
    Figure("content", "Compiled content loaded", 300, "ms",
           "In a new process, its processor time: importing the reader, seeing that no file changed, reading all. Middle of nine."),
    Figure("today-queries", "Today: database queries, whatever the history", 12, "queries",
           "The most that the Today of twins asks, with one day and with two years of sessions."),
    Figure("today-ratio", "Today: server time at two years over one day", 1.5, "×",
           "Two servers, the same twins, asked in turn: the middle of five rounds of thirty requests each."),
    Figure("script", "Player: script", 30, "kB",
           "Bodies of all JavaScript that the player's page loads, as gzip sends them."),
    Figure("font-files", "Player: font files", 1, "files", "Font files that the player's page loads."),
    Figure("font", "Player: font", 32, "kB", "Bodies of these files."),
    Figure("visit-form", "First visit to the child form", 80, "KiB",
           "All that comes over the wire to a browser with nothing kept: bodies by gzip, and headers."),
    Figure("visit-today", "First visit to Today", 80, "KiB", "The same, the drawing in the page included."),
    Figure("visit-player", "First visit to the player, drawings of the plan apart", 80, "KiB",
           "The same for a session of ten minutes: its words and times are counted, its drawings are not."),
    Figure("bundle", "Bundle of a ten-minute session", 60, "kB",
           "Its body by gzip, drawings and all."),
    Figure("away-start", "No network: from Start on the plan to the first words, processor slowed four times", 1, "s",
           "A real browser, the server gone: until the words stand there and the voice was given them. Begin is tapped at once. Middle of five."),
    Figure("away-carried", "No network: files that a phone fetches beside its first visit", 120, "KiB",
           "The worker, its page and all that the page is made of, as gzip sends them, two seconds after a page has come to rest."),
    Figure("away-kept", "No network: what a phone keeps of twins", 5, "MB",
           "The shelves of twins with two years of sessions, as the browser's store holds them."),
    Figure("start", "Server start to first page", 1.5, "s",
           "From the command to all of Today with two years of sessions. Middle of five."),
    Figure("start-new", "Server start to first page, in a new home", 1.5, "s",
           "The same in an empty folder, where the household's file is made first. Middle of five."),
    Figure("processes", "Household server: processes", 1, "processes", "The server and what it started."),
    Figure("memory", "Household server: memory after forty pages", 110, "MB",
           "Its proportional share (PSS) after the first forty pages that links lead to, by six connections at once."),
    Figure("performance-today", "Lighthouse, Today: performance", 95, "of 100",
           "Lighthouse 12 as a slow phone (its own default), five runs, the middle one.", is_least=True),
    Figure("accessibility-today", "Lighthouse, Today: accessibility", 100, "of 100",
           "The same runs.", is_least=True),
    Figure("best-practices-today", "Lighthouse, Today: best practices", 100, "of 100",
           "The same runs.", is_least=True),
    Figure("performance-library", "Lighthouse, library: performance", 95, "of 100",
           "Lighthouse 12 as a slow phone (its own default), five runs, the middle one.", is_least=True),
    Figure("accessibility-library", "Lighthouse, library: accessibility", 100, "of 100",
           "The same runs.", is_least=True),
    Figure("best-practices-library", "Lighthouse, library: best practices", 100, "of 100",
           "The same runs.", is_least=True),
    Figure("performance-player", "Lighthouse, player: performance", 95, "of 100",
           "Lighthouse 12 as a slow phone (its own default), five runs, the middle one.", is_least=True),
    Figure("accessibility-player", "Lighthouse, player: accessibility", 100, "of 100",
           "The same runs.", is_least=True),
    Figure("best-practices-player", "Lighthouse, player: best practices", 100, "of 100",
           "The same runs.", is_least=True),
    Figure("ingest-share", "Events taken: share of the rate of SQLite itself", 50, "%",
           "The deed that takes a phone's events, sessions of 50, against bare inserts of the same rows in equal batches with "
           "the same settings, into a copy of the file; middle of sixty short rounds, in turn. How it depends on the disk: docs/decisions/0019.", is_least=True),
    Figure("ingest-batches", "Events acknowledged through HTTP, 50 at a time", 1630, "events/s",
           "One phone on loopback, one session of 50 events a request, until each is named as stored.", is_least=True),
    Figure("ingest-alone", "One event through HTTP, until it is named", 4.5, "ms",
           "The same phone, one event a request, known ones looked for each time. Middle of six sessions."),
    Figure("ingest-ratio", "One event through HTTP, over one create in Baby Buddy", 1, "×",
           "The same sessions; what Baby Buddy would take on this machine just now is told by a yardstick "
           "(bench/yardstick.py), as it took the 4.5 ms on a quicker one."),
    Figure("heavy", "Household server: heavy libraries in memory", 0, "libraries",
           "Compiled parts of numpy, shapely, pydantic and the like that the process holds after those pages."),
)  # fmt: skip


def aim(key: str) -> float:
    """Return what the figure must stay at or below, in its unit."""
    return next(figure.aim for figure in FIGURES if figure.key == key)


def rows(measured: Mapping[str, float]) -> list[Row]:
    """Return every figure with what was measured."""
    return [Row(figure, measured.get(figure.key)) for figure in FIGURES]


def table(of: list[Row]) -> Iterator[str]:
    """Yield the lines of the table, and beneath it what is counted."""
    width = max(len(row.figure.name) for row in of)
    yield f"     {'':{width}}  {'measured':>10}  {'aim':>10}"
    for number, row in enumerate(of, 1):
        measured = "–" if row.value is None else f"{row.value:,.3g}"
        figure = row.figure
        aim = f"{'≥' if figure.is_least else '≤'} {figure.aim:g}"
        yield f"{number:>3}  {figure.name:{width}}  {measured:>10}  {aim:>10}  {figure.unit:<9}  {row.verdict}"
    yield ""
    yield from (f"{number:>3}  {row.figure.counted}" for number, row in enumerate(of, 1))


def as_data(of: list[Row]) -> list[dict[str, Any]]:
    """Return the rows as plain data."""
    return [asdict(row.figure) | {"value": row.value, "verdict": row.verdict} for row in of]
