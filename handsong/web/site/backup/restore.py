"""A backup is put back: opened and checked beside the household, then exchanged for it in one piece.

Whatever is interrupted, either the household of before is there or the one from the backup, whole:

1. `stage` opens the file into a folder of its own, checks it, brings it up to this version. Nothing else is touched.
2. `accept` gives that folder another name. From here on it is decided.
3. `finish` erases in it who was erased here since and closes what was closed, moves what is there aside and the
   new files in. It goes on where it was interrupted, at the latest when Handsong starts.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from handsong.web.site.backup import (
    anew,
    archive,
    closed,
    forgetting,
    former,
    kept,
    keys,
    lineage,
    remembering,
)

if TYPE_CHECKING:
    from pyrage import x25519

OPENED = ".restore-"
CHECKED = "restore-checked"
DECIDED = "restore-decided"
ASIDE = "set-aside"
THEN = "epoch-then"
CARRIED = "carried-over"
SIDES = {
    archive.DATABASE: tuple(f"{archive.DATABASE}-{end}" for end in ("wal", "shm", "journal")),
    archive.KEY: (),
    keys.PUBLIC: (keys.WAITING,),
    lineage.FILE: (),
}
"""What is exchanged, and what goes with it: a journal beside another database would destroy it."""


class UnableToRestore(RuntimeError):
    """What was decided cannot be put in place; the message says what to do."""


@dataclass(frozen=True)
class Staged:
    """A backup that was opened and checked, and waits to be put in place."""

    folder: Path
    manifest: archive.Manifest


def stage(
    data: Path, file: Path, *, identities: Sequence[x25519.Identity], typed: x25519.Identity | None
) -> Staged:
    """Open a backup beside the household and check it; raises archive.UnableToOpen and touches nothing else."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    opened = Path(tempfile.mkdtemp(prefix=OPENED, dir=data))
    try:
        manifest = archive.unpack(file, opened, [typed] if typed else identities)
        lineage.note(opened / THEN, former.made_in(opened / archive.DATABASE, manifest.made().isoformat()))
    except BaseException:
        shutil.rmtree(opened, ignore_errors=True)
        raise
    if typed is not None and _is_the_familys(data, str(typed.to_public())):
        keys.write(opened / keys.PUBLIC, str(typed.to_public()))
    return Staged(opened, manifest)


