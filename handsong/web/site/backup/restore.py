"""A backup is put back: opened and checked beside the household, then exchanged for it in one piece.

Whatever is interrupted, either the household of before is there or the one from the backup, whole:

1. `stage` opens the file into a folder of its own, checks it, brings it up to this version. Nothing else is touched.
2. `accept` gives that folder another name. From here on it is decided.
3. `finish` erases in it who was erased here since and closes what was closed, moves what is there aside and the
   new files in. It goes on where it was interrupted, at the latest when Handsong starts.

Until the first file is moved everything is as it was. Until all is erased and closed in it that must not come back, what
is decided can still be left, and goes by itself if it is damaged. From there on it always goes on.
"""

from __future__ import annotations

import logging
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from handsong.web.site.backup import (
    anew,
    archive,
    closed,
    folders,
    forgetting,
    former,
    kept,
    keys,
    lineage,
    refusals,
)

if TYPE_CHECKING:
    from pyrage import x25519

CHECKED = "restore-checked"
DECIDED = "restore-decided"
GIVEN_UP = "restore-given-up"
ASIDE = "set-aside"
THEN = "epoch-then"
CARRIED = "carried-over"
SIDES = {
    archive.DATABASE: folders.BESIDE,
    archive.KEY: (),
    keys.PUBLIC: (keys.WAITING,),
    lineage.FILE: (),
}
"""What is exchanged, and what goes with it: a journal beside another database would destroy it."""

UnableToRestore = refusals.UnableToRestore


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
    opened = Path(tempfile.mkdtemp(prefix=folders.OPENED, dir=data))
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
    """Keep what was checked until somebody decides, at the latest until Handsong starts again.

    Raises OSError where it cannot be kept whole.
    """
    folders.settle(staged.folder)
    folders.let_go(data / CHECKED)
    staged.folder.replace(data / CHECKED)
    (data / GIVEN_UP).unlink(missing_ok=True)
    keys.sync(data)


def accept(data: Path) -> bool:
    """Decide that what was checked is put in place; return whether there was anything."""
    if not (data / CHECKED).is_dir():
        return False
    folders.let_go(data / DECIDED)
    (data / CHECKED).replace(data / DECIDED)
    keys.sync(data)
    return True


def discard(data: Path) -> None:
    """Leave everything as it is: what was checked or decided goes, and what is said of one that was damaged.

    Raises UnableToRestore where the exchange has begun: then it goes on.
    """
    if has_begun(data):
        raise UnableToRestore(refusals.BEGUN.format(decided=data / DECIDED))
    _let_go_decided(data)
    folders.let_go(data / CHECKED)
    (data / GIVEN_UP).unlink(missing_ok=True)
    keys.sync(data)


def is_decided(data: Path) -> bool:
    """Whether a backup will be put in place when Handsong starts again."""
    return (data / DECIDED).is_dir()


def has_begun(data: Path) -> bool:
    """Whether what was decided is taking its place: from then on it goes on, whatever happens."""
    decided = data / DECIDED
    if not is_decided(data):
        return False
    aside = _aside(data)
    has_moved = not (decided / archive.DATABASE).exists() or (aside is not None and any(aside.glob("*")))
    return has_moved or (decided / CARRIED).exists()


def given_up(data: Path) -> str:
    """Return what is said of a backup that was decided and damaged, until somebody has read it; else nothing."""
    note = data / GIVEN_UP
    return refusals.DAMAGED.format(fault=note.read_text(encoding="ascii")) if note.exists() else ""


def finish(data: Path) -> Path | None:
    """Put in place what was decided, also after an interruption; return where the former household lies now.

    Nobody may serve this folder meanwhile. What was opened and never decided goes, and so does what is damaged, as
    long as nothing was exchanged: `given_up` tells of it. Raises UnableToRestore.
    """
    if not data.is_dir():
        return None
    try:
        _give_up_what_is_damaged(data)
        aside = _exchange(data, data / DECIDED) if is_decided(data) else None
        for left in data.glob(f"{folders.OPENED}*"):
            shutil.rmtree(left, ignore_errors=True)
        for name in (CHECKED, DECIDED):
            folders.let_go(data / name)
        keys.sync(data)
    except OSError as error:
        waits = refusals.WAITS.format(decided=data / DECIDED, data=data, why=refusals.why(error))
        raise _unable(data, waits) from error
    except sqlite3.DatabaseError as error:
        raise _unable(data, refusals.NOT_CARRIED.format(why=error)) from error
    return aside


def _unable(data: Path, sentence: str) -> UnableToRestore:
    """Return the refusal; as long as nothing was exchanged it names the other way too."""
    may_be_left = is_decided(data) and not has_begun(data)
    return UnableToRestore(f"{sentence}{refusals.OR_LEAVE}" if may_be_left else sentence)


def _give_up_what_is_damaged(data: Path) -> None:
    """Let go what was decided and is damaged: it could never be put in place, and nobody could get in any more.

    It is noted first, so that the pages tell of it, and said.
    """
    if not is_decided(data) or has_begun(data):
        return
    if fault := folders.damage(data / DECIDED / archive.DATABASE):
        keys.write(data / GIVEN_UP, fault)
        _let_go_decided(data)
        logging.getLogger("handsong.backup").warning("%s", given_up(data))


def _let_go_decided(data: Path) -> None:
    """Let go what was decided, of which nothing was exchanged, with the empty folder for what was there."""
    aside = _aside(data)
    if aside and aside.is_dir():
        aside.rmdir()
    folders.let_go(data / DECIDED)


def _aside(data: Path) -> Path | None:
    """Return the folder for what was there, where it has a name already."""
    note = data / DECIDED / ASIDE
    return data / ASIDE / note.read_text(encoding="ascii") if note.exists() else None


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
    Raises OSError or sqlite3.DatabaseError, and nothing was exchanged.
    """
    restored = decided / archive.DATABASE
    forgetting.carry_over(data, restored)
    now, then = former.read(data), lineage.noted(decided / THEN)
    done = closed.carry_over(now, restored, then=then, at=str(at.replace(tzinfo=None)))
    if done.are_private and not anew.is_settled(decided):
        raise _unable(data, anew.PATIENT)
    began = lineage.epoch_above(restored, now.epoch)
    is_as_now = done.tells is closed.Tells.ALL
    lineage.write(decided, done.origins if is_as_now else lineage.put_back(done.origins, then, began))
    folders.settle(decided)
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
