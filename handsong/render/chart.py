"""A quiet chart: one row of dots over time, with every number of it in words as well."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

FEWEST = 3
"""With fewer dots there is nothing to see yet."""

WIDE, HIGH = 340, 170
LEFT, RIGHT, TOP, FOOT = 34, 12, 14, 26
STEPS = (1, 2, 5, 10)
MOST_LINES = 4
RING = ' class="so-far"'


@dataclass(frozen=True)
class Dot:
    """One value: how far along in time, how much, and both in words.

    Dots that are one apart are joined: over a gap nobody knows. One that is `so_far` may still
    change, and is drawn as a ring.
    """

    along: float
    much: float
    when: str
    said: str
    so_far: bool = False


def has_enough(dots: Sequence[Dot]) -> bool:
    """Whether there is something to see."""
    return len(dots) >= FEWEST


def drawn(name: str, dots: Sequence[Dot], unit: str) -> str:
    """Return the chart as SVG, oldest dot first; the text twin says what it shows."""
    highest = _top(max(dot.much for dot in dots))
    first, last = dots[0], dots[-1]
    span = (last.along - first.along) or 1.0

    def place(dot: Dot) -> tuple[float, float]:
        along = LEFT + (WIDE - LEFT - RIGHT) * (dot.along - first.along) / span
        return round(along, 1), round(_height(dot.much, highest), 1)

    places = [place(dot) for dot in dots]
    joined = (False, *(later.along - dot.along <= 1 for dot, later in pairwise(dots)))
    path = " ".join(f"{'L' if join else 'M'}{x} {y}" for join, (x, y) in zip(joined, places, strict=True))
    marks = "".join(
        f'<circle{RING if dot.so_far else ""} cx="{x}" cy="{y}" r="{_size(len(dots))}"/>'
        for dot, (x, y) in zip(dots, places, strict=True)
    )
    twin = f"{unit.capitalize()}, oldest first. " + "; ".join(f"{dot.when}: {dot.said}" for dot in dots) + "."
    return (
        f'<svg class="chart" viewBox="0 0 {WIDE} {HIGH}" role="img" aria-labelledby="{name}-title {name}-desc">'
        f'<title id="{name}-title">{escape(unit.capitalize())}</title><desc id="{name}-desc">{escape(twin)}</desc>'
        f'<g aria-hidden="true">{_lines(highest)}'
        f'<path class="line" d="{path}"/><g class="dots">{marks}</g>'
        f'<text x="{LEFT}" y="{HIGH - 6}">{escape(first.when)}</text>'
        f'<text class="end" x="{WIDE - RIGHT}" y="{HIGH - 6}">{escape(last.when)}</text></g></svg>'
    )


def _height(much: float, highest: int) -> float:
    return HIGH - FOOT - (HIGH - FOOT - TOP) * much / highest


def _size(many: int) -> float:
    return 4 if many <= 30 else 2.5


def _step(most: float) -> int:
    """Return how far apart the lines are, so that there are few of them."""
    return next((step for step in STEPS if most <= step * MOST_LINES), round(most / MOST_LINES + 0.5))


def _top(most: float) -> int:
    """Return the highest line: the first one at or above the highest dot."""
    step = _step(most)
    return max(1, -int(-most // step)) * step


def _lines(highest: int) -> str:
    step = _step(highest)
    rows = [(much, round(_height(much, highest), 1)) for much in range(0, highest + 1, step)]
    return "".join(
        f'<path class="rule" d="M{LEFT} {y}H{WIDE - RIGHT}"/><text class="end" x="{LEFT - 8}" y="{y + 4}">{much}</text>'
        for much, y in rows
    )
