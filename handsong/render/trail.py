"""Paths to be seen: trails whose width is pressure and whose dashes are tempo, and numbered steps."""

from __future__ import annotations

import math
from itertools import pairwise

from handsong.core.body import Point
from handsong.core.score.model import Path, Pressure, Still, Tempo
from handsong.core.score.timeline import Phrase
from handsong.render.outlines import number, pair, straight
from handsong.render.scene import Scene
from handsong.render.track import Track

_USUAL_FRAME = 430.0
"""The size of a frame in which trails and numbers have the widths below; on a screen they look alike in all."""

_WIDTH = {
    Pressure.RESTING: 6.0,
    Pressure.GENTLE_FIRM: 8.0,
    Pressure.MODERATE: 11.5,
    Pressure.FIRM: 15.0,
}
_DASH = {
    Tempo.STILL: (),
    Tempo.SLOW: (21.0, 15.0),
    Tempo.STEADY: (10.0, 13.0),
    Tempo.PLAYFUL: (0.5, 14.0),
}
_DIGITS = {
    1: "M-3 -4L1 -8L1 8",
    2: "M-5 -4Q-4 -9 1 -8Q6 -6 4 -1L-5 8L6 8",
    3: "M-5 -7Q1 -10 4 -6Q5 -1 -1 0Q6 1 5 5Q1 10 -5 7",
    4: "M3 8L3 -8L-6 3L6 3",
    5: "M5 -8L-4 -8L-4 -1Q5 -3 5 3Q3 10 -5 7",
    6: "M4 -8Q-5 -4 -5 3Q-4 9 1 8Q6 6 4 1Q0 -3 -5 2",
    7: "M-5 -8L5 -8L-1 8",
    8: "M0 0Q-6 -3 -3 -7Q0 -10 3 -7Q6 -3 0 0Q-7 4 -3 7Q0 9 3 7Q7 4 0 0Z",
    9: "M4 -1Q-2 3 -5 -2Q-4 -9 1 -8Q6 -6 4 -1Q3 5 -3 8",
}
"""Strokes instead of letters, so that a drawing needs no font."""


def trails(scene: Scene, size: float) -> str:
    """Return every path once, each seen while its move is done; `size` is that of the frame."""
    return "".join(_trails(scene, phrase, size / _USUAL_FRAME) for phrase in scene.time.phrases)


def numbers(scene: Scene, size: float) -> str:
    """Return numbered steps: one at the beginning of each path, as its words are numbered."""
    scale = size / _USUAL_FRAME
    taken: list[Point] = []
    badges = ""
    for phrase in scene.time.phrases:
        for start in dict.fromkeys(scene.points(path)[0] for path in _paths(phrase)):
            taken.append(_clear_of(start, taken, 27.0 * scale))
            badges += _badge(phrase.move + 1, taken[-1], scale)
    return badges


def _paths(phrase: Phrase) -> list[Path]:
    """Return the paths of a move; one that both hands take, once."""
    return list(dict.fromkeys(part.path for part in phrase.parts if not isinstance(part.path, Still)))


def _trails(scene: Scene, phrase: Phrase, scale: float) -> str:
    shown = Track(scene.time.seconds, "none").between(phrase.at, phrase.at + phrase.seconds, "inline", "none")
    drawn = "".join(_trail(scene.points(path), phrase, scale) for path in _paths(phrase))
    if not drawn:
        return ""
    return f'<g class="trail" data-move="{phrase.move}">{shown.animate("display", smoothly=False)}{drawn}</g>'


def _trail(points: tuple[Point, ...], phrase: Phrase, scale: float) -> str:
    """Return a path as a trail: its width is pressure, its dashes are tempo, a small head at the end."""
    width, line, head = _WIDTH[phrase.pressure] * scale, straight(points[::2]), _head(points, scale)
    dashes = _DASH[phrase.tempo]
    fitting = min(scale, _length(points) / (3 * sum(dashes))) if dashes else scale
    dash = " ".join(number(part * fitting) for part in dashes)
    return (
        f'<path class="casing" d="{line}{head}" stroke-width="{number(width + 5 * scale)}"/>'
        f'<path d="{line}" stroke-width="{number(width)}" stroke-dasharray="{dash}"/>'
        f'<path class="head" d="{head}" stroke-width="{number(width * 0.75)}"/>'
    )


def _head(points: tuple[Point, ...], scale: float) -> str:
    """Return a small open arrowhead at the end of a path, smaller on a short one."""
    (x0, y0), (x, y) = points[-3], points[-1]
    angle = math.atan2(y - y0, x - x0)
    wing = max(10.0 * scale, min(17.0 * scale, _length(points) * 0.35))
    wings = [(x - wing * math.cos(angle + turn), y - wing * math.sin(angle + turn)) for turn in (0.65, -0.65)]
    return f"M{pair(wings[0])}L{pair((x, y))}L{pair(wings[1])}"


def _length(points: tuple[Point, ...]) -> float:
    return sum(math.dist(start, end) for start, end in pairwise(points))


def _clear_of(point: Point, taken: list[Point], room: float) -> Point:
    """Return where a badge goes: later ones step aside, so that paths with one beginning stay legible."""
    while any(math.dist(point, other) < room for other in taken):
        point = (point[0] + room, point[1])
    return point


def _badge(step: int, at: Point, scale: float) -> str:
    return (
        f'<g class="badge" transform="translate({pair(at)}) scale({scale:.2f})"><circle r="13"/>'
        f'<path d="{_DIGITS[min(step, 9)]}"/></g>'
    )
