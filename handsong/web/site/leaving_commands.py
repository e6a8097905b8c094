"""`handsong copy` and `handsong erase`, as a person at the machine types them."""

from __future__ import annotations

import argparse
import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from handsong.web.site import database, env, serve

if TYPE_CHECKING:
    from handsong.web.site.erasing.actions import Where
    from handsong.web.site.erasing.receipts import Receipt

NOTHING = "There is no household in {data} yet. If yours is in another folder, name it with HANDSONG_DATA=/some/folder."
OLDER = (
    "This household was last used with another version of Handsong. Start it once with this one (handsong serve), "
    "then type this again. Nothing was changed."
)
NOT_TYPED = "That was not it. Nothing was changed."
NO_SUCH = "There is no {what} with this number. Type handsong erase to see the numbers. Nothing was changed."
GONE = (
    "This is not here any more for you to erase. Somebody may have erased it, or changed who decides. "
    "Nothing was changed."
)
ALL_OF_IT = "erase everything"


class UnableToLeave(ValueError):
    """It cannot be done; the message says why and what to do."""


def copy_parser() -> argparse.ArgumentParser:
    """Return the options of `handsong copy`."""
    parser = argparse.ArgumentParser(
        prog="handsong copy",
        description="Write all that the person at this machine may see into one open ZIP.",
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="the file to write, such as copy.zip")
    return parser


def erase_parser() -> argparse.ArgumentParser:
    """Return the options of `handsong erase`."""
    parser = argparse.ArgumentParser(
        prog="handsong erase",
        description="Erase a child, a person or the household, for good. Without an option: who is here, by numbers.",
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--child", type=int, metavar="NUMBER", help="erase a child and all that was written of it"
    )
    what.add_argument("--person", type=int, metavar="NUMBER", help="erase a person, with sign-in and devices")
    what.add_argument("--household", action="store_true", help="erase the household, with all who live in it")
    parser.add_argument(
        "--with-children",
        action="store_true",
        help="and the children who have no other owner than this person",
    )
    return parser


def copy(words: Sequence[str]) -> int:
    """Carry out `handsong copy` and return its exit status."""
    given = copy_parser().parse_args(list(words))
    return said(lambda data: _copy(data, given.file))


def erase(words: Sequence[str]) -> int:
    """Carry out `handsong erase` and return its exit status."""
    given = erase_parser().parse_args(list(words))
    return said(lambda data: _erase(data, given))


def said(deed: Callable[[Path], None]) -> int:
    """Carry out a deed on the household of this machine and return the exit status; a refusal is said."""
    data = env.data_folder()
    database.keep_to_its_owner(data)
    try:
        _set_up(data)
        deed(data)
    except UnableToLeave as error:
        _say(str(error))
        return 1
    return 0


def _copy(data: Path, file: Path) -> None:
    from django.utils import timezone  # noqa: PLC0415 - settings are read on import

    from handsong.web.accounts import clock, door  # noqa: PLC0415 - the same
    from handsong.web.diary import untold  # noqa: PLC0415 - the same
    from handsong.web.site.copying import archive, contents  # noqa: PLC0415 - the same

    untold.tell_everything()
    whose = contents.of_household(door.local_person(), timezone.get_current_timezone())
    try:
        with archive.make(whose, data, now=clock.now()) as made, file.open("wb") as out:
            shutil.copyfileobj(made, out)
    except OSError as error:
        raise UnableToLeave(
            f"“{file}” cannot be written ({error.strerror}). Choose another place; its folder must be there."
        ) from error
    _say(f"Copied into {file}. It is open: whoever has it can read it.")


