"""Draw the home screen's icons from mark.svg; without --write, say whether they are drawn from it as it is now.

Drawing takes the browser that the tests use; asking takes nothing: each picture carries the digest of its drawing.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import struct
import sys
import zlib
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import sync_playwright

from scripts.bootstrap import BROWSERS

STATIC = Path(__file__).resolve().parent.parent / "handsong" / "web" / "site" / "static" / "site"
MARK = STATIC / "mark.svg"
FOLDER = STATIC / "icons"

ROUND, FULL, MASKED = (8.0, 1.0), (0.0, 0.94), (0.0, 0.84)
"""Corner and scale of a mark of 32: as it is; for a home screen that rounds it; within the circle of a mask."""

ICONS = {
    "icon-192.png": (192, ROUND),
    "icon-512.png": (512, ROUND),
    "icon-mask-512.png": (512, MASKED),
    "touch-180.png": (180, FULL),
}
DRAWN_FROM = b"Drawn from"


def drawings() -> Mapping[str, str]:
    """Return the drawing of each icon."""
    mark = re.fullmatch(
        r'<svg[^>]*>(<rect width="32" height="32") rx="8"([^>]*/>)(.*)</svg>\s*', MARK.read_text("utf-8")
    )
    if mark is None:
        raise SystemExit(
            "mark.svg is no longer one square with rounded corners and its lines. Mend icons.py."
        )
    ground, fill, lines = mark.groups()
    return {
        name: f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" width="{size}" height="{size}">'
        f'{ground} rx="{corner:g}"{fill}'
        f'<g transform="translate(16 16) scale({scale:g}) translate(-16 -16)">{lines}</g></svg>'
        for name, (size, (corner, scale)) in ICONS.items()
    }


def digest(drawing: str) -> bytes:
    """Return a short name for a drawing."""
    return hashlib.sha256(drawing.encode()).hexdigest()[:16].encode()


def stale() -> list[str]:
    """Return the icons that are missing or were drawn from another mark."""
    return [name for name, drawing in drawings().items() if _told(FOLDER / name) != digest(drawing)]


def _told(path: Path) -> bytes:
    """Return what a picture says that it was drawn from."""
    picture = path.read_bytes() if path.exists() else b""
    found = re.search(rb"tEXt" + DRAWN_FROM + rb"\0([0-9a-f]{16})", picture)
    return found[1] if found else b""


def draw() -> None:
    """Draw every icon with the browser."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        FOLDER.mkdir(exist_ok=True)
        for name, drawing in drawings().items():
            size = ICONS[name][0]
            page = browser.new_page(viewport={"width": size, "height": size})
            page.set_content(f'<body style="margin: 0; line-height: 0">{drawing}</body>')
            picture = page.screenshot(omit_background=True)
            (FOLDER / name).write_bytes(_with_note(picture, digest(drawing)))
        browser.close()


def _with_note(picture: bytes, note: bytes) -> bytes:
    """Return the picture with a note before its last part, which is always twelve bytes."""
    part = b"tEXt" + DRAWN_FROM + b"\0" + note
    whole = struct.pack(">I", len(part) - 4) + part + struct.pack(">I", zlib.crc32(part))
    return picture[:-12] + whole + picture[-12:]


def main(words: list[str]) -> int:
    """Draw the icons, or return 1 when one of them is out of date."""
    if "--write" in words:
        draw()
    if not (old := stale()):
        return 0
    print(f"{', '.join(old)}: not drawn from mark.svg as it is. Run “python -m scripts.icons --write”.")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
