"""The shapes of the rules: when each speaks. Ids, numbers, words and sources: content/safety.toml.

Each test takes its rule and a situation and yields findings. Sections follow section 4 of
the domain reference; `safety.RULES` gives every rule of the book its test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache
from typing import Any

from handsong.core import body
from handsong.core.age import GROWN_UP_MONTHS, BirthWeight, Stage
from handsong.core.child import NEONATAL_UNIT, Happening
from handsong.core.findings import Finding, Rule
from handsong.core.readiness import Unit
from handsong.core.situation import Situation
from handsong.core.technique import Milestone, Scope

BEFORE_TERM = "before-term"
BORN_EARLY = "born-early"
OPERATION = "operation"
"""What a professional can say yes to beside the conditions a parent names."""

EPILEPSY = "epilepsy"
"""The condition in which a seizure is no first one."""

Says = Callable[[Rule, Situation], Iterable[Finding]]
"""What a rule says about a situation."""


@dataclass(frozen=True)
class Test:
    """When a rule speaks.

    `awaits` gives the conditions, signs and happenings of which one must be told for the rule to have
    anything to say; nothing when it looks at other things too. Most rules wait for one that is not there.
    """

    says: Says
    awaits: Callable[[Rule], frozenset[str]] = lambda _rule: frozenset()

    def __call__(self, rule: Rule, now: Situation) -> Iterable[Finding]:
        """Return what the rule says."""
        return self.says(rule, now)


def _awaiting(awaits: Callable[[Rule], frozenset[str]]) -> Callable[[Says], Test]:
    return lambda says: Test(says, awaits)


def _told(what: Happening) -> Callable[[Says], Test]:
    return _awaiting(lambda _rule: frozenset({what}))


_MILESTONES = frozenset(Milestone)
_LIMBS = frozenset().union(*(zones for part, zones in body.PARTS.items() if part[:3] in {"arm", "leg"}))
_ANYWHERE = {Happening.INJECTION: _LIMBS, Happening.PLASTER: _LIMBS}
"""Where it may be when nobody knows; anything else may be anywhere."""


@lru_cache(maxsize=1024)
def _with(scope: Scope, **more: Any) -> Scope:
    """Return the scope with more left out; the same for the same, so that a library knows it again."""
    return replace(scope, **more)


# Always ---------------------------------------------------------------------------------------


@Test
def always(rule: Rule, now: Situation) -> Iterator[Finding]:
    """Speak about every child."""
    yield rule.finding()


@Test
def age_stage(rule: Rule, now: Situation) -> Iterator[Finding]:
    """Leave out what was not made for this stage."""
    yield rule.finding(where=now.stage, scope=_with(rule.scope, other_stages_than=now.stage))


@Test
def milestone_not_seen(rule: Rule, now: Situation) -> Iterator[Finding]:
    """Leave out what needs a milestone that no parent has seen."""
    missing = _MILESTONES - now.child.seen
    if missing:
        yield rule.finding(scope=_with(rule.scope, needs=missing))


# Age and birth --------------------------------------------------------------------------------


@Test
def before_term(rule: Rule, now: Situation) -> Iterator[Finding]:
    """Keep to the short list of holds in a neonatal unit, and at home before the due date."""
    if now.is_before_term:
        yield rule.finding()


@Test
def ask_unit(rule: Rule, now: Situation) -> Iterator[Finding]:
    """Ask the unit or midwife before any touch before term, until their yes is written down."""
    if now.is_before_term and not (now.child.has_yes(BEFORE_TERM) or now.child.has_yes(NEONATAL_UNIT)):
        yield rule.finding(where=BEFORE_TERM)


@Test
def unit_not_yet(rule: Rule, now: Situation) -> Iterator[Finding]:
    """Wait while the unit has not said yes today, asked or not, and no yes is written down."""
    said = now.counted is not None and now.counted.unit is Unit.YES
    if not said and any(ask_unit(rule, now)):
        yield rule.finding()


@Test
def newborn_gently(rule: Rule, now: Situation) -> Iterator[Finding]:
    """Hold a newborn, or stroke over clothes: no movements, no tummy strokes."""
    if now.stage is Stage.NEWBORN:
        yield rule.finding()


@Test
def navel_not_healed(rule: Rule, now: Situation) -> Iterator[Finding]:
    """Leave the tummy alone until a parent says that the navel has healed."""
    young = now.age.is_under_months(int(rule.numbers["under_months"]))
    if (young and not now.child.navel_healed) or rule.conditions & now.child.conditions:
        yield rule.finding()


@Test
def young_hips(rule: Rule, now: Situation) -> Iterator[Finding]:
    """Keep young hips from crossing and stretching: they move in a smaller range."""
    if now.age.is_under_months(int(rule.numbers["under_months"])):
        yield rule.finding()


@Test
def early_birth_tummy(rule: Rule, now: Situation) -> Iterator[Finding]:
    """Leave the tummy of a child born early or very light alone until the clinic's yes."""
    very_light = now.child.birth.weight_class in {BirthWeight.VERY_LOW, BirthWeight.EXTREMELY_LOW}
    young = now.age.is_under_months(int(rule.numbers["light_under_months"]))
    if (now.age.is_corrected or (very_light and young)) and not now.child.has_yes(BORN_EARLY):
        yield rule.finding(where=BORN_EARLY)


