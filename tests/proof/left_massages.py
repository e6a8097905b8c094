"""Massages that were left, each on a phone without a network: how it was planned, and all that came between."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import cache
from typing import Any

from handsong.content import told
from handsong.core import planner, safety
from handsong.core.child import Fact
from handsong.core.findings import Level
from handsong.core.plan import Wish
from handsong.core.situation import Situation
from handsong.core.technique import Goal
from handsong.render import offline
from tests.proof import between, free, shelf_homes
from tests.proof.between import Household, Making, good, row_of
from tests.proof.phones import COUNTS_FOR, Answered, Phone, Step, milliseconds
from tests.proof.shelf_homes import Home, content

SHORTLY = timedelta(minutes=3)
"""So long before the shelf was made something was found on every second child, on the pages."""

COUNTED = "00000000-0000-7000-8000-000000000000"
"""A massage that the shelf knows to the end; it was over shortly before."""

MOST_TRIES = 3
"""How often a massage is planned for each that is wanted: some children have none."""

QUIET = tuple(map(timedelta, (0,) * 6, (0, 40, 600, 1700, 1799, 1800)))
LONG = (timedelta(minutes=31), timedelta(hours=2), timedelta(hours=23), timedelta(days=1, minutes=5))


@dataclass(frozen=True)
class Left:
    """A massage that was left: what its phone is given, and what is so when somebody would go on with it.

    `quiet` is how long nothing came of it, by the phone's clock; `met` are the corners it is about; `is_plain`:
    nothing came between.
    """

    row: Mapping[str, Any]
    steps: tuple[Step, ...]
    now: Situation
    quiet: timedelta
    met: frozenset[str]
    is_plain: bool


@cache
def household_of(number: int) -> Household:
    """Return a child of the proof of the shelf, three in four calm; on every second something was found shortly before."""
    home = shelf_homes.without_a_shelf(number)
    home = calm(home) if number % 4 else home
    dice = random.Random(number * 11 + 3)  # noqa: S311 - cases, not secrets
    lately: tuple[Answered, ...] = ()
    if number % 2:
        kinds = told.asking(content(), Situation(home.child, home.made_at)).kinds
        found = shelf_homes.find({"found": [str(kind.what) for kind in kinds]}, dice)
        answers = good(dice) | {"skin": "something"}
        lately = (Answered(home.made_at - SHORTLY, answers, (), (found,), is_here=False),)
        facts = (*home.child.facts, *lately[0].facts())
        home = replace(home, child=replace(home.child, facts=facts))
    tears = (shelf_homes.ended(home.made_at - SHORTLY / 2, cried=True),) if number % 3 == 0 else ()
    so_far = replace(home.so_far, recent=(*home.so_far.recent, *tears))
    home = replace(home, so_far=so_far)
    shelf = shelf_homes.made(home, [COUNTED]) | {
        "zone": f"{home.made_at:%z}"[:3] + ":" + f"{home.made_at:%z}"[3:]
    }
    return Household(replace(home, shelf=shelf), lately, tears)


def calm(home: Home) -> Home:
    """Return the home without what makes a massage wait; tears of the last day are there once at most."""
    craft, at = content().craft, home.made_at
    well = Situation(replace(home.child, facts=()), at)
    facts = tuple(
        fact
        for fact in home.child.facts
        if not safety.about(
            craft.safety, replace(well, child=replace(well.child, facts=(fact,))), fact.what
        ).level.stops
    )
    stopped = [row for row in home.so_far.recent if row.needed_care or row.cried][:-1]
    stopped += [row for row in home.so_far.recent if row.needed_care]
    recent = tuple(row for row in home.so_far.recent if row not in stopped)
    child, so_far = replace(home.child, facts=facts), replace(home.so_far, recent=recent)
    return replace(home, child=child, so_far=so_far, ticked=frozenset())


def left(household: Household, dice: random.Random, most: int) -> Iterator[Left]:
    """Go through massages of this home that were left, at most so many."""
    made = 0
    for _ in range(most * MOST_TRIES):
        found = _one(household, dice)
        if found is not None:
            made += 1
            yield found
        if made == most:
            return


def _waits(home: Home, at: datetime) -> bool:
    """Whether the shelf waits on this day whatever is answered: what ends at noon counts all day."""
    base = home.shelf["effects"][row_of(home, at)["base"]]
    return Level[base["level"].upper()].stops


# How it was planned


def _one(household: Household, dice: random.Random) -> Left | None:
    """Return a massage that was left; None where the child could have none."""
    home = household.home
    making = Making(household, Phone(home, dice, home.made_at))
    way = dice.choice((_planned_here, _planned_on_the_pages, _planned_before_the_shelf))
    if not way(making):
        return None
    phone = making.phone
    planned_at = phone.now
    last = phone.shown
    if dice.random() < 0.9:
        phone.now += timedelta(seconds=dice.choice((1, 20, 30)))
        phone.write(making.session, "started", cried_today=False)
        phone.write(making.session, "cue", cue="enjoying")
        last = phone.shown
    else:
        making.comes("never begun")
    if making.is_later:
        _comes_the_shelf(making)
    last = between.goes_by(making, last)
    phone.now += dice.choice(QUIET if dice.random() < 0.85 else LONG)
    return _as_left(making, planned_at, last)


def _planned_here(making: Making) -> bool:
    """Plan it from the shelf, on any of its days."""
    phone, dice, home = making.phone, making.dice, making.household.home
    phone.now = _moment(home, dice)
    for _ in range(dice.choice((0, 0, 0, 1, 2))):
        _something_before(making)
    answers = good(dice)
    asked = phone.asked(
        answers, dice.choice(("", *(plan["goal"] for plan in row_of(home, phone.now)["plans"])))
    )
    found = offline.session_from(home.shelf, asked)
    if found["kind"] == "stop":
        return False
    making.session = phone.new()
    making.steps = tuple((step["technique"], step["side"]) for step in found["bundle"]["steps"])
    phone.ask(making.session, Answered(phone.now, answers))
    making.met.add("planned here")
    return True


def _moment(home: Home, dice: random.Random) -> datetime:
    """Return a moment of the shelf's days: soon, on any day, or late on the eve of another kind of day."""
    first = home.made_at
    until = datetime.fromisoformat(home.shelf["until"]).date()
    way = dice.randrange(3)
    if way == 0:
        return first + timedelta(minutes=dice.randrange(180))
    ends = [datetime.fromisoformat(row["until"]).date() for row in home.shelf["days"]]
    any_day = first.date() + timedelta(days=dice.randrange((until - first.date()).days))
    day = any_day if way == 1 else dice.choice(ends) - timedelta(days=1)
    clock = time(dice.randrange(24), dice.randrange(60)) if way == 1 else time(23, dice.randrange(45, 60))
    return max(first, datetime.combine(day, clock, tzinfo=first.tzinfo))


