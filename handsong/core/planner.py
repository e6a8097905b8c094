"""How a plan is made: what fits this child now, in which order, and why, technique by technique.

Safety speaks first and is weighed against nothing. What it leaves free is ranked by what the
family hopes for and what the child enjoyed, and fitted into the time there is. The same input
gives the same plan. The promises are written out in docs/algorithms/planner.md.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import dropwhile

from handsong.core import product, progress, safety
from handsong.core.age import Stage
from handsong.core.body import Position, Region, Side
from handsong.core.findings import Finding, Level, Verdict
from handsong.core.plan import Craft, Item, LeftOut, Plan, Wish
from handsong.core.progress import GROUPS, Progress
from handsong.core.score.model import Touch
from handsong.core.situation import Situation
from handsong.core.technique import Element, Tag, Technique

OPENING_SECONDS = 30.0
"""To settle, show the hands, ask and wait for an answer (domain reference 1.3)."""

MOST_NEW = 2
"""New techniques in one session, the closing hold counted, whatever the age."""

MOST_POSITIONS = 2
"""One change of position at most: no jumping."""

REGION_ORDER = (
    Region.LEGS,
    Region.FEET,
    Region.TUMMY,
    Region.CHEST,
    Region.ARMS,
    Region.HANDS,
    Region.FACE,
    Region.HEAD,
    Region.SHOULDERS,
    Region.NECK,
    Region.BACK,
    Region.BOTTOM,
    Region.WHOLE,
)
"""Where touch is most welcome comes first (ology-leg, iaim-ho)."""

HOLDS_FIRST = frozenset({Stage.BEFORE_TERM, Stage.NEWBORN})
"""Still, contained touch of the whole child comes first here (rcn-nicu, hse-prem, mod-newborn)."""

EVIDENCE_ORDER = ("high", "moderate", "low", "very-low", "none")

SMALL_OR_EARLY = "born-small-or-early"

STILL_HANDS_FIRST = frozenset({"active-alert", "easily-overwhelmed"})
"""Rules that let a massage begin with a hold (braz, h2m)."""


def plan(craft: Craft, now: Situation, wish: Wish, so_far: Progress) -> Plan:
    """Return the plan for this child now, after what was so far.

    Nothing is planned from WAIT upwards, when the day's touch has been enough, or when no hold
    that could close the session fits.
    """
    verdict = safety.check(craft.safety, now)
    if verdict.level.stops:
        return _no_plan(craft, now, verdict)
    minutes, note = _minutes(craft, now, wish, verdict, so_far)
    if minutes <= 0:
        enough = craft.planning["enough-today"].finding(until=_tomorrow(now.now), level=Level.WAIT)
        return _no_plan(craft, now, Verdict((enough, *verdict.findings)))
    laid_out = _Layout(craft, now, wish, verdict, so_far).plan(minutes, note)
    if laid_out is not None:
        return laid_out
    nothing = craft.planning["nothing-fits"].finding(level=Level.WAIT)
    return _no_plan(craft, now, Verdict((nothing, *verdict.findings)))


def _no_plan(craft: Craft, now: Situation, verdict: Verdict) -> Plan:
    """Return a plan without items: why, until when, and which hold is fine meanwhile."""
    library = craft.library
    stopping = [finding for finding in verdict.findings if finding.level.stops]
    ends = [finding.until for finding in stopping if finding.until is not None]
    free = safety.allowed(library, now, verdict)
    holds = (item for item in library if item.touch is Touch.HOLD and library.holds(free, item))
    why = safety.leading(library, now, verdict)
    return Plan(
        level=verdict.level,
        items=(),
        seconds=0.0,
        findings=verdict.findings,
        left_out=tuple(LeftOut(technique, why.get(technique.id, stopping[0])) for technique in library),
        until=max(ends) if len(ends) == len(stopping) else None,
        meanwhile=None if verdict.level is Level.EMERGENCY else min(holds, key=_as_taught, default=None),
    )


def _minutes(
    craft: Craft, now: Situation, wish: Wish, verdict: Verdict, so_far: Progress
) -> tuple[float, Finding]:
    """Return the minutes there are, and why. What the family names is a ceiling, never a target."""
    limits = craft.band(now).limits
    ceilings = [
        (progress.length(so_far, limits), "length-grows"),
        (limits.a_day - so_far.minutes_on(now.now), "length-today"),
    ]
    ceilings += [
        (finding.rule.numbers["longest"], "length-careful")
        for finding in verdict.findings
        if "longest" in finding.rule.numbers
    ]
    minutes, reason = min(ceilings)
    if wish.minutes is not None and wish.minutes <= minutes:
        minutes, reason = wish.minutes, "length-wished"
    return minutes, craft.planning[reason].finding(where=f"{minutes:g}")


def _tomorrow(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


Rank = tuple[int, int, int, int, str]


def _is_quiet(technique: Technique) -> bool:
    return Element.STIMULATION not in technique.elements


def _as_taught(technique: Technique) -> Rank:
    """Rank as it is taught: region, kind of touch, lesson; evidence breaks what ties remain."""
    return (
        REGION_ORDER.index(technique.region),
        list(Touch).index(technique.touch),
        technique.lesson,
        EVIDENCE_ORDER.index(technique.evidence),
        technique.id,
    )


class _Layout:
    """One plan being laid out: what fits, what was taken so far, and why the rest was not."""

    def __init__(
        self,
        craft: Craft,
        now: Situation,
        wish: Wish,
        verdict: Verdict,
        so_far: Progress,
    ) -> None:
        self.library, self.say = craft.library, craft.planning
        self.now, self.wish, self.verdict, self.so_far = now, wish, verdict, so_far
        self.free = safety.allowed(craft.library, now, verdict)
        self.fitting = [item for item in craft.library if craft.library.holds(self.free, item)]
        self.goal = wish.goal if any(wish.goal in item.goals for item in self.fitting) else None
        self.with_oil = wish.oil is not None and not product.check(craft.oil, wish.oil).findings
        speaking = {finding.rule.id for finding in verdict.findings}
        self.small = SMALL_OR_EARLY in speaking
        self.still_first = not speaking.isdisjoint(STILL_HANDS_FIRST)
        self.moving = {
            _group(item) for item in self.fitting if item.touch is Touch.MOVEMENT and self._serves(item)
        }
        self.new_in_body = craft.band(now).new
        self.hoped = self._hoped()
        self.closing: Technique | None = None
        self.seconds_left = 0.0
        self.taken: list[Technique] = []
        self.not_taken: dict[str, Finding] = {}

    def plan(self, minutes: float, note: Finding) -> Plan | None:
        """Return the plan: what fits, best first, before the closing, which is never cut.

        Return None where there is no time for the opening and a closing, or none may be done.
        """
        self.seconds_left = minutes * 60 - OPENING_SECONDS
        self.closing = min(self._closings(), key=self._closing_rank, default=None)
        if self.closing is None:
            return None
        self.seconds_left -= self._seconds(self.closing)
        for technique in self._ranked():
            self._take_or_say_why_not(technique)
        items = tuple(self._item(technique) for technique in [*self._in_order(), self.closing])
        inside = {item.technique.id for item in items}
        why_not = safety.leading(self.library, self.now, self.verdict) | self.not_taken
        unserved = (
            []
            if self.goal is self.wish.goal
            else [self.say["goal-not-served"].finding(where=str(self.wish.goal))]
        )
        return Plan(
            level=self.verdict.level,
            items=items,
            seconds=sum((item.seconds for item in items), OPENING_SECONDS),
            findings=(*self.verdict.findings, note, *unserved),
            left_out=tuple(
                LeftOut(technique, why_not[technique.id])
                for technique in self.library
                if technique.id not in inside
            ),
        )

    def _closings(self) -> list[Technique]:
        """Return the holds that may close the session and leave no minute over the time there is."""
        return [
            item
            for item in self.fitting
            if item.closes and item.id not in self.wish.without and self._seconds(item) <= self.seconds_left
        ]

    def _closing_rank(self, technique: Technique) -> tuple[bool, bool, int, str]:
        """Rank closing holds: a known one first; containment is kept for the body of the session."""
        contains = Tag.CONTAINMENT in technique.tags
        return (self._is_new(technique), contains, technique.lesson, technique.id)

    def _rank(self, technique: Technique) -> tuple[bool, bool, int, int, bool, Rank]:
        """Rank what fits: containment for a small baby; a voice; what is hoped for; liked, known, then new."""
        waits_for_a_voice = self._all_quiet() and _is_quiet(technique)
        not_containing = self.small and Tag.CONTAINMENT not in technique.tags
        hoped = (*self.hoped, technique.id).index(technique.id)
        familiarity = (technique.id not in self.so_far.liked) + self._is_new(technique)
        not_a_hold = self.now.stage in HOLDS_FIRST and technique.touch is not Touch.HOLD
        return (not_containing, waits_for_a_voice, hoped, familiarity, not_a_hold, _as_taught(technique))

    def _hoped(self) -> tuple[str, ...]:
        """Return what is hoped for and may come first; where holds come first, a stroke waits for one of them."""
        fitting = {item.id: item for item in self.fitting if item.id not in self.so_far.refused}
        hoped = [fitting[name] for name in self.wish.hoped if name in fitting]
        if self.now.stage in HOLDS_FIRST:
            hoped = list(dropwhile(lambda item: item.touch is not Touch.HOLD, hoped))
        return tuple(item.id for item in hoped)

    def _ranked(self) -> list[Technique]:
        """Return what may be taken, best first; the best hold before all else where still hands come first."""
        ranked = [item for item in sorted(self.fitting, key=self._rank) if item is not self.closing]
        if self.still_first:
            holds = (item for item in ranked if item.touch is Touch.HOLD and not self._reason_against(item))
            first = next(holds, None)
            ranked.sort(key=lambda item: item is not first)
        return ranked

    def _serves(self, technique: Technique) -> bool:
        return self.goal is None or self.goal in technique.goals

    def _leads_to_a_movement(self, technique: Technique) -> bool:
        """Whether it is the one stroke that goes before movements which serve the goal, in their own region."""
        first = not any(_group(item) is _group(technique) for item in self.taken)
        return first and technique.touch is Touch.STROKE and _group(technique) in self.moving

    def _has_no_stroke_before(self, movement: Technique) -> bool:
        strokes = {_group(item) for item in self.taken if item.touch is Touch.STROKE}
        return movement.touch is Touch.MOVEMENT and _group(movement) not in strokes

    def _take_or_say_why_not(self, technique: Technique) -> None:
        reason = self._reason_against(technique)
        if reason:
            self.not_taken[technique.id] = self.say[reason].finding()
        else:
            self.taken.append(technique)
            self.seconds_left -= self._seconds(technique)

    def _reason_against(self, technique: Technique) -> str:
        """Return the first planning rule that is against the technique today, or nothing."""
        against = {
            "declined": technique.id in self.wish.without,
            "refused-twice": technique.id in self.so_far.refused,
            "holds-after-two-stops": self.so_far.holds_only and technique.touch is not Touch.HOLD,
            "another-goal": not (self._serves(technique) or self._leads_to_a_movement(technique)),
            "one-closing": technique.closes and technique.lesson == 0,
            "one-region-first": self._brings_a_second_unknown_region(technique),
            "two-new-at-most": self._is_new(technique) and not self._may_take_something_new(),
            "no-jumping": self._needs_one_position_too_many(technique),
            "strokes-first": self._has_no_stroke_before(technique),
            "quiet-alone": _is_quiet(technique) and self._all_quiet(),
            "no-time-left": self._seconds(technique) > self.seconds_left,
        }
        return next((rule for rule, speaks in against.items() if speaks), "")

    def _brings_a_second_unknown_region(self, technique: Technique) -> bool:
        """Whether a region would come that is not known from two good sessions, beside another such."""
        group = _group(technique)
        unknown = {_group(item) for item in self.taken} - self.so_far.regions - {Region.WHOLE}
        return group not in {*self.so_far.regions, Region.WHOLE} and bool(unknown - {group})

    def _all_quiet(self) -> bool:
        """Whether nothing brings a voice, a look or a song yet: of three elements one is missing."""
        return all(_is_quiet(item) for item in (*self.taken, self.closing) if item)

    def _may_take_something_new(self) -> bool:
        new = sum(map(self._is_new, self.taken))
        closing = self.closing is not None and self._is_new(self.closing)
        return new + closing < MOST_NEW and new < self.new_in_body

    def _needs_one_position_too_many(self, technique: Technique) -> bool:
        positions = {item.position for item in [*self.taken, technique]} - {Position.ANY}
        return len(positions) > MOST_POSITIONS

    def _is_new(self, technique: Technique) -> bool:
        return technique.id not in self.so_far.known

    def _in_order(self) -> list[Technique]:
        """Return what was taken as it is done: one position after the other, movements last in each."""
        positions = sorted({item.position for item in self.taken} - {Position.ANY}, key=list(Position).index)

        def place(technique: Technique) -> tuple[int, bool, bool, Rank]:
            block = 0 if technique.position is Position.ANY else positions.index(technique.position)
            moves = technique.touch is Touch.MOVEMENT
            greets = technique.touch is Touch.HOLD and (technique.region is Region.WHOLE or self.still_first)
            return (block, moves, not greets, _as_taught(technique))

        return sorted(self.taken, key=place)

    def _seconds(self, technique: Technique) -> float:
        return technique.seconds(self.library.sides(self.free, technique))

    def _item(self, technique: Technique) -> Item:
        sides = self.library.sides(self.free, technique)
        return Item(
            technique=technique,
            sides=sides,
            seconds=technique.seconds(sides),
            why=(*self._reasons_for(technique), *self._why_one_side(technique, sides)),
            is_new=self._is_new(technique),
            with_oil=self.with_oil and product.may_take_oil(technique),
        )

    def _reasons_for(self, technique: Technique) -> list[Finding]:
        """Return the reasons for the technique, the strongest first."""
        is_known = not self._is_new(technique)
        is_liked = technique.id in self.so_far.liked
        reasons = {
            "why-closing": technique is self.closing,
            "why-containment": self.small and Tag.CONTAINMENT in technique.tags,
            "why-goal": self.goal is not None and self.goal in technique.goals,
            "why-hoped": technique.id in self.hoped,
            "why-before-movement": technique is not self.closing and not self._serves(technique),
            "why-liked": is_liked,
            "why-known": is_known and not is_liked,
            "why-new": not is_known,
        }
        return [
            self.say[rule].finding(where=str(self.goal) if rule == "why-goal" else "")
            for rule, speaks in reasons.items()
            if speaks
        ]

    def _why_one_side(self, technique: Technique, sides: tuple[Side, ...]) -> list[Finding]:
        """Return what leaves the other side out, where only one side is done."""
        if len(sides) == len(technique.score.sides):
            return []
        return [
            finding
            for finding in self.verdict.findings
            if finding.scope.zones
            and self.library.holds(self.library.covered(finding.scope, self.now.build), technique)
        ][:1]


def _group(technique: Technique) -> Region:
    return GROUPS.get(technique.region, technique.region)