@Test
def born_small_or_early(rule: Rule, now: Situation) -> Iterator[Finding]:
    """Begin with containment, keep it short, limbs before the tummy."""
    light = now.child.birth.weight_class not in {BirthWeight.UNKNOWN, BirthWeight.USUAL}
    young = now.age.is_under_months(int(rule.numbers["light_under_months"]))
    if now.age.is_corrected or (light and young):
        yield rule.finding()


@Test
def correction_not_needed(rule: Rule, now: Situation) -> Iterator[Finding]:
    """Say that a birth a little early changes nothing."""
    early = now.child.birth.gestation_days
    if (
        early is not None
        and not now.child.birth.is_corrected
        and now.child.birth.due_date > now.child.birth.born_date
    ):
        yield rule.finding()


@Test
def child_decides(rule: Rule, now: Situation) -> Iterator[Finding]:
    """From three years the child is asked in words and stays dressed."""
    if not now.age.is_under_months(int(rule.numbers["from_months"])):
        yield rule.finding()


# What to know about this child ----------------------------------------------------------------


@_awaiting(lambda rule: rule.conditions)
def until_yes(rule: Rule, now: Situation) -> Iterator[Finding]:
    """Speak for each condition of the rule that no professional has said yes to."""
    for condition in sorted(rule.conditions & now.child.conditions):
        if not now.child.has_yes(condition):
            yield rule.finding(where=condition)


@_awaiting(lambda rule: rule.conditions)
def with_condition(rule: Rule, now: Situation) -> Iterator[Finding]:
    """Speak for each condition of the rule that the child has, whatever anybody agreed to."""
    for condition in sorted(rule.conditions & now.child.conditions):
        yield rule.finding(where=condition)


# What happened --------------------------------------------------------------------------------


def lately(what: Happening) -> Test:
    """Return the test that speaks while it happened less than `hours` ago."""

    @_told(what)
    def test(rule: Rule, now: Situation) -> Iterator[Finding]:
        for fact in now.facts(what):
            until = fact.at + timedelta(hours=rule.numbers["hours"])
            if now.now < until:
                yield rule.finding(where=fact.part, until=until)

    return test


def at_the_place(what: Happening) -> Test:
    """Return the test that leaves out the place: while it is open, and `hours` after if there are any.

    Where nobody knows the place, every place it could be is left out.
    """

    @_told(what)
    def test(rule: Rule, now: Situation) -> Iterator[Finding]:
        for fact in now.facts(what):
            until = fact.at + timedelta(hours=rule.numbers.get("hours", 0))
            if fact.is_open or now.now < until:
                zones = body.PARTS[fact.part] if fact.part else _ANYWHERE.get(what, body.ZONES)
                scope = _with(rule.scope, zones=rule.scope.zones | zones)
                yield rule.finding(where=fact.part, until=None if fact.is_open else until, scope=scope)

    return test


def while_open(what: Happening) -> Test:
    """Return the test that speaks while something of this kind is still there."""

    @_told(what)
    def test(rule: Rule, now: Situation) -> Iterator[Finding]:
        for fact in now.facts(what):
            if fact.is_open:
                yield rule.finding(where=fact.part)

    return test


