"""`handsong backup` and `handsong restore`, as a person at the machine types them."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from handsong.render.age_words import number
from handsong.render.day_words import date_in_words
from handsong.web.site import database, env, serve
from handsong.web.site.backup import archive, before, kept, keys, make, refusals, restore
from handsong.web.site.backup.closed import Tells

if TYPE_CHECKING:
    from pyrage import x25519

WHY = {
    kept.WEEKLY: "the weekly one",
    kept.BEFORE_UPDATE: "made before an update",
    kept.BY_HAND: "made by hand",
}
"""Why a backup was made, in words."""

REFUSALS = (
    archive.UnableToOpen, keys.UnableToUseKey, make.UnableToBackUp, refusals.UnableToRestore
)  # fmt: skip
NO_KEY = (
    "This backup needs your recovery key: the long line beginning with AGE-SECRET-KEY-1 that was written down. "
    "Give it with --key-file FILE, or type the command in a terminal and be asked. Nothing was changed."
)
MAY_COME_BACK = (
    "What is here now is damaged and cannot be read, and nothing else here tells who was erased since this backup "
    "was made. They may come back with it. Once it is in place, look whom it holds, and erase them once more."
)
GETS_IN = {
    Tells.ALL: (
        "It brings back what was written, and no way in. Who may get in stays as it is here now: people and what each "
        "may see, phones, passwords, programs, calendars. What a young person keeps private now stays private."
    ),
    Tells.APART: (
        "What is here now came from a backup that is older than this one. People, sign-ins, phones, programs, calendars and "
        "invitations are as they were on the day of this one. What was here already when that older one was made, and was "
        "ended here since, stays ended. Nothing tells which password is the newer one: it is the one of that day, also where "
        "it was changed here since. Once it is in place, look them through, and choose such a password anew: More, then "
        "People, Devices and Programs."
    ),
    Tells.NOTHING: (
        "Nothing here tells who was sent away since. People, sign-ins, phones, programs, calendars and invitations are as "
        "they were on that day. Once it is in place, look them through: More, then People, Devices and Programs."
    ),
    Tells.DAMAGED: (
        "What is here now is damaged, and cannot tell who was sent away since. People, sign-ins and phones are as they were "
        "on that day; programs, addresses of calendars and open invitations end. Once it is in place, look them through: "
        "More, then People and Devices."
    ),
}
"""Who may get in once it is in place, by what the household here tells."""

STRANGERS = (
    "People and children in it whom nothing here knows: {count}. Who they are, and who sees them, is as it was on that "
    "day: look them through too, under People."
)
QUESTION = "Put it in the place of what is in {folder} now? That is set aside, not deleted. (yes/no) "


def backup_parser() -> argparse.ArgumentParser:
    """Return the options of `handsong backup`."""
    parser = argparse.ArgumentParser(
        prog="handsong backup", description="Back this household up into one file."
    )
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="the file to write")
    parser.add_argument("--list", action="store_true", help="name the backups that are kept")
    parser.add_argument("--key", action="store_true", help="show the recovery key, to be written down")
    parser.add_argument("--new-key", action="store_true", help="make another recovery key: the paper is lost")
    return parser


def restore_parser() -> argparse.ArgumentParser:
    """Return the options of `handsong restore`."""
    parser = argparse.ArgumentParser(prog="handsong restore", description="Put a backup back.")
    parser.add_argument(
        "file", type=Path, nargs="?", metavar="FILE", help="the backup, or the name of one that is kept"
    )
    parser.add_argument("--yes", action="store_true", help="do not ask before replacing")
    parser.add_argument(
        "--key-file", metavar="FILE", help="where the recovery key is; - reads it from the input"
    )
    parser.add_argument("--check", action="store_true", help="say what it holds; replace nothing")
    parser.add_argument(
        "--hold", action="store_true", help="check, and keep what was checked for the pages to ask"
    )
    parser.add_argument(
        "--leave", action="store_true", help="do without a backup that waits to be put in place"
    )
    return parser


def backup(words: Sequence[str]) -> int:
    """Carry out `handsong backup` and return its exit status."""
    given = backup_parser().parse_args(list(words))
    data = env.data_folder()
    database.keep_to_its_owner(data)
    try:
        if env.text("DATABASE_URL"):
            raise make.UnableToBackUp(make.SERVICE)
        if given.list:
            _list(data)
        elif given.key:
            _show_key(data)
        elif given.new_key:
            keys.renew(data)
            _show_key(data)
        else:
            _back_up(data, given.output)
    except REFUSALS as error:
        _say(str(error))
        return 1
    return 0


def put_back(words: Sequence[str]) -> int:
    """Carry out `handsong restore` and return its exit status."""
    parser = restore_parser()
    given = parser.parse_args(list(words))
    if given.leave is (given.file is not None):
        parser.error("give either the backup FILE or --leave")
    if given.leave and (given.check or given.hold):
        parser.error("--leave goes with no other option")
    data = env.data_folder()
    database.keep_to_its_owner(data)
    try:
        if env.text("DATABASE_URL"):
            raise make.UnableToBackUp(make.SERVICE)
        if given.hold or given.check:
            _check(data, given)
        else:
            data.mkdir(parents=True, exist_ok=True, mode=0o700)
            with serve.alone_with(data, "the command that puts a backup back"):
                if given.leave:
                    _leave(data)
                else:
                    _put_back(data, given)
    except serve.UnableToServe:
        _say(
            f"Handsong is running with {data}. End it first, with Ctrl-C where it was started, then type this "
            "again. Nothing was changed."
        )
        return 1
    except REFUSALS as error:
        _say(str(error))
        return 1
    return 0


def _back_up(data: Path, file: Path | None) -> None:
    if not (data / archive.DATABASE).exists():
        raise make.UnableToBackUp(make.NOTHING.format(data=data))
    _set_up()
    from handsong.web.accounts import clock  # noqa: PLC0415 - settings are read on import

    _say(f"Backed up into {make.by_hand(data, now=clock.now(), file=file)}")
    if keys.waiting(data):
        _say(
            "Without its recovery key nobody can open it on another machine. Write the key down now, if it is "
            "not on paper yet: handsong backup --key"
        )


def _list(data: Path) -> None:
    found, own = kept.everybodys(data), kept.backups(data)
    for row in found:
        whose = "" if row in own else ", of another household"
        _say(f"{row.file}  {_size(row.size)}, {WHY[row.why]}{whose}")
    if not found:
        _say("No backup is kept yet.")


def _show_key(data: Path) -> None:
    """Show the key that waits to be written down, and let it go once somebody has."""
    key = keys.waiting(data)
    if not key:
        _say(
            "The recovery key is not on this machine: it was written down. If the paper is lost, make another "
            "with handsong backup --new-key, and then a fresh backup."
            if keys.public(data)
            else "There is no recovery key yet. It is made with the first backup: handsong backup"
        )
        return
    _say("Your recovery key. It opens your backups on any machine, and nothing else does:\n")
    _say(f"  {' '.join(keys.grouped(key))}\n")
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return
    last = input(
        f"Once it is on paper, type its last {number(keys.LETTERS_ASKED)} signs and it is taken off this machine "
        "(Enter leaves it here): "
    )
    if last.strip():
        keys.forget(data, last)
        _say("It is off this machine. Keep the paper where you keep passports.")


def _check(data: Path, given: argparse.Namespace) -> None:
    """Say what a backup holds, and hold it for the pages where that was asked."""
    with refusals.nothing_changed(data):
        staged = _stage(data, given)
        try:
            if given.hold:
                restore.hold(data, staged)
        finally:
            restore.drop(staged)


def _put_back(data: Path, given: argparse.Namespace) -> None:
    """Open, check, ask, and exchange; what was decided earlier and interrupted is finished first."""
    restore.finish(data)
    with refusals.nothing_changed(data):
        staged = _stage(data, given)
        try:
            if not (given.yes or _agreed(data)):
                _say("Nothing was changed.")
                return
            restore.hold(data, staged)
        finally:
            restore.drop(staged)
    restore.accept(data)
    aside = restore.finish(data)
    if told := restore.given_up(data):
        raise refusals.UnableToRestore(told)
    _say("It is in place. Start Handsong as usual.")
    if aside:
        _say(f"What was there before is in {aside}. Delete that folder when you miss nothing.")


def _leave(data: Path) -> None:
    """Do without what was decided, as long as nothing was exchanged."""
    waits = restore.is_decided(data)
    restore.discard(data)
    _say(
        "The backup that waited is let go, and everything is as it was. Start Handsong as usual."
        if waits
        else "No backup waits to be put in place. Nothing was changed."
    )


def _stage(data: Path, given: argparse.Namespace) -> restore.Staged:
    """Open and check the file, say what it holds, and bring it up to this version."""
    file = _found(data, given.file)
    staged = _opened(data, file, _given_key(given.key_file))
    try:
        restore.bring_up(staged)
        _tell(file, staged.manifest)
        if gone := before.stays_erased(data, staged):
            _say(f"Children and people in it who were erased here since, and stay so: {gone}.")
        known = before.who_gets_in(data, staged)
        _say(GETS_IN[known.tells])
        if known.strangers:
            _say(STRANGERS.format(count=known.strangers))
        if before.may_come_back(data):
            _say(MAY_COME_BACK)
    except BaseException:
        restore.drop(staged)
        raise
    return staged


def _opened(data: Path, file: Path, typed: x25519.Identity | None) -> restore.Staged:
    """Open a file with the key that was given, with those of this machine, or with one that is asked for."""
    if typed is None:
        try:
            return restore.stage(data, file, identities=keys.here(data), typed=None)
        except archive.NoKeyFits:
            if not sys.stdin.isatty():
                raise keys.UnableToUseKey(NO_KEY) from None
        typed = keys.typed(input("Your recovery key (AGE-SECRET-KEY-1...): "))
    return restore.stage(data, file, identities=(), typed=typed)


def _given_key(place: str | None) -> x25519.Identity | None:
    """Return the key from a file or from the input; an empty input means the keys of this machine."""
    if place is None:
        return None
    try:
        text = sys.stdin.read() if place == "-" else Path(place).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise keys.UnableToUseKey(
            f"No key can be read from “{place}”. Give a text file that holds the recovery key and nothing else."
        ) from None
    return keys.typed(text) if text.strip() or place != "-" else None


def _found(data: Path, file: Path) -> Path:
    """Return the file, also when only the name of a kept backup was given."""
    if file.exists():
        return file
    return next((row.file for row in kept.everybodys(data) if row.file.name == str(file)), file)


def _tell(file: Path, manifest: archive.Manifest) -> None:
    from handsong.web.accounts import clock  # noqa: PLC0415 - settings are read on import

    at = manifest.made().astimezone(clock.now().tzinfo)
    _say(
        f"“{file.name}” is whole. It holds the household as it was on {date_in_words(at.date())} at {at:%H:%M} "
        f"({WHY.get(manifest.why, manifest.why)}, Handsong {manifest.version}):"
    )
    held = "; ".join(f"{words}: {count}" for words, count in manifest.holds())
    _say(f"{held[:1].upper()}{held[1:]}.")


def _agreed(data: Path) -> bool:
    if not sys.stdin.isatty():
        raise refusals.UnableToRestore(
            "Nobody can be asked here whether to replace what is there. Add --yes. Nothing was changed."
        )
    return input(QUESTION.format(folder=data)).strip().lower() in {"y", "yes"}


def _size(count: int) -> str:
    return f"{max(1, round(count / 1000))} kB"


def _set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", serve.SETTINGS)
    import django  # noqa: PLC0415 - settings are read on import

    django.setup()


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - an entrance speaks to its person
