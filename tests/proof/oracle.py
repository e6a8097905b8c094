"""The second evaluator: the table, the raw technique files and a child give what may be done. It shares no code with the program."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import NamedTuple

from tests.proof import ages, facts, selectors, table
from tests.proof.ages import Ages
from tests.proof.facts import DAY, HOUR, Asked, Case, Happened, Oil
from tests.proof.selectors import Technique
from tests.proof.table import LEVELS, Row, TableError, Test, When

Places = tuple[tuple[str, str], ...]
"""Techniques side by side, in the order of the bits of a set: id, and side or ""."""

Lasts = Callable[[tuple[Happened, ...]], int | None]
"""For how many minutes from now a row speaks after what happened; None when no end is known."""

ARMS_AND_LEGS = ("arm.left", "arm.right", "leg.left", "leg.right")


@dataclass(slots=True)
class Look:
    """One case as rows look at it: sets are whole numbers (see table.Look)."""

    ages: Ages
    stage: str
    gestation: int
    weight: int | None
    conditions: int
    yeses: int
    seen: int
    navel_healed: bool
    happened: tuple[Happened, ...]
    kinds: int
    is_asked: bool
    all_answered: bool
    answers: int
    signs: int
    stops: tuple[int, ...]
    cares: tuple[int, ...]
    test: str = ""
    min_days: int = 0
    sessions: int = 0
    oil_ago: tuple[int, ...] = ()
    allergy_in_family: bool = False


@dataclass(frozen=True)
class Rule:
    """One row made ready: when it speaks, what it leaves out at each stage, which parts it asks for, for how long."""

    row: Row
    when: When
    out: Mapping[str, int]
    kept: int
    by_part: Callable[[str, str], int] | None
    lasts: Lasts | None
    minutes: int | None

    def left_out(self, look: Look) -> int:
        """Return what the row leaves out for this child; it must hold."""
        out = self.out[look.stage]
        if self.by_part is not None:
            for event in self.when.events(look):
                out |= self.by_part(look.stage, event.part)
        return out & ~self.kept

    def says(self, look: Look) -> Says:
        """Return all that the row says about this child; it must hold."""
        if self.lasts is None and self.by_part is None:
            return self.always_says[look.stage]
        lasts = self.lasts and self.lasts(self.when.events(look))
        return Says(self.row.level, self.left_out(look), lasts, self.minutes)

    @cached_property
    def gravity(self) -> int:
        """The place of the row's level among the levels."""
        return LEVELS.index(self.row.level)

    @cached_property
    def always_says(self) -> Mapping[str, Says]:
        """What the row says at each stage when it names no part and no end."""
        return {
            stage: Says(self.row.level, out & ~self.kept, None, self.minutes)
            for stage, out in self.out.items()
        }


class Says(NamedTuple):
    """What a rule says: how grave, what it leaves out, for how many minutes from now (None: no end is known),
    and the longest massage it agrees to, in minutes (None: it names none)."""

    level: str
    out: int
    lasts: int | None
    minutes: int | None


class Opinion(NamedTuple):
    """What the oracle thinks: the allowed set, what each rule says, and the level that leads."""

    allowed: int
    by_rule: dict[str, Says]
    level: str


Concerned = tuple[tuple[Test, Rule], ...]


