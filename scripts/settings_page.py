"""Write docs/settings.md from the settings the program reads; without --write, say whether it is current."""

from __future__ import annotations

import sys
from pathlib import Path

from handsong.web.site.env import SETTINGS

PAGE = Path(__file__).resolve().parent.parent / "docs" / "settings.md"

HEAD = """# Settings

Nothing needs to be set. What differs between machines comes from the environment; an empty value
counts as not given, and a wrong one stops the program with a sentence. This page is written by
`scripts/settings_page.py` from `handsong/web/site/env.py`.

| setting | when not given | what it does |
|---|---|---|
"""


def page() -> str:
    """Return the page as it is now."""
    return HEAD + "".join(f"| `{row.name}` | {row.default} | {row.what} |\n" for row in SETTINGS)


def main(words: list[str]) -> int:
    """Write the page, or return 1 when it is out of date."""
    if "--write" in words:
        PAGE.write_text(page(), encoding="utf-8")
        return 0
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == page():
        return 0
    print("docs/settings.md is out of date. Run make fix.")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
