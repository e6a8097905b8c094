"""What comes between while a massage is left: answers and finds, other massages, forms, a clock that is set back."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from handsong.core import readiness
from handsong.core.progress import Recent
from handsong.core.readiness import QUESTIONS
from tests.proof import shelf_homes
from tests.proof.phones import Answered, Phone, Step
from tests.proof.shelf_homes import A_DAY, Home

NO_STOP = {"state": ("quiet-alert", "active-alert"), "feed": ("over-45", "under-45")}

SET_BACK = tuple(timedelta(minutes=minutes) for minutes in (5, 20, 55, 59, 120, 60 * 25, 60 * 24 * 20))


@dataclass(frozen=True)
class Household:
    """A home with its shelf, and what of its facts and its past is of shortly before."""

    home: Home
    lately: tuple[Answered, ...]
    tears: tuple[Recent, ...]


@dataclass
class Making:
    """A massage being told: its phone, its session, its steps, and the corners it is about."""

    household: Household
    phone: Phone
    session: str = ""
    steps: tuple[Step, ...] = ()
    shelf_knows: tuple[Answered, ...] = ()
    met: set[str] = field(default_factory=set)
    is_later: bool = False
    is_plain: bool = True

    @property
    def dice(self) -> random.Random:
        """Whatever is left to chance."""
        return self.phone.dice

    def comes(self, *corners: str) -> None:
        """Note what came between."""
        self.met.update(corners)
        self.is_plain = False


def good(dice: random.Random) -> dict[str, str]:
    """Return answers that stop nothing."""
    given = {name: str(value) for name, value in readiness.BEST.items()}
    return given | {name: dice.choice(values) for name, values in NO_STOP.items()}


def row_of(home: Home, at: datetime) -> Mapping[str, Any]:
    """Return what the shelf says of a day."""
    rows, day = home.shelf["days"], f"{at:%Y-%m-%d}"
    row: Mapping[str, Any] = next((one for one in rows if one["from"] <= day < one["until"]), rows[-1])
    return row


def goes_by(making: Making, last: datetime) -> datetime:
    """Let the massage go on for a while, with whatever comes between; return when its last event was."""
    phone, dice = making.phone, making.dice
    is_calm = dice.random() < 0.3
    for _ in range(dice.choice((0, 1, 1, 2, 3))):
        phone.now += timedelta(minutes=dice.choice((1, 5, 12, 20, 29)))
        if not is_calm and dice.random() < 0.6:
            dice.choice(BETWEEN)(making)
        if dice.random() < 0.7 and "never begun" not in making.met:
            _own(making)
            last = phone.shown
    return last


def _own(making: Making) -> None:
    """Let something happen in the massage itself; its tears do not count against it."""
    phone, dice = making.phone, making.dice
    what = dice.choice(("enjoying", "enjoying", "paused", "paused", "crying"))
    if [row["kind"] for row in phone.writes if row["session"] == making.session][-1] == "paused":
        phone.write(making.session, "resumed")
    if what == "paused":
        phone.write(making.session, "paused", why="parent")
        return
    phone.write(making.session, "cue", cue=what)
    if what == "crying":
        making.met.add("its own tears")


def other(answers: dict[str, str], dice: random.Random) -> dict[str, str]:
    """Return these answers with one that is another."""
    question = dice.choice(("state", "feed", "skin", "place"))
    return answers | {question: dice.choice([str(one) for one in QUESTIONS[question] if one != "something"])}


def is_told(making: Making) -> None:
    """Let the child be asked about again on this phone: signs and finds may be told."""
    phone, dice = making.phone, making.dice
    row, answers = row_of(making.household.home, phone.now), good(dice)
    signs, found = shelf_homes.told_now(answers, row, dice)
    answers = {name: value for name, value in answers.items() if value}
    phone.ask(phone.new(), Answered(phone.now, answers, tuple(signs), tuple(found)))
    making.comes("told between")


def _is_answered(making: Making) -> None:
    """Let the child be asked about again on this phone: one answer is another."""
    phone, dice = making.phone, making.dice
    phone.ask(phone.new(), Answered(phone.now, other(good(dice), dice)))
    making.comes("answered between")


def another_massage(making: Making) -> None:
    """Let another massage of the child be held on this phone."""
    phone, dice = making.phone, making.dice
    session = phone.new()
    if dice.random() < 0.7:
        phone.ask(session, Answered(phone.now, good(dice)))
    phone.write(session, "started", cried_today=False)
    phone.end(session, dice.choice(("crying", "crying", "crying", "enjoying", "something-wrong")))
    making.comes("another massage between")


def form(making: Making) -> None:
    """Let something be told on the pages, of which this phone knows no more than that it was, and when by its clock.

    None by a clock that was set back by hours: nobody could tell it from one before the massage was planned.
    """
    phone, dice = making.phone, making.dice
    if timedelta() < phone.set_back < A_DAY:
        return
    row, answers = row_of(making.household.home, phone.now), good(dice)
    signs, found = shelf_homes.told_now(answers, row, dice)
    answers = {name: value for name, value in answers.items() if value}
    phone.send_form(Answered(phone.now, answers, tuple(signs), tuple(found), is_here=False))
    if dice.random() < 0.3:
        phone.ended.append(shelf_homes.ended(phone.now, cried=True))
    making.comes("a form between")


def _clock_goes_back(making: Making) -> None:
    """Let the phone's clock be set back; by a day and more it must be noticed, whatever a form tells then."""
    phone = making.phone
    phone.set_back += making.dice.choice(SET_BACK)
    making.comes("a clock set back")
    if phone.set_back > A_DAY:
        phone.now += timedelta(minutes=1)
        form(making)


BETWEEN: tuple[Callable[[Making], None], ...] = (
    is_told,
    _is_answered,
    _is_answered,
    another_massage,
    form,
    _clock_goes_back,
)
