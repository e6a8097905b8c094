"""The days ahead of one child: what the rules and the planner would say on each, for each answer.

A phone without a network looks up what stands here and takes away; it holds no rule. Facts only
fade and waits only end while a day passes, so each day is judged as its first moment is: what
ends at noon counts all day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import product
from typing import Any

from handsong.core import planner, readiness, rules, safety
from handsong.core.body import PARTS, Side
from handsong.core.child import Child, Fact, Happening
from handsong.core.findings import Finding, Level, Verdict
from handsong.core.plan import Craft, Plan, Wish
from handsong.core.progress import Progress
from handsong.core.readiness import QUESTIONS, Answers, Feed, State, Well
from handsong.core.score.model import Touch
from handsong.core.situation import Situation
from handsong.core.technique import Goal, Technique

DAYS_OF_THE_YOUNG, DAYS = 14, 60
YOUNG_UNDER_MONTHS = 3
"""How many days ahead are told: fewer while a child changes fast."""

MOST_HOLDS = 3
"""How many holds are kept at hand for when a plan cannot be used."""

PLANNED = ("state", "feed")
"""The questions whose answers make another plan; what is found on the skin takes away from one."""

END_OF_DAY = time(23, 59)


@dataclass(frozen=True)
class Kind:
    """A kind of happening as it is asked about: with its place, with its day, and whether it stays."""

    what: Happening
    asks_part: bool
    asks_when: bool
    stays_open: bool


@dataclass(frozen=True)
class Asking:
    """What may be told of this child besides the answers: signs, and what has happened; what may be hoped for."""

    signs: tuple[str, ...]
    kinds: tuple[Kind, ...]
    goals: tuple[Goal, ...] = ()


@dataclass(frozen=True)
class Known:
    """What is known now: the child, its sessions, red flags that still stand at a moment, what may be told then.

    `hoped` are techniques that come before others, such as those of a course.
    """

    child: Child
    so_far: Progress
    flags: Callable[[datetime], frozenset[str]]
    asking: Callable[[Situation], Asking]
    hoped: Callable[[Situation], tuple[str, ...]] = lambda _: ()


@dataclass(frozen=True)
class Effect:
    """What one answer changes: how grave it is, what it leaves out, for how many minutes, and why.

    `leaves_out` is a set of techniques, side by side; `minutes` is None where no end is known.
    """

    level: Level = Level.FINE
    leaves_out: int = 0
    minutes: float | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Planned:
    """A plan, and the answers and the goal it is for."""

    answers: Mapping[str, str]
    goal: str
    plan: Plan


Answer = tuple[str, str]
"""A question and one of its answers, such as ("state", "asleep") or ("found", "rash.leg.left")."""


@dataclass(frozen=True)
class Day:
    """Consecutive days that are alike, from `start` until before `end`.

    `base` is what holds whatever is answered. `effects` gives what each answer changes, by the days since it
    was so; `together` what several make graver than each by itself. `holds` is a plan of still hands,
    `meanwhile` are holds that may be fine while a massage waits.
    """

    start: date
    end: date
    now: Situation
    asks: tuple[str, ...]
    signs: tuple[str, ...]
    kinds: tuple[Kind, ...]
    base: Verdict
    plans: tuple[Planned, ...]
    effects: Mapping[Answer, tuple[tuple[int, Effect], ...]]
    together: tuple[tuple[tuple[Answer, ...], Effect], ...]
    holds: Plan | None
    meanwhile: tuple[tuple[Technique, Side | None], ...]
    minutes: float


def last_day(child: Child, today: date, now: Situation) -> date:
    """Return the first day that is no longer told of."""
    return today + timedelta(days=DAYS_OF_THE_YOUNG if now.age.is_under_months(YOUNG_UNDER_MONTHS) else DAYS)


def days(craft: Craft, known: Known, now: datetime, zone: tzinfo) -> list[Day]:
    """Return the days ahead, those that are alike as one."""
    today = now.date()
    end = last_day(known.child, today, _situation(known, now))
    found: list[Day] = []
    before: object = None
    for number in range((end - today).days):
        day = today + timedelta(days=number)
        moment = now if number == 0 else beginning(day, zone)
        here = _situation(known, moment)
        base = safety.check(craft.safety, here)
        key = _key(craft, known, here, base)
        if key == before:
            found[-1] = replace(found[-1], end=day + timedelta(days=1))
        else:
            found.append(_Making(craft, known, here, base).day(day))
        before = key
    return found


def beginning(day: date, zone: tzinfo) -> datetime:
    """Return the first moment of a day in this zone, with a fixed offset."""
    return datetime.fromisoformat(datetime.combine(day, time(), tzinfo=zone).isoformat())


def _situation(known: Known, moment: datetime) -> Situation:
    """Return the child at a moment, every question answered at its best; red flags stand for their day."""
    return Situation(
        known.child,
        moment,
        answers=Answers(signs=known.flags(moment), **readiness.BEST),
        crying_stops=known.so_far.crying_stops(moment),
        care_endings=known.so_far.care_endings(moment),
    )


def _key(craft: Craft, known: Known, here: Situation, base: Verdict) -> object:
    """Return what two days must have in common to be told as one: all that rules and planner look at."""
    # Findings say what is left out; ages are all that else changes by itself from one day to the next.
    numbers = {
        int(value)
        for rule in craft.safety.rules.values()
        for name, value in rule.numbers.items()
        if name.endswith("months")
    }
    ages = tuple(sorted(months for months in numbers if here.age.is_under_months(months)))
    spoken = tuple(
        (one.rule.id, one.where, one.level, one.scope, one.until if one.level.stops else None)
        for one in base.findings
    )
    return (
        here.stage,
        craft.band(here),
        ages,
        spoken,
        known.asking(here),
        known.so_far.minutes_on(here.now),
        here.crying_stops,
        here.care_endings,
    )


class _Making:
    """One day being worked out."""

    def __init__(self, craft: Craft, known: Known, here: Situation, base: Verdict) -> None:
        self.craft, self.known, self.here, self.base = craft, known, here, base
        self.answers = here.counted or Answers()
        self.free = safety.allowed(craft.library, here, base)
        self.asking = known.asking(here)
        self.hoped = known.hoped(here)
        self.said_anyway = {_said(finding) for finding in base.findings}

    def day(self, day: date) -> Day:
        """Return the day."""
        effects = dict(self._effects())
        return Day(
            start=day,
            end=day + timedelta(days=1),
            now=self.here,
            asks=tuple(question for question in QUESTIONS if question != "unit" or self._asks_the_unit()),
            signs=self.asking.signs,
            kinds=self.asking.kinds,
            base=self.base,
            plans=tuple(self._plans(effects)),
            effects=effects,
            together=tuple(self._together(effects)),
            holds=self._holds(),
            meanwhile=self._meanwhile(),
            minutes=self.craft.band(self.here).limits.a_day - self.known.so_far.minutes_on(self.here.now),
        )

    def _asks_the_unit(self) -> bool:
        rule = self.craft.safety["ask-unit"]
        return any(rules.ask_unit(rule, self.here))

    def _plans(self, effects: Mapping[Answer, tuple[tuple[int, Effect], ...]]) -> Iterator[Planned]:
        """Yield a plan for every goal, and for every combination of answers that stop nothing."""
        going_on = [
            [answer for answer in QUESTIONS[question] if not effects[question, str(answer)][0][1].level.stops]
            for question in PLANNED
        ]
        for chosen in product(*going_on) if not self.base.level.stops else ():
            answers = dict(zip(PLANNED, chosen, strict=True))
            for goal in (None, *self.asking.goals):
                plan = self._plan(Wish(goal, hoped=self.hoped), answers)
                if plan.items:
                    told = {name: str(value) for name, value in answers.items()}
                    yield Planned(told, str(goal or ""), plan)

    def _plan(self, wish: Wish, answers: Mapping[str, Any]) -> Plan:
        now = replace(self.here, answers=replace(self.answers, **answers))
        return planner.plan(self.craft, now, wish, self.known.so_far)

    def _holds(self) -> Plan | None:
        """Return a plan of nothing but still hands, short and gentle enough for any answer that goes on."""
        moving = frozenset(item.id for item in self.craft.library if item.touch is not Touch.HOLD)
        plan = self._plan(Wish(without=moving), {"state": State.ACTIVE_ALERT, "feed": Feed.UNDER_45})
        return plan if plan.items else None

    def _meanwhile(self) -> tuple[tuple[Technique, Side | None], ...]:
        """Return the holds that no finding leaves out, as they are taught, on the sides that are left."""
        if self.base.level is Level.EMERGENCY:
            return ()
        library = self.craft.library
        holds = [item for item in library if item.touch is Touch.HOLD and library.holds(self.free, item)]
        taught = sorted(holds, key=lambda item: (item.lesson, item.id))[:MOST_HOLDS]
        return tuple((item, side) for item in taught for side in library.sides(self.free, item) or (None,))

    def _effects(self) -> Iterator[tuple[Answer, tuple[tuple[int, Effect], ...]]]:
        """Yield what each answer changes that is not its question's best."""
        for question, answers in QUESTIONS.items():
            for answer in answers:
                effect = self._effect(safety.check(self.craft.safety, self._with(**{question: answer})))
                yield (question, str(answer)), ((0, effect),)
        for sign in self.asking.signs:
            yield ("signs", sign), ((0, self._of_signs(frozenset({sign}))),)
        for kind in self.asking.kinds:
            since = self._days_that_matter(kind)
            for part in ("", *(sorted(PARTS) if kind.asks_part else ())):
                yield ("found", f"{kind.what}.{part}".rstrip(".")), tuple(self._of_found(kind, part, since))

    def _with(self, **more: Any) -> Situation:
        return replace(self.here, answers=replace(self.answers, **more))

    def _of_signs(self, signs: frozenset[str], facts: tuple[Fact, ...] = ()) -> Effect:
        ticked = self._with(well=Well.NOT_QUITE, signs=signs | self.answers.signs)
        child = replace(ticked.child, facts=ticked.child.facts + facts)
        return self._effect(safety.check(self.craft.safety, replace(ticked, child=child)))

    def _of_found(self, kind: Kind, part: str, since: Iterable[int]) -> Iterator[tuple[int, Effect]]:
        """Yield what a happening changes by the days since, wherever that is another than a day before."""
        before: Effect | None = None
        for days_ago in since:
            fact = Fact(kind.what, so_long_ago(self.here.now, days_ago), part, is_open=kind.stays_open)
            child = replace(self.here.child, facts=(*self.here.child.facts, fact))
            told = safety.about(self.craft.safety, replace(self.here, child=child), kind.what)
            effect = self._effect(told, is_told_when=days_ago > 0)
            if effect != before:
                yield days_ago, effect
            before = effect

    def _days_that_matter(self, kind: Kind) -> list[int]:
        """Return the days since on which a rule about it may begin to be silent, and those before."""
        if not kind.asks_when:
            return [0, 1]
        hours = {
            int(rule.numbers["hours"])
            for rule in safety.waiting_for(self.craft.safety, kind.what)
            if "hours" in rule.numbers
        }
        return sorted({0, 1} | {number // 24 + more for number in hours for more in (0, 1)})

    def _effect(self, verdict: Verdict, *, is_told_when: bool = False) -> Effect:
        """Return what a verdict adds to what holds anyway."""
        fresh = tuple(finding for finding in verdict.findings if _said(finding) not in self.said_anyway)
        left_out = 0
        for finding in fresh:
            left_out |= self.craft.library.covered(finding.scope, self.here.build)
        stopping = [finding for finding in fresh if finding.level.stops]
        ends = [finding.until for finding in stopping if finding.until is not None]
        is_known = bool(ends) and len(ends) == len(stopping) and not is_told_when
        minutes = (max(ends) - self.here.now).total_seconds() / 60 if is_known else None
        level = max((finding.level for finding in fresh), default=Level.FINE)
        return Effect(level, left_out, minutes, fresh)

    def _together(
        self, effects: Mapping[Answer, tuple[tuple[int, Effect], ...]]
    ) -> Iterator[tuple[tuple[Answer, ...], Effect]]:
        """Yield what several signs, or signs and what was found, make graver than each by itself."""
        kinds = {kind.what: kind for kind in self.asking.kinds}
        seen: set[frozenset[Answer]] = set()
        for rule in self.craft.safety.rules.values():
            awaited = safety.RULES[rule.id].awaits(rule)
            groups = [sorted(group & set(self.asking.signs)) for group in rule.together]
            groups = [
                group
                for group, whole in zip(groups, rule.together, strict=True)
                if not whole & self.here.child.conditions
            ]
            happened = [
                kinds[what] for what in Happening if rule.together and what in awaited and what in kinds
            ]
            for signs in product(*groups):
                for found in [None, *happened]:
                    answers = [("signs", sign) for sign in signs]
                    answers += [("found", str(found.what))] if found else []
                    key = frozenset(answers)
                    if len(key) < 2 or key in seen:
                        continue
                    seen.add(key)
                    facts = (Fact(found.what, self.here.now, "", found.stays_open),) if found else ()
                    effect = self._of_signs(frozenset(signs), facts)
                    if effect.level > max(effects[answer][0][1].level for answer in key):
                        yield tuple(sorted(key)), effect


def _said(finding: Finding) -> object:
    return (finding.rule.id, finding.where, finding.until, finding.level, finding.scope)


def so_long_ago(now: datetime, days: int) -> datetime:
    """Return the latest moment of a day so long ago: the careful reading, since waits end later."""
    day = (now - timedelta(days=days)).date()
    return now if days == 0 else datetime.combine(day, END_OF_DAY, tzinfo=now.tzinfo)