def _erase(data: Path, given: argparse.Namespace) -> None:
    from django.core.exceptions import PermissionDenied  # noqa: PLC0415 - settings are read on import
    from django.http import Http404  # noqa: PLC0415 - the same

    from handsong.web.accounts import clock  # noqa: PLC0415 - the same
    from handsong.web.site.erasing.actions import UnableToErase, Where  # noqa: PLC0415 - the same

    where = Where(data, clock.now())
    deeds: dict[str, Callable[[], Receipt]] = {
        "household": lambda: _household(where),
        "child": lambda: _child(given.child, where),
        "person": lambda: _person(given.person, where, with_children=given.with_children),
    }
    wanted = next((name for name in deeds if getattr(given, name) not in {None, False}), None)
    if wanted is None:
        _list()
        return
    try:
        receipt = deeds[wanted]()
    except Http404 as error:
        raise UnableToLeave(GONE) from error
    except (UnableToErase, PermissionDenied) as error:
        raise UnableToLeave(f"{error} Nothing was changed.") from error
    _say(f"\n{receipt.text()}")


def _household(where: Where) -> Receipt:
    from handsong.web.accounts import door  # noqa: PLC0415 - settings are read on import
    from handsong.web.families import door as families  # noqa: PLC0415 - the same
    from handsong.web.site.erasing import actions  # noqa: PLC0415 - the same

    person = door.local_person()
    home = families.family_of(person)
    if home is None:
        raise UnableToLeave("Nobody lives here yet: there is no household to erase.")
    _ask("Everything of this household goes, for good", ALL_OF_IT)
    return actions.erase_household(home=home, actor=person, where=where)


def _child(number: int, where: Where) -> Receipt:
    from handsong.web.accounts import door  # noqa: PLC0415 - settings are read on import
    from handsong.web.families import door as families  # noqa: PLC0415 - the same
    from handsong.web.families.rights import Deed  # noqa: PLC0415 - the same
    from handsong.web.site.erasing import actions  # noqa: PLC0415 - the same

    person = door.local_person()
    found = dict(enumerate(families.children_of(person), start=1)).get(number)
    if found is None:
        raise UnableToLeave(NO_SUCH.format(what="child"))
    child = families.child_or_404(person, found.pk, Deed.OWN)
    _ask("All that was ever written of this child goes, for good", child.name)
    return actions.erase_child(child=child, actor=person, where=where)


def _person(number: int, where: Where, *, with_children: bool) -> Receipt:
    from handsong.web.accounts import door  # noqa: PLC0415 - settings are read on import
    from handsong.web.site.erasing import actions  # noqa: PLC0415 - the same

    person = dict(enumerate(door.everybody(), start=1)).get(number)
    if person is None:
        raise UnableToLeave(NO_SUCH.format(what="person"))
    _ask("This person goes, with sign-in and devices, for good", person.name or "erase me")
    return actions.erase_person(person=person, with_children=with_children, where=where)


def _list() -> None:
    from handsong.web.accounts import door  # noqa: PLC0415 - settings are read on import
    from handsong.web.families import door as families  # noqa: PLC0415 - the same

    for number, child in enumerate(families.children_of(door.local_person()), start=1):
        _say(f"--child {number}   {child.name}")
    for number, person in enumerate(door.everybody(), start=1):
        _say(f"--person {number}  {person.name or 'the person at this machine'}")
    _say("--household")
    _say("Take a copy first, if you like: handsong copy FILE")


def _ask(what: str, wanted: str) -> None:
    """Ask for words to be typed; raises UnableToLeave when they are others, or nobody is there."""
    try:
        typed = input(
            f"{what}. Take a copy first, if you like: handsong copy FILE\nTo go on, type: {wanted}\n"
        )
    except EOFError:
        typed = ""
    if " ".join(typed.split()).casefold() != wanted.casefold():
        raise UnableToLeave(NOT_TYPED)


def _set_up(data: Path) -> None:
    """Make the household ready to be asked; raises UnableToLeave where there is none of this version."""
    if not env.text("DATABASE_URL") and not (data / "handsong.sqlite3").exists():
        raise UnableToLeave(NOTHING.format(data=data))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", serve.SETTINGS)
    import django  # noqa: PLC0415 - settings are read on import

    django.setup()
    from handsong.web.site import tables  # noqa: PLC0415 - the same

    if tables.unknown_steps():
        raise UnableToLeave(serve.NEWER)
    if not tables.are_up_to_date():
        raise UnableToLeave(OLDER)


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - an entrance speaks to its person