def bring_up(staged: Staged) -> None:
    """Bring an opened database up to this version and begin a new epoch; raises archive.UnableToOpen.

    In a process of its own: the opened folder becomes the one that the settings speak of.
    """
    os.environ["HANDSONG_DATA"] = str(staged.folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handsong.web.site.settings")
    import django  # noqa: PLC0415 - settings are read on import
    from django.core.management import call_command  # noqa: PLC0415 - the same

    django.setup()
    from django.db import connection  # noqa: PLC0415 - the same

    from handsong.web.accounts import epoch  # noqa: PLC0415 - the same
    from handsong.web.site import tables  # noqa: PLC0415 - the same

    if tables.unknown_steps((app, name) for app, name in staged.manifest.migrations):
        raise archive.newer(staged.manifest.version)
    call_command("migrate", verbosity=0, interactive=False)
    epoch.renew()
    connection.close()


def drop(staged: Staged) -> None:
    """Let go what was opened: nobody wants it in place."""
    shutil.rmtree(staged.folder, ignore_errors=True)


def hold(data: Path, staged: Staged) -> None:
    """Keep what was checked until somebody decides, at the latest until Handsong starts again."""
    _settle(staged.folder)
    shutil.rmtree(data / CHECKED, ignore_errors=True)
    staged.folder.replace(data / CHECKED)
    keys.sync(data)


def accept(data: Path) -> bool:
    """Decide that what was checked is put in place; return whether there was anything."""
    if not (data / CHECKED).is_dir():
        return False
    shutil.rmtree(data / DECIDED, ignore_errors=True)
    (data / CHECKED).replace(data / DECIDED)
    keys.sync(data)
    return True


def discard(data: Path) -> None:
    """Leave everything as it is: what was checked or decided goes."""
    for name in (CHECKED, DECIDED):
        shutil.rmtree(data / name, ignore_errors=True)
    keys.sync(data)


def is_decided(data: Path) -> bool:
    """Whether a backup will be put in place when Handsong starts again."""
    return (data / DECIDED).is_dir()


def stays_erased(data: Path, staged: Staged) -> int:
    """Return how many children and people are in what was opened who were erased here since."""
    return forgetting.comes_back(data, staged.folder / archive.DATABASE)


def who_gets_in(data: Path, staged: Staged) -> closed.Known:
    """Return what the household here tells of who may get in, once what was opened is in place."""
    then = lineage.noted(staged.folder / THEN)
    return closed.known(data, former.read(data), staged.folder / archive.DATABASE, then=then)


def may_come_back(data: Path) -> bool:
    """Whether nothing here can tell any more who was erased, so that they come back with an older backup."""
    return not remembering.is_known(data)


def finish(data: Path) -> Path | None:
    """Put in place what was decided, also after an interruption; return where the former household lies now.

    Nobody may serve this folder meanwhile. What was opened and never decided goes. Raises UnableToRestore.
    """
    if not data.is_dir():
        return None
    try:
        aside = _exchange(data, data / DECIDED) if is_decided(data) else None
    except OSError as error:
        raise UnableToRestore(
            f"A restored backup waits in {data / DECIDED} and cannot be put in place ({error.strerror}). "
            f"Make {data} writable, then start again: it goes on where it stopped, and nothing is lost."
        ) from error
    for left in data.glob(f"{OPENED}*"):
        shutil.rmtree(left, ignore_errors=True)
    discard(data)
    return aside


def _exchange(data: Path, decided: Path) -> Path | None:
    """Move each file in, and what was in its place aside; a file that is in already is not moved again."""
    aside = _place_aside(data, decided)
    if (decided / archive.DATABASE).exists() and not (decided / CARRIED).exists():
        _carry_over(data, decided, datetime.strptime(aside.name, kept.STAMP).replace(tzinfo=UTC))
    for name, others in SIDES.items():
        if (decided / name).exists():
            for old in (*others, name):
                _move(data / old, aside / old)
            keys.sync(aside)
            _move(decided / name, data / name)
            keys.sync(data)
    if any(aside.iterdir()):
        return aside
    aside.rmdir()
    return None


def _carry_over(data: Path, decided: Path, at: datetime) -> None:
    """Erase in what is put in place who was erased since, and close what was closed: it must not come back.

    Once this is done it is noted: what is here is read as long as all of it is in its place, and not again.
    """
    restored = decided / archive.DATABASE
    try:
        forgetting.carry_over(data, restored)
        now, then = former.read(data), lineage.noted(decided / THEN)
        done = closed.carry_over(now, restored, then=then, at=str(at.replace(tzinfo=None)))
        if done.are_private and not anew.tell(decided):
            closed.forget_accounts(restored)
        began = lineage.epoch_above(restored, now.epoch)
        is_as_now = done.tells is closed.Tells.ALL
        lineage.write(decided, now.origins if is_as_now else lineage.put_back(now.origins, then, began))
    except sqlite3.DatabaseError as error:
        raise UnableToRestore(
            "What was erased or closed since this backup was made cannot be erased or closed in it "
            f"({error}). See that the disk has room, then start again: it goes on where it stopped, and nothing is lost."
        ) from error
    _settle(decided)
    keys.write(decided / CARRIED, "")


def _place_aside(data: Path, decided: Path) -> Path:
    """Return the folder for what was there, called by the time of the decision: after an interruption the same."""
    note = decided / ASIDE
    if not note.exists():
        at = datetime.fromtimestamp(decided.stat().st_mtime, UTC)
        while (data / ASIDE / f"{at:{kept.STAMP}}").exists():
            at += timedelta(seconds=1)
        keys.write(note, f"{at:{kept.STAMP}}")
    aside = data / ASIDE / note.read_text(encoding="ascii")
    aside.mkdir(parents=True, exist_ok=True, mode=0o700)
    keys.sync(data)
    keys.sync(data / ASIDE)
    return aside


def _move(old: Path, new: Path) -> None:
    if old.exists():
        old.replace(new)


def _is_the_familys(data: Path, public: str) -> bool:
    """Whether the key in somebody's hand becomes the key of this household.

    It does on a fresh machine, whose own key nobody has written down. A paper that somebody has stays good.
    """
    known = keys.public(data)
    return not known or (bool(keys.waiting(data)) and known != public)


def _settle(folder: Path) -> None:
    """See that all of it is on the disk, and that no journal is left beside the database."""
    for side in SIDES[archive.DATABASE]:
        (folder / side).unlink(missing_ok=True)
    for file in _files(folder):
        file.chmod(0o600)
        with file.open("rb+") as kept:
            os.fsync(kept.fileno())
    keys.sync(folder)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.iterdir() if path.is_file())
