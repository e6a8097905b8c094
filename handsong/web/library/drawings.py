"""Drawings for pages, each made once and kept: moving in the page, still as a picture of its own."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from handsong.content import load
from handsong.core.age import Stage
from handsong.core.body import Side
from handsong.core.technique import Technique, build_for
from handsong.render import svg
from handsong.web.accounts.request import Glimpse

DRESSED = frozenset({Stage.PRESCHOOL, Stage.SCHOOL, Stage.ADOLESCENT})
LANGUAGE = "en"
USUAL_TONE = 2


@dataclass(frozen=True)
class Wanted:
    """Which drawing: of which technique and side, for which stage, how it looks."""

    technique: str
    stage: Stage
    tone: int = USUAL_TONE
    side: Side | None = None
    left_handed: bool = False


def wanted(technique: Technique, glimpse: Glimpse | None, *, left_handed: bool = False) -> Wanted:
    """Return the drawing of a technique that suits the child looked at; its own youngest stage else."""
    stage = next(stage for stage in Stage if stage in technique.stages)
    if glimpse and glimpse.stage in technique.stages:
        stage = glimpse.stage
    sides = technique.score.sides
    tone = glimpse.tone if glimpse else USUAL_TONE
    return Wanted(technique.id, stage, tone, sides[0] if sides else None, left_handed)


@lru_cache(maxsize=512)
def drawn(which: Wanted) -> str:
    """Return the drawing as SVG text for use inside a page."""
    content = load.once()
    art = svg.Art(content.figures[build_for(which.stage)], content.hands)
    look = svg.Look(tone=which.tone, dressed=which.stage in DRESSED, left_handed=which.left_handed)
    technique = content.craft.library.by_id[which.technique]
    return svg.draw(technique, art, content.scripts[LANGUAGE], side=which.side, look=look)


def named_for(which: Wanted, owner: str) -> str:
    """Return the drawing with ids of its own, so that a page may hold the same one twice."""
    return re.sub(rf'(?<=["# ]){re.escape(which.technique)}-', f"of-{owner}-{which.technique}-", drawn(which))


@lru_cache(maxsize=512)
def picture(which: Wanted, theme: str) -> str:
    """Return the drawing as a still picture with its own style, as it looks by "day" or "night".

    It is framed by another SVG that carries the theme, since the style looks for it on an ancestor.
    """
    inside = drawn(which).replace('class="drawing ', 'class="drawing is-still ', 1)
    box = re.search(r'viewBox="\S+ \S+ (\S+ [^ "]+)"', inside)
    style = svg.STYLE.read_text(encoding="utf-8")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {box[1] if box else "3 4"}" data-theme="{theme}">'
        f"<style>{style}</style>{inside}</svg>"
    )


@cache
def edition() -> str:
    """Return a short name for what drawings look like now, so that browsers may keep them for good."""
    summary = hashlib.sha256(load.digest().encode())
    for path in sorted(Path(svg.__file__).parent.rglob("*.[pc][ys]*")):
        if path.suffix in {".py", ".css"}:
            summary.update(path.read_bytes())
    return summary.hexdigest()[:10]
