"""The proof of durability that a kill cannot give: the power is cut, and what was not synced is lost by half.

The program's own ingest stores what phones tell through Django's own connection, with the settings that
households have and the SQLite library of this machine; every change to the disk is noted (watched.py). For
each cut the disk is put together again as the power may leave it (disk.py), and opened. Events that were
named as stored or set aside by then must be there, once, and of no message a part.

Names in a folder are taken as certain only when the folder is synced. That a disk lies about what it has
synced, or harms what it synced earlier, is not played.
"""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import uuid
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from functools import cache
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.proof.disk import WRITE, Recording, files
from tests.proof.tally import Tally

FILE = "handsong.sqlite3"
MESSAGES, SESSIONS, LONGEST = 60, 12, 24
"""Messages of phones, each one transaction; sessions they tell of; events in the longest message."""

A_FEW, ENOUGH_TO_NOTICE = 15, 40
"""Messages, and cuts, with which a harm must be noticed."""

FULL, NORMAL = 2, 1
SHIPPED = (("truncate", FULL), ("wal", FULL))
"""The journals that households have, each with how thoroughly it is synced: one with an older SQLite library
than database.WAL_IS_SAFE_FROM, one with a newer."""

SABOTAGES = (("wal", NORMAL), ("delete", FULL), ("off", FULL))
"""The harms that must be noticed: a journal that is synced now and then, one whose going is not synced, none."""

Mode = tuple[str, int]


@cache
def recordings(modes: tuple[Mode, ...], messages: int) -> dict[Mode, Recording]:
    """Return what was done to the disk in each of these modes, recorded in a process of its own."""
    with (
        TemporaryDirectory() as home,
        ProcessPoolExecutor(1, get_context("spawn")) as alone,
    ):
        return alone.submit(_recorded, home, modes, messages).result()


def run(mode: Mode, cuts: int, seed: int) -> tuple[Tally, int, int]:
    """Cut the power so many times; return what is wrong, how many names had been acknowledged before the cuts,
    and how many operations were lost in them."""
    all_like_this = (SHIPPED, MESSAGES) if mode in SHIPPED else (SABOTAGES, A_FEW)
    recording = recordings(*all_like_this)[mode]
    dice, found, acknowledged, lost = random.Random(seed), Tally(), 0, 0  # noqa: S311 - a draw that anybody can repeat
    with TemporaryDirectory() as folder:
        for number in range(cuts):
            cut = _moment(recording, number, dice)
            left, gone = recording.after_the_cut(cut, dice)
            found.take(_faults(left, recording, cut, Path(folder)), f"{mode[0]}, {cut} operations done")
            acknowledged += len(recording.kept_by(cut))
            lost += gone
    return found, acknowledged, lost


def is_enough(mode: Mode, cuts: int, acknowledged: int, lost: int) -> bool:
    """Whether so many cuts of a mode that households have proved anything: much was kept, much was lost, and
    the journal was written back while messages came."""
    return acknowledged > 200 * cuts and lost > 4 * cuts and written_back(mode) > 20


def written_back(mode: Mode) -> int:
    """Return how often something went into the file itself, and not its journal, while messages came."""
    recording = recordings(SHIPPED, MESSAGES)[mode]
    last, _ = recording.acknowledged[-1]
    return sum(what == WRITE and file == 0 for what, file, *_ in recording.operations[:last])


def _moment(recording: Recording, number: int, dice: random.Random) -> int:
    """Return when the power is cut: at any moment, and every second time right after an acknowledgement."""
    if number % 2:
        return dice.choice(recording.acknowledged)[0]
    return dice.randint(0, len(recording.operations))


def _faults(left: dict[str, bytes], recording: Recording, cut: int, folder: Path) -> Iterator[str]:
    """Go through what is wrong with the files that the cut left. Opening them puts right what is half written."""
    for file in folder.iterdir():
        file.unlink()
    for name, content in left.items():
        (folder / name).write_bytes(content)
    database = sqlite3.connect(folder / FILE)
    try:
        (whole,) = database.execute("PRAGMA integrity_check").fetchone()
        stored = [str(uuid.UUID(name)) for (name,) in database.execute("SELECT id FROM diary_event")]
        aside = [name for (name,) in database.execute("SELECT claimed FROM diary_setaside")]
        broken = database.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.DatabaseError as error:
        yield f"the file cannot be read: {error}"
        return
    finally:
        database.close()
    if whole != "ok":
        yield f"the file is broken: {whole}"
    if broken:
        yield "rows belong to others that are not there"
    yield from _wrong_rows([*stored, *aside], recording, cut)


