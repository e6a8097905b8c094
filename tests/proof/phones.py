"""A phone on which a massage is left, told in order: what it writes down, and what is so meanwhile for the rules."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from handsong.core import readiness
from handsong.core.child import Fact
from handsong.core.progress import Progress, Recent
from handsong.core.readiness import QUESTIONS, Answers, Well
from handsong.core.situation import Situation
from handsong.render.offline import Asked
from tests.proof import shelf_homes
from tests.proof.shelf_homes import A_DAY, Home

COUNTS_FOR = timedelta(minutes=30)
"""How long answers count, and a massage that was left (domain reference 6)."""

CHILD = "of-the-child"

Step = tuple[str, str]
"""A technique and its side."""


@dataclass(frozen=True)
class Answered:
    """What was answered to the questions at a moment; `is_here` where this phone wrote it down."""

    at: datetime
    answers: Mapping[str, str]
    signs: tuple[str, ...] = ()
    found: tuple[Mapping[str, Any], ...] = ()
    is_here: bool = True

    def value(self) -> Answers:
        """Return what the rules are asked with: what nobody answered counts as its best answer."""
        given: dict[str, Any] = {
            name: kind(self.answers[name]) for name, kind in QUESTIONS.items() if self.answers.get(name)
        }
        if self.answers.get("skin") == "something" and not self.found:
            given.pop("skin")
        return Answers(signs=frozenset(self.signs), **(dict(readiness.BEST) | given))

    def facts(self) -> Iterable[Fact]:
        """Go through what it leaves behind for later."""
        yield from (shelf_homes.fact(one, self.at) for one in self.found)
        well = self.answers.get("well")
        told = Answers(well=Well(well) if well else None, signs=frozenset(self.signs))
        yield from readiness.remembered(told, self.at)


@dataclass
class Phone:
    """One phone and its child while time passes: `now` is the true time, `set_back` how far its clock is behind it.

    `ended` and `own` are its other massages, as the rules and as a shelf is told of them.
    """

    home: Home
    dice: random.Random
    now: datetime
    set_back: timedelta = timedelta()
    writes: list[dict[str, Any]] = field(default_factory=list)
    answered: list[Answered] = field(default_factory=list)
    ended: list[Recent] = field(default_factory=list)
    own: list[dict[str, Any]] = field(default_factory=list)
    named: dict[str, int] = field(default_factory=dict)
    form_at: datetime | None = None
    made: int = 0

    @property
    def shown(self) -> datetime:
        """What the phone's clock shows."""
        return self.now - self.set_back

    def new(self) -> str:
        """Return the name of a session that is made now: it begins with the time."""
        self.made += 1
        name = f"{milliseconds(self.shown):012x}"
        return f"{name[:8]}-{name[8:]}-7000-8000-{self.made:012x}"

    def write(self, session: str, kind: str, *, practice: bool = False, **body: Any) -> None:
        """Write an event down."""
        number = sum(row["session"] == session for row in self.writes)
        row = {"session": session, "number": number, "at": milliseconds(self.shown), "kind": kind}
        self.writes.append({**row, "body": body, "child": CHILD, "practice": practice})

    def ask(self, session: str, told: Answered, *, practice: bool = False) -> None:
        """Write down what was answered here."""
        day = f"{self.shown:%Y-%m-%d}"
        body = {"day": day, "answers": told.answers, "signs": told.signs, "found": told.found}
        self.write(session, "asked", practice=practice, **body)
        if not practice:
            self.answered.append(told)

    def send_form(self, *told: Answered) -> None:
        """Send a form to the server: the phone knows that it did, and nothing of what it told."""
        self.form_at = self.shown
        self.answered += told

    def end(self, session: str, how: str) -> None:
        """End another session of this phone, with this cue."""
        self.write(session, "cue", cue=how)
        self.write(session, "cue", cue="end")
        cried, cared = how == "crying", how == "something-wrong"
        self.ended.append(shelf_homes.ended(self.now, cried=cried, cared=cared))
        flags = {"cried": cried, "needed_care": cared, "was_stopped": cried}
        day = {"day": f"{self.shown:%Y-%m-%d}", "ended_at": self.shown.timestamp(), "minutes": 0.0}
        self.own.append({"session": session, **day, **flags})

    def asked(self, answers: Mapping[str, str], goal: str = "") -> Asked:
        """Return what the shelf is asked with now, by a clock that is right."""
        told = [
            {
                "at": one.at.timestamp(),
                "day": f"{one.at:%Y-%m-%d}",
                "answers": one.answers,
                "signs": one.signs,
                "found": one.found,
            }
            for one in self.answered
            if one.is_here
        ]
        missed = self.form_at is not None and self.form_at > self.home.made_at
        shown = {"now": self.now.timestamp(), "day": f"{self.now:%Y-%m-%d}"}
        return Asked("s", **shown, answers=answers, goal=goal, own=self.own, told=told, missed=missed)

    def so_far(self) -> Progress:
        """Return the child's past without the massage that was left: its own tears do not count against it."""
        recent = sorted((*self.home.so_far.recent, *self.ended), key=lambda row: row.ended_at)
        return replace(self.home.so_far, recent=tuple(recent))

    def situation(self, *, without: frozenset[Fact] = frozenset()) -> Situation:
        """Return the child now as the rules see it: answers count for half an hour, signs for a day."""
        facts = [fact for fact in self.home.child.facts if fact not in without]
        facts += [fact for one in self.answered for fact in one.facts()]
        lately = [one for one in self.answered if self.now - one.at < A_DAY]
        fresh = [one for one in lately if self.now - one.at < COUNTS_FOR]
        newest = fresh[-1].value() if fresh else Answers(**readiness.BEST)
        signs = self.home.flags(self.now).union(*(one.signs for one in lately))
        child, so_far = replace(self.home.child, facts=tuple(facts)), self.so_far()
        stops, cares = so_far.crying_stops(self.now), so_far.care_endings(self.now)
        return Situation(child, self.now, replace(newest, signs=signs), stops, cares)


def milliseconds(at: datetime) -> int:
    """Return a moment as the page counts time."""
    return round(at.timestamp() * 1000)