class Oracle:
    """The table over one list of techniques; `places` sets the order of the bits."""

    def __init__(self, known: Iterable[Technique], places: Places, rows: Iterable[Row] | None = None) -> None:
        self.places = places
        self._known = {technique.id: technique for technique in known}
        self._parts = table.parts()
        self._zones = frozenset().union(*(self._zones_of(place, "") for place in places))
        self._by_zones: dict[tuple[frozenset[str], str], int] = {}
        self.all = (1 << len(places)) - 1
        ready = [self._ready(row) for row in (table.rows() if rows is None else rows)]
        self.rules = tuple(rule for rule in ready if not rule.row.never.startswith("oil"))
        self._needing: dict[tuple[str, int], Concerned] = {}
        self.timed = frozenset(rule.row.rule for rule in self.rules if rule.lasts)
        self.oil_rules = tuple(rule for rule in ready if rule.row.never.startswith("oil"))

    def with_rows(self, rows: Iterable[Row]) -> Oracle:
        """Return an oracle over the same techniques that knows these rows alone."""
        return Oracle(self._known.values(), self.places, rows)

    def opinion(self, case: Case) -> Opinion:
        """Return what may be done with this child now, and why not the rest."""
        look = look_at(case)
        out, by_rule, gravest = 0, dict[str, Says](), 0
        for holds, rule in self._concerned(look):
            if holds(look):
                said, name = rule.says(look), rule.row.rule
                out |= said.out
                gravest = max(gravest, rule.gravity)
                if name in by_rule:
                    said = said._replace(out=said.out | by_rule[name].out)
                by_rule[name] = said
        return Opinion(self.all & ~out, by_rule, LEVELS[gravest])

    def _concerned(self, look: Look) -> Concerned:
        """Return the rules that may speak: most need a condition, a sign, an answer or a happening to."""
        found = self._those_needing("", 0) + self._those_needing("answers", look.answers)
        if look.conditions:
            found += self._those_needing("conditions", look.conditions)
        if look.signs:
            found += self._those_needing("signs", look.signs)
        return found + self._those_needing("kinds", look.kinds) if look.kinds else found

    def _those_needing(self, kind: str, bits: int) -> Concerned:
        found = self._needing.get((kind, bits))
        if found is None:
            found = tuple(
                (rule.when.holds, rule)
                for rule in self.rules
                if rule.when.needs[0] == kind and (not kind or rule.when.needs[1] & bits)
            )
            self._needing[kind, bits] = found
        return found

    def oil(self, case: Case, wish: Oil) -> tuple[frozenset[str], int]:
        """Return the rules against this product today, and the places it may be used in at any time."""
        look = look_at(case)
        look.test, look.min_days, look.sessions = wish.test, wish.min_days, wish.sessions
        look.oil_ago, look.allergy_in_family = wish.oil_ago, wish.allergy_in_family
        against, never = set(), 0
        for rule in self.oil_rules:
            if rule.when.holds(look):
                if rule.row.rule:
                    against.add(rule.row.rule)
                else:
                    never |= rule.out[look.stage]
        return frozenset(against), self.all & ~never

    def _ready(self, row: Row) -> Rule:
        """Make one row ready; TableError names the row that cannot be read."""
        try:
            when = table.when(row.when)
            pieces = [text.strip() for text in row.never.split(";")]
            by_part = next((self._part_selector(text) for text in pieces if text.startswith("its")), None)
            minutes = next((int(text.split()[2]) for text in pieces if text.startswith("longer")), None)
            plain = [text for text in pieces if not text.startswith(("its", "longer"))]
            out = {stage: self._all_of(plain, stage) for stage in ages.STAGES}
            return Rule(
                row,
                when,
                out,
                self._kept(row.keeps),
                by_part,
                _lasts(row.until, heeds_still=" still" in row.when),
                minutes,
            )
        except TableError as error:
            raise TableError(f"never.csv, row {row.id}: {error}") from error

    def _all_of(self, texts: Iterable[str], stage: str) -> int:
        found = 0
        for text in texts:
            found |= self._selector(text, stage)
        return found

    def _selector(self, text: str, stage: str) -> int:
        """Return the techniques that one selector of `never` names, for children of this stage."""
        word, _, rest = text.partition(" ")
        if word == "zone":
            return self._entering(_spelt_out(table.listed(rest)), ages.BUILDS[stage])
        is_chosen = selectors.chosen(text)
        return self._those(lambda one: is_chosen(one, stage))

    def _part_selector(self, text: str) -> Callable[[str, str], int]:
        """Read `its part, unknown: ...`; the answer depends on the stage and the part."""
        found = re.fullmatch(r"its part, unknown: (arms and legs|every zone)", text)
        if not found:
            raise TableError(f"“{text}” does not say what an unknown part means.")
        everywhere = (
            frozenset().union(*(self._parts[limb] for limb in ARMS_AND_LEGS))
            if found[1] == "arms and legs"
            else self._zones
        )

        def chosen(stage: str, part: str) -> int:
            return self._entering(self._parts[part] if part else everywhere, ages.BUILDS[stage])

        return chosen

    def _entering(self, zones: frozenset[str], build: str) -> int:
        key = zones, build
        if key not in self._by_zones:
            self._by_zones[key] = sum(
                1 << bit
                for bit, place in enumerate(self.places)
                if not zones.isdisjoint(self._zones_of(place, build))
            )
        return self._by_zones[key]

    def _zones_of(self, place: tuple[str, str], build: str) -> frozenset[str]:
        """Return the zones entered on a build; on every build when none is named."""
        by_build, side = self._known[place[0]].zones, place[1]
        if build:
            return by_build[build][side]
        return frozenset().union(*(sides[side] for sides in by_build.values()))

    def _those(self, test: Callable[[Technique], bool]) -> int:
        return sum(1 << bit for bit, (name, _) in enumerate(self.places) if test(self._known[name]))

    def _kept(self, text: str) -> int:
        if text in selectors.FIXED:
            return self._selector(text, "")
        names = frozenset(table.listed(text))
        return self._those(lambda one: one.id in names)


