"""The diary as tables that every spreadsheet opens: one of sessions, one of the moments in them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

from handsong.web.site.copying import contents
from handsong.web.site.copying.contents import Whose
from handsong.web.site.holdings import kind

SESSIONS = (
    "session",
    "child",
    "started_at",
    "ended_at",
    "minutes",
    "ended_by",
    "practice",
    "techniques",
    "afterwards",
)
MOMENTS = ("session", "number", "at", "kind", "technique", "region", "seconds", "cue", "all")

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet takes for something to work out; words of a person never are."""


def sessions(whose: Whose) -> Iterator[bytes]:
    """Yield the table of sessions, line by line."""
    names = {str(child.pk): child.name for child in whose.children}
    yield _line(SESSIONS, first=True)
    columns = (
        "id",
        "child",
        "started_at",
        "ended_at",
        "minutes",
        "ended_by",
        "is_practice",
        "story",
        "afterwards",
    )
    for row in contents.rows(kind("diary.Session"), whose, *columns):
        story = row["story"]
        done = [str(step.get("technique", "")) for step in story.get("done", [])]
        yield _line(
            (
                row["id"],
                names.get(row["child"], ""),
                row["started_at"],
                row["ended_at"] or "",
                round(row["minutes"], 2),
                row["ended_by"],
                "yes" if row["is_practice"] else "",
                " ".join(dict.fromkeys(done)),
                _words(row["afterwards"]),
            )
        )


def moments(whose: Whose) -> Iterator[bytes]:
    """Yield the table of moments, line by line."""
    yield _line(MOMENTS, first=True)
    columns = ("session", "number", "at", "offset_minutes", "kind", "body")
    for row in contents.rows(kind("diary.Event"), whose, *columns):
        body = row["body"]
        told = [body.get(name, "") for name in ("technique", "region", "seconds", "cue")]
        yield _line((row["session"], row["number"], row["at"], row["kind"], *told, _words(body)))


def _words(told: Mapping[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False, sort_keys=True) if told else ""


def _line(cells: tuple[Any, ...], *, first: bool = False) -> bytes:
    """Return a line; the first one says that these are letters of every language."""
    out = io.StringIO()
    csv.writer(out).writerow([_safe(cell) for cell in cells])
    return out.getvalue().encode("utf-8-sig" if first else "utf-8")


def _safe(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
