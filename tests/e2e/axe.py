"""Axe, the checker of accessibility, run in a page as a developer's tools would: the page's policy stays as it is."""

from __future__ import annotations

from functools import cache
from typing import Any

from playwright.sync_api import Page

from tests.web.site.serving import ROOT

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")

RUN = """async (runOnly) => {
  for (const folded of document.querySelectorAll('details')) folded.open = true;
  for (const change of document.getAnimations()) if (change instanceof CSSTransition) change.finish();
  const { violations } = await axe.run(document, { runOnly, resultTypes: ['violations'] });
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) =>
    `${id}: ${target.join(' ')} ${failureSummary.replace(/\\s+/g, ' ')}`));
}"""
"""Unfolds what is folded, since nobody can check what is not there, and lets colours become what they will be."""


@cache
def source() -> str:
    """Return axe itself."""
    return (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def faults(page: Page) -> list[str]:
    """Return everything that axe finds on a page as it is now."""
    return _found(page, {"type": "tag", "values": TAGS})


def pale(page: Page) -> list[str]:
    """Return what is too pale to be read: all that can differ once a page was looked at in another theme."""
    return _found(page, {"type": "rule", "values": ("color-contrast",)})


def _found(page: Page, wanted: dict[str, Any]) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(source())
    found: list[Any] = page.evaluate(RUN, wanted)
    return [str(row) for row in found]
