"""Lay every drawing on pages and take their pictures: what parents look at is looked at here first.

Each technique is drawn on every build it is done on, by day and by night, still with its numbers
and stopped in the middle of its first stroke. Pages and pictures go to build/drawings/.

    .venv/bin/python scripts/contact_sheet.py                    all of them
    .venv/bin/python scripts/contact_sheet.py bicycle toe-roll   a few
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Iterator
from html import escape
from itertools import islice
from pathlib import Path

from bootstrap import BROWSERS
from playwright.sync_api import Browser, sync_playwright

from handsong.content import load
from handsong.content.values import Content
from handsong.core.body import Build
from handsong.core.score.timeline import Act, Timeline, timeline
from handsong.core.technique import Technique, build_for
from handsong.render import svg

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "build" / "drawings"
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
THEMES = ("day", "night")
ON_A_SHEET = 9

STYLE = """
body { margin: 0; font: 15px/1.3 sans-serif; background: #FBF6EF; color: #8A7768; }
[data-theme="night"] body { background: #17120F; }
main { display: grid; grid-template-columns: repeat(3, 1fr); gap: 18px; inline-size: 1500px; padding: 18px; }
section h2 { margin: 0 0 6px; font-size: 15px; font-weight: 600; }
section > div { display: grid; grid-template-columns: 1fr 1fr; gap: 6px; }
section > div > * { aspect-ratio: 1; border-radius: 12px; background: #8a77681a; }
"""
STOP = """
for (const drawing of document.querySelectorAll("svg[data-at]")) {
  drawing.pauseAnimations();
  drawing.setCurrentTime(Number(drawing.dataset.at));
}
"""


def main(words: list[str]) -> int:
    """Write the pages and their pictures, and say where they are."""
    content = load.load()
    if unknown := sorted(set(words) - content.craft.library.by_id.keys()):
        print(f"There is no technique called {', '.join(unknown)}.")
        return 1
    shutil.rmtree(PAGES, ignore_errors=True)
    PAGES.mkdir(parents=True)
    wanted = [one for one in content.craft.library if not words or one.id in words]
    with sync_playwright() as playwright:
        program = next(filter(None, map(shutil.which, BROWSERS)))
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        for path in _write(wanted, content):
            _photograph(browser, path)
            print(path.with_suffix(".png").relative_to(ROOT), flush=True)
        browser.close()
    return 0


def _write(wanted: Iterable[Technique], content: Content) -> Iterator[Path]:
    """Write the pages, and yield each as soon as it is there."""
    for build in Build:
        on_it = iter([one for one in wanted if build in {build_for(stage) for stage in one.stages}])
        number = 0
        while sheet := list(islice(on_it, ON_A_SHEET)):
            number += 1
            for theme in THEMES:
                cells = "".join(_cell(one, build, content) for one in sheet)
                path = PAGES / f"{build}-{number}-{theme}.html"
                path.write_text(_page(cells, theme), encoding="utf-8")
                yield path


def _page(cells: str, theme: str) -> str:
    style = svg.STYLE.read_text(encoding="utf-8") + STYLE
    return (
        f'<!doctype html><html lang="en" data-theme="{theme}"><meta charset="utf-8"><title>Drawings</title>'
        f"<style>{style}</style><main>{cells}</main><script>{STOP}</script></html>"
    )


def _cell(one: Technique, build: Build, content: Content) -> str:
    """Return a technique twice: as a still, and in the middle of its first stroke."""
    side = next(iter(one.score.sides), None)
    script = content.scripts["en"]
    look = svg.Look(dressed=build is Build.CHILD)
    drawing = svg.draw(one, svg.Art(content.figures[build], content.hands), script, side=side, look=look)
    at = _middle(timeline(one.score, one.view, one.words["en"].said, side))
    still = drawing.replace('class="drawing ', 'class="drawing is-still ', 1)
    moving = drawing.replace("<svg ", f'<svg data-at="{at}" ', 1).replace(f"{one.id}-", f"{one.id}-moving-")
    return f"<section><h2>{escape(one.id)} · {build}</h2><div><div>{still}</div><div>{moving}</div></div></section>"


def _middle(time: Timeline) -> float:
    """Return the middle of the first stroke; of a hold, the middle of the whole."""
    strokes = (event.at + event.seconds / 2 for event in time.events if event.act is Act.GLIDE)
    return next(strokes, time.seconds / 2)


def _photograph(browser: Browser, path: Path) -> None:
    page = browser.new_page(viewport={"width": 1536, "height": 800})
    page.goto(path.as_uri())
    page.screenshot(path=path.with_suffix(".png"), full_page=True)
    page.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