def _something_before(making: Making) -> None:
    """Let something be told, or another massage be, on this phone before."""
    phone, dice = making.phone, making.dice
    now = phone.now
    earlier = now - timedelta(hours=dice.choice((0.2, 0.6, 3, 23, 23.9, 25, 60)))
    if earlier < making.household.home.made_at:
        return
    phone.now = earlier
    (between.is_told if dice.random() < 0.5 else between.another_massage)(making)
    phone.now = now
    making.is_plain = True


def _planned_on_the_pages(making: Making) -> bool:
    """Plan it on the pages, some time after the shelf was fetched; the form that begins it is noted."""
    phone, dice = making.phone, making.dice
    phone.now += timedelta(minutes=dice.choice((1, 5, 50, 300, 2000)))
    if dice.random() < 0.4:
        between.form(making)
        making.is_plain = True
    return _on_the_pages(making, frozenset())


def _planned_before_the_shelf(making: Making) -> bool:
    """Plan it on the pages before the shelf was made: what was found shortly before that the plan may not know."""
    phone, dice, household = making.phone, making.dice, making.household
    making.is_later = True
    phone.now -= dice.choice((1.2, 1.2, 2, 10)) * SHORTLY
    unknown = frozenset(fact for one in household.lately for fact in one.facts())
    is_born = phone.now.date() >= household.home.child.birth.born_date
    return is_born and _on_the_pages(making, unknown)


