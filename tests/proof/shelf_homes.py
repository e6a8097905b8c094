"""Children with their shelves, and moments at which a shelf is asked, each with the same child as the rules would see it."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from functools import cache, partial
from typing import Any

from handsong.content import load, told
from handsong.content.values import Content
from handsong.core import outlook, readiness, safety
from handsong.core.child import Child, Fact, Happening
from handsong.core.cues import Cue, EndedBy, Response
from handsong.core.findings import Level
from handsong.core.outlook import Known
from handsong.core.progress import Progress, Recent
from handsong.core.readiness import QUESTIONS, Answers, Well
from handsong.core.situation import Situation
from handsong.render import shelf as shelves
from handsong.render import svg
from handsong.render.bundle import Order
from handsong.render.offline import Asked
from handsong.render.shelf import About
from tests.proof import histories, plans, program

A_DAY = timedelta(days=1)

Shelf = dict[str, Any]


@dataclass(frozen=True)
class Home:
    """One child when its shelf was made: what is known, what was ticked lately, and the shelf."""

    child: Child
    so_far: Progress
    made_at: datetime
    ticked: frozenset[str]
    ticked_at: datetime
    shelf: Shelf

    def flags(self, at: datetime) -> frozenset[str]:
        """Return the signs that still stand: those that lead to help, for a day."""
        if not self.ticked or at - self.ticked_at >= A_DAY:
            return frozenset()
        grades = safety.grades(content().craft.safety, Situation(self.child, at))
        return frozenset(sign for sign in self.ticked if grades.get(sign, Level.FINE) >= Level.TODAY)


@dataclass(frozen=True)
class Moment:
    """What is asked of a shelf, and the same as the rule book would be asked: how the child is, and its past."""

    at: datetime
    asked: Asked
    real: Situation
    so_far: Progress
    is_plain: bool


@cache
def content() -> Content:
    """Return the content of this repository."""
    return load.load()


@cache
def home_of(number: int) -> Home:
    """Return a child of the proof of plans, with its past and its shelf."""
    home = without_a_shelf(number)
    return replace(home, shelf=made(home))


def without_a_shelf(number: int) -> Home:
    """Return a child of the proof of plans, with its past; one in five is unwell or was so lately."""
    words = content()
    names = tuple(item.id for item in words.craft.library)
    wish, past = plans.wished(number, names)
    now = program.situation(wish.case)
    dice = random.Random(number * 7 + 1)  # noqa: S311 - cases, not secrets
    so_far = _with(histories.history(past, names, now.now), now)
    ticked = frozenset({dice.choice(words.signs).id}) if number % 7 == 0 else frozenset[str]()
    ticked_at = now.now - timedelta(hours=dice.choice((1, 10, 23)))
    left = readiness.remembered(Answers(well=Well.NOT_QUITE, signs=ticked), ticked_at) if ticked else ()
    child = replace(now.child, facts=(*now.child.facts, *left))
    return Home(child, so_far, now.now, ticked, ticked_at, {})


def _with(so_far: Progress, now: Situation) -> Progress:
    """Return the past with the sessions that crying or care ended."""
    more = [ended(at, cried=True) for at in now.crying_stops]
    more += [ended(at, cared=True) for at in now.care_endings]
    recent = sorted((*so_far.recent, *more), key=lambda row: row.ended_at)
    return replace(so_far, recent=tuple(recent))


def ended(at: datetime, *, cried: bool = False, cared: bool = False, minutes: float = 1.0) -> Recent:
    by = EndedBy.CARE if cared else EndedBy.BABY if cried else EndedBy.PLAN
    worst = Response.CHECK_HEALTH if cared else Response.STOP_FOR_NOW if cried else Response.GO_ON
    start = at - timedelta(minutes=minutes)
    return Recent(start, at, minutes, by, worst, Cue.ENJOYING, with_oil=False, cried=cried, needed_care=cared)


def made(home: Home, counted: Sequence[str] = ()) -> Shelf:
    """Return the shelf of a child as it is made; it knows these sessions to the end."""
    words = content()
    known = Known(home.child, home.so_far, home.flags, partial(told.asking, words))
    zone = home.made_at.tzinfo or UTC
    days = outlook.days(words.craft, known, home.made_at, zone)
    whom = {"id": "of-the-child", "name": "Ida", "colour": "clay"}
    order = Order(
        "", "Ida", "clay", days[0].now.stage, is_practice=False, cried_today=False, goal="", look=svg.Look()
    )
    about = About("1", "1", home.made_at, str(zone), 0, whom, order, (), home.so_far, counted)
    return shelves.shelf(days, about, words.craft, words.scripts["en"], lambda *_: "<svg />")


# What is asked


def moment_of(home: Home, dice: random.Random) -> Moment:
    """Return a moment of the shelf's days, or now and then after them, with answers, plain half of the time."""
    until = datetime.fromisoformat(home.shelf["until"]).date()
    span = (until - home.made_at.date()).days
    days = dice.choice((0, 0, 1, dice.randrange(span), dice.randrange(span), span + dice.randrange(40)))
    at = _at(home.made_at, days, dice)
    is_plain = dice.random() < 0.5
    row = next(
        (one for one in home.shelf["days"] if one["from"] <= f"{at:%Y-%m-%d}" < one["until"]),
        home.shelf["days"][-1],
    )
    answers = {name: str(readiness.BEST[name]) for name in row["asks"]}
    answers |= {
        "state": dice.choice(("quiet-alert", "active-alert")),
        "feed": dice.choice(("over-45", "under-45")),
    }
    goal = dice.choice(("", *(plan["goal"] for plan in row["plans"])))
    signs: list[str] = []
    found: list[dict[str, Any]] = []
    before: list[dict[str, Any]] = []
    own: list[dict[str, Any]] = []
    if not is_plain:
        signs, found = told_now(answers, row, dice)
        before = [_told_before(home, at, row, dice)] if dice.random() < 0.3 else []
        own = [_own(home, at, dice, number) for number in range(dice.choice((0, 0, 1, 2)))]
    asked = Asked("s", at.timestamp(), f"{at:%Y-%m-%d}", answers, signs, found, goal, None, own, before)
    now, so_far = real(home, asked, at)
    return Moment(at, asked, now, so_far, is_plain)


