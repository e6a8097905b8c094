"""Axe, the checker of accessibility, run in a page as a developer's tools would: the page's policy stays as it is."""

from __future__ import annotations

from functools import cache
from typing import Any

from playwright.sync_api import Page

from tests.web.site.serving import ROOT

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
EVERYTHING = {"type": "tag", "values": TAGS}
PALE = {"type": "rule", "values": ("color-contrast",)}
"""What is too pale to be read: all that can differ once a page was looked at in another theme."""

THEMES = (("night", PALE), ("day", EVERYTHING))
"""In which order a page is looked at, and for what; it is left as it is by day."""

RUN = """async (themes) => {
  if (!('axe' in window)) {
    if (!window.bringAxe) return null;
    window.bringAxe();
  }
  for (const folded of document.querySelectorAll('details')) folded.open = true;
  const found = [];
  for (const [theme, runOnly] of themes) {
    document.documentElement.dataset.theme = theme;
    for (const change of document.getAnimations()) if (change instanceof CSSTransition) change.finish();
    const { violations } = await axe.run(document, { runOnly, resultTypes: ['violations'] });
    for (const { id, nodes } of violations) for (const { target, failureSummary } of nodes)
      found.push(`${theme}: ${id}: ${target.join(' ')} ${failureSummary.replace(/\\s+/g, ' ')}`);
  }
  return found;
}"""
"""Unfolds what is folded, since nobody can check what is not there, and lets colours become what they will be."""


@cache
def source() -> str:
    """Return axe itself."""
    return (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def keep_ready(page: Page) -> None:
    """Let every page that is opened here have axe at hand: sending its half a megabyte takes longer than running it."""
    page.add_init_script(f"window.bringAxe = () => {{ {source()} }};")


def faults(page: Page) -> list[str]:
    """Return everything that axe finds on a page of this size, by night and by day."""
    found: list[Any] | None = page.evaluate(RUN, THEMES)
    if found is None:
        page.evaluate(source())
        found = page.evaluate(RUN, THEMES)
    return [str(row) for row in found or ()]