def _on_the_pages(making: Making, unknown: frozenset[Fact]) -> bool:
    phone, dice = making.phone, making.dice
    told = Answered(phone.now, good(dice), is_here=False)
    phone.send_form(told)
    now = phone.situation(without=unknown)
    if making.is_later:
        ended = [row.ended_at for row in making.household.tears]
        now = replace(now, crying_stops=tuple(at for at in now.crying_stops if at not in ended))
    goal = Goal(dice.choice([str(one) for one in Goal])) if dice.random() < 0.5 else None
    plan = planner.plan(content().craft, now, Wish(goal), phone.so_far())
    making.steps = tuple(
        (item.technique.id, str(side or "")) for item in plan.items for side in (item.sides or (None,))
    )
    making.session = phone.new()
    making.met.add("planned on the pages")
    return bool(making.steps)


def _comes_the_shelf(making: Making) -> None:
    """Let the phone fetch its shelf after the massage was planned; what the phone had told is known by then, or not."""
    phone, dice, home = making.phone, making.dice, making.household.home
    making.met.add("a later shelf")
    for told_then in making.household.lately:
        if dice.random() < 0.3:
            phone.now = told_then.at
            session = phone.new()
            phone.ask(session, told_then)
            phone.named[session] = milliseconds(home.made_at) - 1
        else:
            phone.answered.append(told_then)
    if making.household.tears:
        making.comes("tears before the shelf")
        if dice.random() < 0.5:
            phone.now = home.made_at - SHORTLY / 2
            phone.write(COUNTED, "started", cried_today=False)
            phone.write(COUNTED, "cue", cue="crying")
            phone.write(COUNTED, "cue", cue="end")
            phone.named[COUNTED] = milliseconds(home.made_at) - 1
    if making.household.lately:
        making.comes("found before the shelf")
    if dice.random() < 0.3:
        phone.now = home.made_at - timedelta(seconds=30)
        phone.send_form(Answered(phone.now, between.other(good(dice), dice), is_here=False))
        making.comes("answered before the shelf")
    making.shelf_knows = tuple(phone.answered)
    if dice.random() < 0.5:
        phone.named[making.session] = milliseconds(home.made_at) - 1
    phone.now = home.made_at + timedelta(seconds=1)


# What is so in the end


def _as_left(making: Making, planned_at: datetime, last: datetime) -> Left:
    phone, home, dice = making.phone, making.household.home, making.dice
    practice = dice.random() < 0.04
    for row in phone.writes if practice else ():
        row["practice"] |= row["session"] == making.session
    if practice:
        making.comes("practice")
    if phone.now.date() != planned_at.date():
        making.met.add("another day")
    until = home.shelf["until"]
    if row_of(home, phone.now) is not row_of(home, planned_at) or f"{phone.now:%Y-%m-%d}" >= until:
        making.comes("another kind of day")
    if phone.now.date() != phone.shown.date():
        making.met.add("by another day")
    checks = making.shelf_knows
    row = {
        "session": making.session,
        "practice": practice,
        "steps": making.steps,
        "writes": phone.writes,
        "named": phone.named,
        "form": None if phone.form_at is None else milliseconds(phone.form_at),
        "seen": {making.session: milliseconds(last)},
        "fetched": milliseconds(home.made_at),
        "now": milliseconds(phone.shown),
        "free": free.of(home, checks) if making.is_later else [],
    }
    quiet = phone.shown - last
    is_plain = making.is_plain and timedelta() <= quiet < COUNTS_FOR and not _waits(home, phone.now)
    return Left(row, making.steps, phone.situation(), quiet, frozenset(making.met), is_plain)
