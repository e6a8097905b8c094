"""One child at one moment: all that the rules may look at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from handsong.core import readiness
from handsong.core.age import Age, Stage
from handsong.core.body import Build
from handsong.core.child import NEONATAL_UNIT, Child, Fact, Happening
from handsong.core.readiness import Answers
from handsong.core.technique import build_for


@dataclass(frozen=True)
class Situation:
    """One child at one moment. `answers` is None when readiness was not asked.

    `now` is local time with its offset; `crying_stops` are the times of sessions that crying ended,
    `care_endings` of those that were over because something was wrong.
    """

    child: Child
    now: datetime
    answers: Answers | None = None
    crying_stops: tuple[datetime, ...] = ()
    care_endings: tuple[datetime, ...] = ()

    @cached_property
    def age(self) -> Age:
        """The child's age today."""
        return Age(self.child.birth, self.now.date())

    @property
    def counted(self) -> Answers | None:
        """The answers with every unanswered question counted as its most careful answer."""
        return None if self.answers is None else self.answers.counted

    @cached_property
    def is_before_term(self) -> bool:
        """Whether the child is in a neonatal unit, or at home before the due date."""
        return self.age.stage is Stage.BEFORE_TERM or NEONATAL_UNIT in self.child.conditions

    @cached_property
    def stage(self) -> Stage:
        """The stage that techniques are chosen for."""
        return Stage.BEFORE_TERM if self.is_before_term else self.age.stage

    @cached_property
    def build(self) -> Build:
        """The body that this child is drawn and measured with."""
        return build_for(self.stage)

    @cached_property
    def _facts(self) -> tuple[Fact, ...]:
        """What happened, the answers of this moment included; a session that needed care is being unwell."""
        told = () if self.counted is None else readiness.remembered(self.counted, self.now)
        cared = tuple(Fact(Happening.UNWELL, ended_at) for ended_at in self.care_endings)
        return self.child.facts + told + cared

    @cached_property
    def told(self) -> frozenset[str]:
        """Every condition, ticked sign and happening that this child has, by its id."""
        signs = frozenset[str]() if self.answers is None else self.answers.signs
        return self.child.conditions | signs | {fact.what for fact in self._facts}

    def facts(self, what: Happening) -> Iterator[Fact]:
        """Go through what happened of this kind."""
        return (fact for fact in self._facts if fact.what is what)
