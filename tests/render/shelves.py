"""A small shelf made by hand: one child, ten days, a plan of legs and tummy, and holds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
FINE, LEG, TUMMY, CLOSING, WAIT, EMERGENCY, CRYING, ENOUGH, NOTHING, BASE = range(10)
LEVELS = ("fine", "avoid", "avoid", "avoid", "wait", "emergency", "wait", "wait", "wait", "adapt")
SETS = [[], ["leg-stroke.left"], ["tummy-stroke"], ["still-hands", "closing"], []]


def piece(name: str, touch: str, group: str, seconds: float = 60.0) -> dict[str, Any]:
    """Return one side of a technique."""
    technique, _, side = name.partition(".")
    return {
        "technique": technique,
        "touch": touch,
        "group": group,
        "side": side,
        "seconds": seconds,
        "drawing": name,
        "asks": [{"for": group}],
    }


PIECES = {
    "leg-stroke.left": piece("leg-stroke.left", "stroke", "legs"),
    "leg-stroke.right": piece("leg-stroke.right", "stroke", "legs"),
    "tummy-stroke": piece("tummy-stroke", "stroke", "tummy"),
    "knees-up": piece("knees-up", "movement", "tummy"),
    "still-hands": piece("still-hands", "hold", "whole"),
    "closing": piece("closing", "hold", "whole"),
}
PLAN = {
    "steps": ["leg-stroke.left", "leg-stroke.right", "tummy-stroke", "knees-up", "closing"],
    "closing": "closing",
}
HOLDS = {"steps": ["still-hands"], "closing": "still-hands"}


ROW = {
    "from": "2026-11-24",
    "until": "2026-12-04",
    "base": BASE,
    "base_until": None,
    "asks": ["state", "skin"],
    "opening": "baby",
    "minutes": 30.0,
    "plans": [{"for": {"state": "awake"}, "goal": goal, **PLAN} for goal in ("", "sleep")],
    "holds": HOLDS,
    "meanwhile": ["still-hands"],
    "table": 0,
}
TABLE = {
    "answers": {
        "state.awake": [[0, FINE]],
        "state.asleep": [[0, WAIT]],
        "skin.nothing": [[0, FINE]],
        "skin.something": [[0, FINE]],
        "skin.not-looked": [[0, WAIT]],
        "signs.hot": [[0, WAIT]],
        "signs.stiff": [[0, WAIT]],
        "found.rash.leg.left": [[0, LEG]],
        "found.rash": [[0, LEG]],
        "found.bruise": [[0, TUMMY]],
        "found.sore": [[0, CLOSING]],
        "found.unwell": [[0, WAIT], [2, FINE]],
        "found.fever": [[0, WAIT], [3, FINE]],
    },
    "together": [{"all": ["signs.hot", "signs.stiff"], "effect": EMERGENCY}],
}
AFTER = {
    "day_seconds": 86400,
    "counted": ["known"],
    "cried": [],
    "crying_stops": 2,
    "crying": CRYING,
    "stopped": 0,
    "enough": ENOUGH,
    "nothing": NOTHING,
    "leaves": {"signs.hot": ["unwell", "fever"], "well.not-quite": ["unwell"]},
}


def shelf(**more: Any) -> dict[str, Any]:
    """Return the shelf of one child for ten days: a leg, the tummy or the closing may fall, much may wait."""
    return {
        "made_at": NOON.isoformat(),
        "until": "2026-12-04",
        "language": "en",
        "child": {"id": "of-mia", "name": "Mia", "colour": "clay"},
        "pieces": PIECES,
        "parts": [],
        "drawings": dict.fromkeys(PIECES, "<svg />"),
        "words": {},
        "leads": {name: {"say": name} for name in ("first", "other", "closing", "none")},
        "openings": {"baby": {"title": "Ask"}},
        "opening_seconds": 30.0,
        "cues": {"fresh": "fresh", "cried": "cried"},
        "levels": ["fine", "adapt", "avoid", "ask", "wait", "today", "emergency"],
        "stops_from": "wait",
        "unanswered": {"state": "asleep", "skin": "not-looked"},
        "needs": {"knees-up": ["tummy-stroke"]},
        "days": [dict(ROW)],
        "tables": [TABLE],
        "effects": [
            {
                "level": level,
                "removes": number if number < len(SETS) else 0,
                "minutes": 30 if number == WAIT else None,
                "reasons": [f"rule-{number}"],
            }
            for number, level in enumerate(LEVELS)
        ],
        "sets": SETS,
        "reasons": {
            f"rule-{number}": {"level": level, "text": "", "whom": ""} for number, level in enumerate(LEVELS)
        },
        "after": AFTER,
        "clock": {"earlier_seconds": 300, "later_seconds": 3600},
        **more,
    }