@_told(Happening.OPERATION)
def ask_surgery(rule: Rule, now: Situation) -> Iterator[Finding]:
    """Ask the surgeon in the first weeks after an operation."""
    if not now.child.has_yes(OPERATION):
        yield from lately(Happening.OPERATION)(rule, now)


@_told(Happening.SEIZURE)
def first_seizure(rule: Rule, now: Situation) -> Iterator[Finding]:
    """Send a child who had a seizure to help now, unless the family knows of an epilepsy."""
    if EPILEPSY not in now.child.conditions:
        for finding in lately(Happening.SEIZURE)(rule, now):
            yield replace(finding, until=None)


@_told(Happening.BRUISE)
def bruise_before_moving(rule: Rule, now: Situation) -> Iterator[Finding]:
    """Have a bruise looked at today when the baby cannot move about yet."""
    moves = now.child.seen & {Milestone.ROLLS, Milestone.CRAWLS, Milestone.STANDS}
    young = now.age.is_under_months(int(rule.numbers["under_months"]))
    if young and not moves:
        yield from while_open(Happening.BRUISE)(rule, now)


@Test
def two_crying_stops(rule: Rule, now: Situation) -> Iterator[Finding]:
    """Rest for the day when crying ended two sessions within a day."""
    day = timedelta(hours=rule.numbers["hours"])
    recent = sorted(stop for stop in now.crying_stops if now.now - stop < day)
    if len(recent) >= 2:
        yield rule.finding(until=recent[-1] + day)


# Now ------------------------------------------------------------------------------------------


def answered(question: str, *answers: str) -> Test:
    """Return the test that speaks when the question has one of these answers."""

    @Test
    def test(rule: Rule, now: Situation) -> Iterator[Finding]:
        if now.counted is not None and getattr(now.counted, question) in answers:
            minutes = rule.numbers.get("minutes")
            yield rule.finding(until=None if minutes is None else now.now + timedelta(minutes=minutes))

    return test


@_awaiting(lambda rule: rule.signs)
def sign_ticked(rule: Rule, now: Situation) -> Iterator[Finding]:
    """Speak for each ticked sign of the rule, while the child is young enough for it."""
    ticked = rule.signs & now.answers.signs if now.answers is not None else frozenset()
    if ticked and now.age.is_under_months(int(rule.numbers.get("under_months", GROWN_UP_MONTHS))):
        for sign in sorted(ticked):
            yield rule.finding(where=sign)


@_awaiting(lambda rule: frozenset().union(*rule.together))
def together(rule: Rule, now: Situation) -> Iterator[Finding]:
    """Speak for each ticked sign of the rule when every group of it is there: graver than each alone."""
    if now.answers is not None:
        there = now.answers.signs | now.child.conditions
        if all(group & there for group in rule.together):
            for sign in sorted(now.answers.signs & frozenset().union(*rule.together)):
                yield rule.finding(where=sign)


def beside(test: Test) -> Test:
    """Return the test that speaks for signs of the rule while what happened speaks too."""

    @_awaiting(test.awaits)
    def both(rule: Rule, now: Situation) -> Iterator[Finding]:
        if any(test(rule, now)):
            yield from together(rule, now)

    return both


@_awaiting(lambda rule: rule.signs | {Happening.FEVER})
def young_fever(rule: Rule, now: Situation) -> Iterator[Finding]:
    """Send a young baby with a fever to help now, also when it was hot in the last hours."""
    yield from sign_ticked(rule, now)
    if now.age.is_under_months(int(rule.numbers["under_months"])):
        before = replace(now, answers=None)
        for finding in lately(Happening.FEVER)(rule, before):
            yield replace(finding, until=None)


@Test
def readiness_not_asked(rule: Rule, now: Situation) -> Iterator[Finding]:
    """Say what a plan without the readiness questions counts on."""
    if now.answers is None:
        yield rule.finding()


@Test
def unanswered(rule: Rule, now: Situation) -> Iterator[Finding]:
    """Name each question that counts as its most careful answer."""
    if now.answers is not None:
        for question in now.answers.unanswered:
            yield rule.finding(where=question)
