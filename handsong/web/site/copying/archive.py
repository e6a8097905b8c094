"""A copy as one file: a ZIP with a README, a file for each kind, and the diary as tables."""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from importlib import metadata
from pathlib import Path
from typing import IO, Any

from handsong.render.day_words import date_in_words
from handsong.web.site.copying import contents, sheets
from handsong.web.site.copying.contents import Whose

FORMAT = 1
SCHEMA = "schema.json"
TABLES = {
    "sessions.csv": ("Your sessions, one a line.", sheets.sessions),
    "moments.csv": ("Every moment in them, one a line.", sheets.moments),
}


def make(whose: Whose, folder: Path, *, now: datetime) -> IO[bytes]:
    """Return a copy as an open file that has no name, and is gone once it is closed.

    It is written to the disk first, so that it is whole, or is none: half a copy looks like one.
    """
    file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - whoever sends it closes it
    try:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
            for name, lines in _files(whose, now):
                _write(packed, name, lines, now)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def _files(whose: Whose, now: datetime) -> Iterator[tuple[str, Iterable[bytes]]]:
    """Go through the files of a copy, in their order."""
    yield "README.txt", [readme(whose, now).encode()]
    yield SCHEMA, [json.dumps(contents.schema(whose), indent=1).encode()]
    for kind in contents.kinds(whose):
        yield f"data/{kind.file}.json", _json(contents.rows(kind, whose))
    yield f"data/{contents.PEOPLE}.json", _json(contents.people(whose))
    for name, (_, lines) in TABLES.items():
        yield name, lines(whose)


def _json(rows: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    """Yield the rows, one a line, so that however many there are one is in memory."""
    yield f'{{"format": {FORMAT}, "rows": ['.encode()
    for number, row in enumerate(rows):
        yield (",\n" if number else "\n").encode()
        yield json.dumps(row, ensure_ascii=False, sort_keys=True).encode("utf-8", "backslashreplace")
    yield b"\n]}\n"


def _write(packed: zipfile.ZipFile, name: str, lines: Iterable[bytes], now: datetime) -> None:
    at = zipfile.ZipInfo(name, now.timetuple()[:6])
    at.compress_type = zipfile.ZIP_DEFLATED
    at.external_attr = 0o600 << 16
    with packed.open(at, "w") as out:
        for line in lines:
            out.write(line)


def readme(whose: Whose, now: datetime) -> str:
    """Return what is what, in plain words."""
    whom = "all that you may see" if whose.is_whole else "one child"
    files = [
        *((name, says) for name, (says, _) in TABLES.items()),
        *((f"data/{kind.file}.json", kind.says) for kind in contents.kinds(whose)),
        (f"data/{contents.PEOPLE}.json", "Whom the rows name, by the name that you see."),
        (SCHEMA, "What stands in each file of data, for programs."),
    ]
    wide = max(len(name) for name, _ in files)
    lines = [
        f"A copy from Handsong {metadata.version('handsong')}: {whom}.",
        f"Made on {date_in_words(now.date())} at {now:%H:%M}.",
        "",
        "This file is open: whoever has it can read it. Keep it where you keep letters.",
        "",
        *(f"{name:<{wide}}  {says}" for name, says in files),
        "",
        "The tables (.csv) open in any spreadsheet. The files of data (.json) hold everything, with ids, and",
        "every time with its distance from Greenwich. A row names others by their ids: the session of a",
        "moment, the child of a session.",
        "",
        "What is not in it: what opens Handsong (passwords, PINs, passkeys, codes and tokens), and what is not",
        "yours to see: another home's country, zone and phones, what a young person keeps private, and who",
        "has left, unless you are an owner.",
        "Drawings and words of Handsong itself are not yours alone, so they are not here: sessions name them",
        "by their ids.",
        "",
    ]
    return "\n".join(lines)