def _at(made_at: datetime, days: int, dice: random.Random) -> datetime:
    """Return a moment of a day: its first, its last, any; on the first day none before the shelf was made."""
    day = (made_at + timedelta(days=days)).date()
    clock = dice.choice((time(0, 0), time(23, 59, 59), time(dice.randrange(24), dice.randrange(60))))
    return max(made_at, datetime.combine(day, clock, tzinfo=made_at.tzinfo))


def told_now(
    answers: dict[str, str], row: Mapping[str, Any], dice: random.Random
) -> tuple[list[str], list[dict[str, Any]]]:
    """Change some answers, and return signs and finds; each is told in one case of three."""
    signs: list[str] = []
    found: list[dict[str, Any]] = []
    if dice.random() < 0.3:
        question = dice.choice(row["asks"])
        answers[question] = dice.choice((*map(str, QUESTIONS[question]), ""))
    if dice.random() < 0.3:
        answers["well"], signs = (
            "not-quite",
            dice.sample(row["signs"], min(len(row["signs"]), dice.choice((0, 1, 2)))),
        )
    if row["found"] and dice.random() < 0.6:
        answers["skin"] = "something"
        found = [find(row, dice) for _ in range(dice.choice((1, 1, 2)))]
    return signs, found


def find(row: Mapping[str, Any], dice: random.Random) -> dict[str, Any]:
    words = content()
    what = dice.choice(row["found"])
    kind = next(one for one in words.happenings if one.id == what)
    part = dice.choice(("", *words.words.part)) if kind.asks_part else ""
    days_ago = dice.choice((0, 1, 2, 3, 4, 6, 7, 8, 14, 41, 42, 43)) if kind.asks_when else 0
    return {"what": kind.id, "part": part, "days_ago": days_ago}


def _told_before(home: Home, at: datetime, row: Mapping[str, Any], dice: random.Random) -> dict[str, Any]:
    """Return what was answered on this phone before, since the shelf was made."""
    then = max(home.made_at, at - timedelta(hours=dice.choice((0.5, 5, 23, 25, 47, 60, 200))))
    answers = {name: str(readiness.BEST[name]) for name in row["asks"]}
    signs, found = told_now(answers, row, dice)
    return {
        "at": then.timestamp(),
        "day": f"{then:%Y-%m-%d}",
        "answers": answers,
        "signs": signs,
        "found": found,
    }


def _own(home: Home, at: datetime, dice: random.Random, number: int) -> dict[str, Any]:
    """Return a session of this phone, since the shelf was made."""
    ended_at = max(home.made_at, at - timedelta(hours=dice.choice((0.5, 3, 20, 23.5, 24, 25, 40))))
    cried, cared = dice.random() < 0.5, dice.random() < 0.2
    return {
        "session": f"own-{number}",
        "ended_at": ended_at.timestamp(),
        "day": f"{ended_at:%Y-%m-%d}",
        "minutes": float(dice.choice((0, 3, 9, 25))),
        "cried": cried and not cared,
        "needed_care": cared,
        "was_stopped": cried and not cared,
    }


# What is so


def real(home: Home, asked: Asked, at: datetime) -> tuple[Situation, Progress]:
    """Return the same child at that moment as the rule book would be asked, had there been a network."""
    zone = home.made_at.tzinfo
    facts = [*home.child.facts, *(fact(one, at) for one in asked.found)]
    signs = {*asked.signs, *home.flags(at)}
    for before in asked.told:
        then = datetime.fromtimestamp(before["at"], zone)
        facts += [fact(one, then) for one in before["found"]]
        well = before["answers"]["well"]
        answered = Answers(well=Well(well) if well else None, signs=frozenset(before["signs"]))
        facts += readiness.remembered(answered, then)
        signs |= set(before["signs"]) if at - then < A_DAY else set()
    given: dict[str, Any] = {
        name: kind(asked.answers[name]) for name, kind in QUESTIONS.items() if asked.answers.get(name)
    }
    if asked.answers.get("skin") == "something" and not asked.found:
        given.pop("skin")
    more = [
        ended(
            datetime.fromtimestamp(one["ended_at"], zone),
            cried=one["cried"],
            cared=one["needed_care"],
            minutes=one["minutes"],
        )
        for one in asked.own
    ]
    recent = sorted((*home.so_far.recent, *more), key=lambda row: row.ended_at)
    so_far = replace(home.so_far, recent=tuple(recent))
    answers = Answers(signs=frozenset(signs), **given)
    child = replace(home.child, facts=tuple(facts))
    return Situation(child, at, answers, so_far.crying_stops(at), so_far.care_endings(at)), so_far


def fact(found: Mapping[str, Any], told_at: datetime) -> Fact:
    """Return a find as the pages write it down: the latest moment of its day."""
    row = next(one for one in content().happenings if one.id == found["what"])
    day = (told_at - timedelta(days=found["days_ago"])).date()
    at = datetime.combine(day, time(23, 59), tzinfo=told_at.tzinfo) if found["days_ago"] else told_at
    return Fact(Happening(row.id), at, found["part"], is_open=row.stays_open)
