"""The days ahead of one child as one piece of data, for a phone without a network.

The phone looks up and takes away (`render/offline.py` and its twin in JavaScript); it holds no rule.
Each technique stands here once. The shape is content/schema/shelf.json; docs/algorithms/shelf.md explains it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import takewhile
from typing import Any

from handsong.core import planner
from handsong.core import readiness as asked
from handsong.core.age import Stage
from handsong.core.body import Side
from handsong.core.findings import Finding, Level, Rule
from handsong.core.outlook import Day, Effect
from handsong.core.plan import Craft, Plan
from handsong.core.progress import Progress
from handsong.core.readiness import Answers, Well
from handsong.core.script import FORMS, Script
from handsong.core.session import Session
from handsong.core.technique import Technique
from handsong.render import bundle
from handsong.render.bundle import Order

FORMAT = 1
"""The shape of a shelf; it grows by one whenever an older page could not read it."""

EARLIER_SECONDS, LATER_SECONDS = 300, 3600
"""How far a clock may be behind the shelf, and behind what the phone itself has kept, to be believed."""

CRYING, ENOUGH, NOTHING = "two-crying-stops", "enough-today", "nothing-fits"

Draw = Callable[[Technique, Side | None, Stage], str]
"""Draws one side of a technique for this child at a stage."""


@dataclass(frozen=True)
class About:
    """What a shelf says besides the days: who it is for, when it was made, what is asked and shown.

    `free`: all that a massage in whose middle somebody is may be gone on with, side by side.
    """

    version: str
    epoch: str
    made_at: datetime
    zone: str
    day_starts: int
    child: Mapping[str, str | bool]
    order: Order
    questions: Sequence[Mapping[str, Any]]
    so_far: Progress
    counted: Sequence[str]
    still_open: Sequence[Session] = ()
    free: Sequence[str] = ()
    pages: Mapping[str, str] = field(default_factory=dict)


def shelf(days: Sequence[Day], about: About, craft: Craft, script: Script, draw: Draw) -> dict[str, Any]:
    """Return the days ahead as plain data."""
    return _Shelf(days, about, craft, script).as_data(draw)


class _Shelf:
    """One shelf being filled: what several places name stands once, and is named by its number."""

    def __init__(self, days: Sequence[Day], about: About, craft: Craft, script: Script) -> None:
        self.days, self.about, self.craft, self.script = days, about, craft, script
        self.library = craft.library
        self.pieces: dict[str, tuple[Technique, Side | None, Stage]] = {}
        self.effects: dict[str, int] = {}
        self.effect_rows: list[dict[str, Any]] = []
        self.sets: list[list[str]] = [[]]
        self.numbers: dict[int, int] = {}
        self.tables: list[dict[str, Any]] = []
        self.reasons: dict[str, dict[str, Any]] = {}
        for day in days:
            self._gather(day)
        self.names = {
            (technique.id, str(side or "")): name for name, (technique, side, _) in self.pieces.items()
        }

    def as_data(self, draw: Draw) -> dict[str, Any]:
        """Return the shelf."""
        about, order, script = self.about, self.about.order, self.script
        rows = [self._row(day) for day in self.days]
        drawn = {name: draw(*drawn) for name, drawn in self.pieces.items()}
        return {
            "format": FORMAT,
            "version": about.version,
            "epoch": about.epoch,
            "language": script.language,
            "made_at": about.made_at.isoformat(),
            "zone": about.zone,
            "day_starts": about.day_starts,
            "until": self.days[-1].end.isoformat(),
            "child": dict(about.child),
            "pieces": {
                name: bundle.piece(technique, side, order, script)
                for name, (technique, side, _) in self.pieces.items()
            },
            **bundle.sharing(drawn),
            "words": bundle.words(script, order),
            "leads": bundle.leads(order, script),
            "openings": {
                FORMS[day.now.stage]: bundle.opening(day.now.stage, order, script) for day in self.days
            },
            "opening_seconds": planner.OPENING_SECONDS,
            "cues": {
                "fresh": bundle.machine(cried_today=False),
                "cried": bundle.machine(cried_today=True),
            },
            "levels": [level.word for level in Level],
            "stops_from": Level.WAIT.word,
            "unanswered": {name: str(value) for name, value in asked.MOST_CAREFUL.items()},
            "needs": self._needs(),
            "days": rows,
            "tables": self.tables,
            "after": self._after(),
            "effects": self.effect_rows,
            "sets": self.sets,
            "free": list(about.free),
            "reasons": self.reasons,
            "questions": [dict(row) for row in about.questions],
            "clock": {"earlier_seconds": EARLIER_SECONDS, "later_seconds": LATER_SECONDS},
            "pages": dict(about.pages),
        }

    def _gather(self, day: Day) -> None:
        """Take in everything that any session of the day could be made of."""
        plans = [planned.plan for planned in day.plans] + ([day.holds] if day.holds else [])
        for plan in plans:
            for item in plan.items:
                for side in item.sides or (None,):
                    self._piece(item.technique, side, day)
        for technique, side in day.meanwhile:
            self._piece(technique, side, day)

    def _piece(self, technique: Technique, side: Side | None, day: Day) -> None:
        name = bundle.drawing_name(technique.id, side)
        self.pieces.setdefault(name, (technique, side, day.now.stage))

    def _row(self, day: Day) -> dict[str, Any]:
        ends = [one.until for one in day.base.findings if one.level.stops]
        known = [until for until in ends if until is not None]
        return {
            "from": day.start.isoformat(),
            "until": day.end.isoformat(),
            "base": self._effect(Effect(day.base.level, 0, None, day.base.findings)),
            "base_until": self._here(max(known)) if known and len(known) == len(ends) else None,
            "asks": list(day.asks),
            "signs": list(day.signs),
            "found": [str(kind.what) for kind in day.kinds],
            "opening": FORMS[day.now.stage],
            "minutes": day.minutes,
            "plans": [
                {"for": dict(row.answers), "goal": row.goal, **self._plan(row.plan)} for row in day.plans
            ],
            "holds": self._plan(day.holds) if day.holds else None,
            "meanwhile": [bundle.drawing_name(technique.id, side) for technique, side in day.meanwhile],
            "table": self._table(day),
        }

    def _plan(self, plan: Plan) -> dict[str, Any]:
        steps = [
            bundle.drawing_name(item.technique.id, side)
            for item in plan.items
            for side in (item.sides or (None,))
        ]
        return {"steps": steps, "closing": plan.items[-1].technique.id}

    def _table(self, day: Day) -> int:
        """Return the number of the table of what each answer of this day changes."""
        table = {
            "answers": {
                ".".join(answer): [[since, self._effect(effect)] for since, effect in effects]
                for answer, effects in day.effects.items()
            },
            "together": [
                {"all": [".".join(answer) for answer in answers], "effect": self._effect(effect)}
                for answers, effect in day.together
            ],
        }
        if table not in self.tables:
            self.tables.append(table)
        return self.tables.index(table)

    def _effect(self, effect: Effect) -> int:
        """Return the number of an effect; what it leaves out is told of what stands here."""
        telling = {one.rule.id: one for one in effect.findings if one.level > Level.FINE}
        return self._number(
            {
                "level": effect.level.word,
                "removes": self._set(effect.leaves_out),
                "minutes": None if effect.minutes is None else round(effect.minutes),
                "reasons": [self._reason(one) for one in telling.values()],
            }
        )

    def _set(self, leaves_out: int) -> int:
        """Return the number of the pieces that are left out together."""
        if leaves_out not in self.numbers:
            out = {f"{name}.{side}".rstrip(".") for name, side in self.library.places(leaves_out)}
            names = [name for name in self.pieces if name in out]
            if names not in self.sets:
                self.sets.append(names)
            self.numbers[leaves_out] = self.sets.index(names)
        return self.numbers[leaves_out]

    def _number(self, row: dict[str, Any]) -> int:
        key = repr(row)
        if key not in self.effects:
            self.effects[key] = len(self.effect_rows)
            self.effect_rows.append(row)
        return self.effects[key]

    def _reason(self, finding: Finding) -> str:
        self.reasons[finding.rule.id] = {
            "level": finding.level.word,
            "text": finding.reason(self.script.language),
            "whom": finding.whom(self.script.language),
        }
        return finding.rule.id

    def _needs(self) -> dict[str, list[str]]:
        """Return, for each movement, the strokes of its region: with none of them left it is not done."""
        strokes = {name: row for name, row in self.pieces.items() if row[0].touch == "stroke"}
        return {
            name: [other for other, row in strokes.items() if bundle.group(row[0]) is bundle.group(technique)]
            for name, (technique, _, _) in self.pieces.items()
            if technique.touch == "movement"
        }

    def _after(self) -> dict[str, Any]:
        """Return what this phone's own sessions and answers, of which the shelf does not know yet, change."""
        rule = self.craft.safety[CRYING]
        so_far, now = self.about.so_far, self.about.made_at
        return {
            "day_seconds": round(rule.numbers["hours"] * 3600),
            "counted": list(self.about.counted),
            "open": [self._open(session) for session in self.about.still_open],
            "cried": [self._here(at) for at in so_far.crying_stops(now)],
            "crying_stops": 2,
            "crying": self._stop(rule),
            "stopped": _stops_in_a_row(so_far),
            "enough": self._stop(self.craft.planning[ENOUGH]),
            "nothing": self._stop(self.craft.planning[NOTHING]),
            "leaves": _leaves({sign for day in self.days for sign in day.signs}),
        }

    def _open(self, session: Session) -> dict[str, Any]:
        return {
            "session": session.id,
            "day": self._here(session.started_at)[:10],
            "minutes": session.minutes,
            "cried": self._here(session.ended_at) if session.cried else None,
        }

    def _here(self, at: datetime) -> str:
        """Return a time by the clocks of whoever asks: where it was told from is nobody's business."""
        return at.astimezone(self.about.made_at.tzinfo).isoformat()

    def _stop(self, rule: Rule) -> int:
        finding = rule.finding(level=max(rule.level, Level.WAIT))
        row = {
            "level": finding.level.word,
            "removes": self._set(0),
            "minutes": None,
            "reasons": [self._reason(finding)],
        }
        return self._number(row)


def _stops_in_a_row(so_far: Progress) -> int:
    """Return how many of the latest sessions were stopped by the child, up to two."""
    counted = [row.was_stopped for row in so_far.recent if row.was_stopped or not row.told]
    return len(list(takewhile(bool, reversed(counted[-2:]))))


def _leaves(signs: Collection[str]) -> dict[str, list[str]]:
    """Return what an answer leaves behind for later: that the child was unwell, and how."""
    told = {f"signs.{sign}": Answers(well=Well.NOT_QUITE, signs=frozenset({sign})) for sign in sorted(signs)}
    told["well.not-quite"] = Answers(well=Well.NOT_QUITE)
    return {
        name: [str(fact.what) for fact in asked.remembered(answers, _ANY_TIME)]
        for name, answers in told.items()
    }


_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)
