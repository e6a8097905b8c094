"""`handsong recover`: a way in for somebody who forgot the password and lost the codes, typed at the machine."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from handsong.web.site import leaving_commands
from handsong.web.site.leaving_commands import UnableToLeave

NO_SUCH = (
    "There is no person with this number. Type handsong recover to see the numbers. Nothing was changed."
)
HOW = (
    "{code}\n\nOpen Handsong, then Sign in, then I have a recovery code, and type this. It counts once, "
    "and leads to a new password. Whoever has it comes in as {name}."
)


def recover_parser() -> argparse.ArgumentParser:
    """Return the options of `handsong recover`."""
    parser = argparse.ArgumentParser(
        prog="handsong recover",
        description="Make one recovery code for somebody. Without a number: who is here.",
    )
    parser.add_argument("number", type=int, nargs="?", metavar="NUMBER", help="for whom")
    return parser


def recover(words: Sequence[str]) -> int:
    """Carry out `handsong recover` and return its exit status."""
    given = recover_parser().parse_args(list(words))
    return leaving_commands.said(lambda data: _recover(data, given.number))


def _recover(data: Path, number: int | None) -> None:
    from handsong.web.accounts import clock, door, signing_in  # noqa: PLC0415 - settings are read on import

    people = dict(enumerate(door.everybody(), start=1))
    if number is None:
        for each, person in people.items():
            _say(f"{each}  {person.name or 'the person at this machine'}")
        return
    if number not in people:
        raise UnableToLeave(NO_SUCH)
    person = people[number]
    code = signing_in.make_recovery_code(person=person, now=clock.now())
    _say(HOW.format(code=code, name=person.name or "the person at this machine"))


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - an entrance speaks to its person
