"""Two children and one adult: asked about in turn, a plan for each, and sessions that take turns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.http import Http404

from handsong.content import load
from handsong.core.findings import Finding
from handsong.core.plan import Plan
from handsong.core.technique import Technique
from handsong.web.accounts.models import Person
from handsong.web.diary import actions as diary
from handsong.web.diary.models import Session
from handsong.web.families.models import Child
from handsong.web.player import actions, asking, door, queries
from handsong.web.player.actions import UnableToBegin, Wished
from handsong.web.player.asking import Standing
from handsong.web.player.models import Check

OF_THE_ADULT = "place"
"""The question about the room and the adult: its answer holds for both children."""

SAFELY = ("two-floor", "two-turns", "two-stop")
"""What is said before two have a massage from one."""


@dataclass(frozen=True)
class Turn:
    """One of the two: how its check stands, and the plan it gives."""

    of: Standing
    plan: Plan

    @property
    def techniques(self) -> list[Technique]:
        """What is done, one after the other."""
        return [item.technique for item in self.plan.items]


def begin_checks(*, children: Sequence[Child], now: datetime) -> list[Check]:
    """Begin to ask about two children in one go; the checks know each other."""
    with transaction.atomic():
        one, other = (actions.begin_check(child=child, now=now) for child in children)
        _put_beside(one, other)
    return [one, other]


def part(*, check: Check, other: Check) -> None:
    """Go on with one child alone."""
    with transaction.atomic():
        for row in (check, other):
            row.beside = None
            row.save(update_fields=["beside"])


def other_of(of: Standing, person: Person) -> Standing | None:
    """Return how the check of the other child stands; None when there is none (any more), or it is old."""
    if of.check.beside is None:
        return None
    try:
        check = door.check_or_404(person, of.check.beside, of.now)
    except Http404:
        return None
    return None if check.is_old(of.now) else queries.standing(check, of.now)


def told(of: Standing, question: str, person: Person) -> Standing | None:
    """Let what was said hold for the other child as well, and return how that check stands then.

    `question` is the one that was answered just now.
    """
    other = other_of(of, person)
    if other is None:
        return None
    share(of=of, other=other, question=question)
    return other_of(of, person)


def share(*, of: Standing, other: Standing, question: str) -> None:
    """Let what was said of the room and the adult, and the wish, hold for the other child as well.

    Of the adult the newest answer counts, whichever child it was given with: one that was given before, with
    another question answered now, only fills what is open. A goal that does not suit the other child's age is
    left open there.
    """
    with transaction.atomic():
        actions.read_anew(of.check, other.check)
        place = of.check.answers.get(OF_THE_ADULT)
        theirs = other.check.answers.get(OF_THE_ADULT)
        if place and theirs != place and (not theirs or question == OF_THE_ADULT):
            actions.answer(check=other.check, question=OF_THE_ADULT, given=place, now=of.now)
        goals = {str(row.id) for row in queries.goals(other.situation)}
        goal = of.check.goal if of.check.goal in goals else ""
        if (goal, of.check.minutes) != (other.check.goal, other.check.minutes):
            actions.wish(check=other.check, wished=Wished(goal, of.check.minutes))


def is_to_be_asked(of: Standing) -> bool:
    """Whether a question about this child is open, and nothing that is known stops already."""
    return bool(asking.first_open(of)) and not asking.stops_at(of).stops


def turns(both: Sequence[Standing], *, alike: bool) -> list[Turn]:
    """Return the plan of each; `alike`: of what both plans can have, where that is more than the last hold.

    Each child's own plan decides: what rules leave out for one is in neither, and each keeps the order
    that is right for it.
    """
    own = [Turn(of, queries.plan(of)) for of in both]
    if not alike or not all(turn.plan.items for turn in own):
        return own
    first, second = own
    second = _of_these(second.of, first.techniques)
    first = _of_these(first.of, second.techniques)
    return [first, second] if all(len(turn.plan.items) > 1 for turn in (first, second)) else own


def shared(of: Iterable[Turn]) -> frozenset[str]:
    """Return the techniques that all of these plans have."""
    plans = [frozenset(technique.id for technique in turn.techniques) for turn in of]
    return frozenset.intersection(*plans) if plans else frozenset()


def begin_sessions(*, turns: Sequence[Turn], by: Person) -> list[Session]:
    """Begin the sessions of both, which take turns; raises UnableToBegin when one of them cannot."""
    if not all(turn.plan.items for turn in turns):
        raise UnableToBegin(
            "One of the two cannot begin now. Look at the plans again, or begin with one alone."
        )
    with transaction.atomic():
        one, other = (actions.begin_session(standing=turn.of, plan=turn.plan, by=by) for turn in turns)
        diary.put_beside(one=one, other=other)
    return [one, other]


def safely() -> list[Finding]:
    """Return what keeps two children safe with one adult."""
    rules = load.once().craft.planning.rules
    return [rules[name].finding() for name in SAFELY]


def _of_these(of: Standing, techniques: Iterable[Technique]) -> Turn:
    """Return the plan that is made of these techniques alone."""
    wanted = {technique.id for technique in techniques}
    others = {technique.id for technique in load.once().craft.library} - wanted
    return Turn(of, queries.plan(of, without=others))


def _put_beside(one: Check, other: Check) -> None:
    for row, beside in ((one, other), (other, one)):
        row.beside = beside.pk
        row.save(update_fields=["beside"])