def _spelt_out(names: Iterable[str]) -> frozenset[str]:
    """Return zones with `thigh.*` written as both sides."""
    return frozenset(
        name.replace("*", side) for name in names for side in (("left", "right") if "*" in name else ("",))
    )


def _lasts(text: str, *, heeds_still: bool) -> Lasts | None:
    """Read `until`: `in 10 minutes`, `72 hours after`, or nothing when no end can be told.

    A row that also speaks of what still is knows no end while it is.
    """
    if not text:
        return None
    found = re.fullmatch(r"(in )?(\d+) (minutes|hours|days)( after)?", text)
    if not found or bool(found[1]) is bool(found[4]):
        raise TableError(f"“{text}” does not say until when.")
    span = int(found[2]) * {"minutes": 1, "hours": HOUR, "days": DAY}[found[3]]
    if found[1]:
        return lambda _events: span

    def left(events: tuple[Happened, ...]) -> int | None:
        """Return what is left of the span after the latest."""
        is_open = heeds_still and any(event.still for event in events)
        return None if is_open else max(span - event.ago for event in events)

    return left


def look_at(case: Case) -> Look:
    """Return a case as rows look at it."""
    counted = ages.ages(case.born, case.gestation, case.today)
    stage = "before-term" if "neonatal-unit" in case.conditions else counted.stage
    asked = case.asked
    return Look(
        counted,
        stage,
        ages.counted(case.gestation),
        case.weight,
        _condition_bits(case.conditions),
        _condition_bits(case.yeses),
        _seen_bits(case.seen),
        case.navel_healed,
        case.happened,
        table.HAPPENINGS.bits(one.what for one in case.happened) if case.happened else 0,
        asked is not None,
        asked is not None and all(asked[:5]),
        0 if asked is None else _answer_bits(asked),
        0 if asked is None else _sign_bits(asked.signs),
        case.stops,
        case.cares,
    )


@lru_cache(maxsize=50_000)
def _condition_bits(names: frozenset[str]) -> int:
    return table.CONDITIONS.bits(names)


@cache
def _seen_bits(names: frozenset[str]) -> int:
    return table.MILESTONES.bits(names)


@cache
def _sign_bits(names: frozenset[str]) -> int:
    return table.SIGNS.bits(names)


@lru_cache(maxsize=50_000)
def _answer_bits(asked: Asked) -> int:
    """Return the answers as they count: the last of each question's answers where none was given."""
    counted = {
        question: getattr(asked, question) or answers[-1] for question, answers in facts.ANSWERS.items()
    }
    return table.ANSWERS.bits(f"{question} {answer}" for question, answer in counted.items())