def _wrong_rows(rows: list[str], recording: Recording, cut: int) -> Iterator[str]:
    here = set(rows)
    if lost := recording.kept_by(cut) - here:
        yield f"{len(lost)} acknowledged events are lost"
    if len(here) != len(rows):
        yield "events are doubled"
    if any(names & here and names - here for names in recording.together):
        yield "a message is half there"
    if here - frozenset[str]().union(*recording.together):
        yield "there are events that nobody told"


def _recorded(home: str, modes: tuple[Mode, ...], messages: int) -> dict[Mode, Recording]:
    """Return the recordings of these modes. Runs in a process where nothing of Django was set up."""
    os.environ |= {"HANDSONG_DATA": home, "DJANGO_SETTINGS_MODULE": "handsong.web.site.settings"}
    os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
    from django.db import connection

    from handsong.web.site import database, tables
    from tests import people
    from tests.proof.watched import Watch

    if (database.journal_mode(), FULL) not in SHIPPED:
        raise RuntimeError("The journal that this machine gets is not among those that are proved.")
    tables.bring_up_to_date()
    people.mia(people.alba())
    connection.close()
    watch = Watch()
    return {mode: _in_mode(mode, messages, Path(home), watch) for mode in modes}


def _in_mode(mode: Mode, messages: int, home: Path, watch: Any) -> Recording:
    """Let phones tell the program what they have, on a file of this mode, and return the recording."""
    from django.db import connection

    from handsong.web.site import database

    folder = home / "-".join(map(str, mode))
    folder.mkdir()
    shutil.copy(home / FILE, folder)
    settings = database.sqlite(folder / FILE)
    if mode != (database.journal_mode(), FULL):
        settings["OPTIONS"]["init_command"] += f"PRAGMA journal_mode={mode[0]};PRAGMA synchronous={mode[1]};"
    connection.settings_dict |= {name: settings[name] for name in ("NAME", "OPTIONS")}
    recording: Recording = watch.over(folder)
    with connection.cursor() as cursor:
        found = [cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]
    if tuple(found) != mode:
        raise RuntimeError(f"The database is in the mode {found}, not {mode}.")
    _tell(recording, messages)
    connection.close()
    if files(recording.first, recording.operations) != {
        file.name: file.read_bytes() for file in folder.iterdir()
    }:
        raise RuntimeError("The recording is not what was done to the disk.")
    return recording


def _tell(recording: Recording, messages: int) -> None:
    """Tell so much of what phones have, one message after the other, and note what is acknowledged."""
    from handsong.web.diary import actions
    from handsong.web.families.models import Child
    from tests import people

    child, alba = Child.objects.get(), people.alba()
    for number, rows in enumerate(islice(_messages(), messages)):
        begun = {uuid.UUID(row["session"]): actions.Begun(child.pk, is_practice=False) for row in rows}
        now = people.NOW + timedelta(minutes=number)
        receipts = actions.take_events(person=alba, told=actions.Told(rows, sessions=begun), now=now)
        kept = frozenset(receipt.id for receipt in receipts if receipt.state in {"stored", "aside"})
        recording.acknowledged.append((len(recording.operations), kept))
        recording.together.append(frozenset(row["id"] for row in rows))


def _messages() -> Iterable[list[dict[str, Any]]]:
    """Go through what phones tell: short and long messages, each with one event that no phone can write yet."""
    dice = random.Random(1)  # noqa: S311 - a draw that anybody can repeat
    names = [str(uuid.UUID(int=dice.getrandbits(128), version=4)) for _ in range(SESSIONS)]
    for number in range(MESSAGES):
        session, start = names[number % SESSIONS], number // SESSIONS * LONGEST
        length = dice.randint(2, LONGEST - 1)
        kinds = ["cue" if start + place else "started" for place in range(length)]
        yield [
            {
                "id": str(uuid.UUID(int=dice.getrandbits(128), version=4)),
                "session": session,
                "number": start + place,
                "at": "2026-11-24T12:00:00+11:00",
                "kind": kind,
                "body": {"cue": "enjoying"} if kind == "cue" else {},
            }
            for place, kind in enumerate([*kinds[1:], "from-a-newer-version", kinds[0]])
        ]
