"""Pages that a phone carries along for days without a network: the player, and help."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.template.loader import render_to_string

from handsong.content import load
from handsong.core import readiness
from handsong.core.situation import Situation
from handsong.render import day_words
from handsong.web.diary import queries as diary
from handsong.web.families.models import Child
from handsong.web.player import queries, twins

LANGUAGE = "en"
MOST_TOLD = 10
"""How many of the last massages are carried along in words."""


def of_child(child: Child, now: Situation) -> dict[str, str]:
    """Return the pages by their names; the phone puts in what is of one session."""
    page = {"child": child, **of_player(child, now)}
    days = _days(child, now.now)
    held = ((day, entry.told) for day in days for entry in day["entries"] if not entry.told.row.is_practice)
    told = {"child": child, "age": now.age, "heard": _day(now.now.date()), "days": days}
    told["last_day"], told["last"] = next(held, ({}, None))
    return {
        "today": render_to_string("player/shelf_today.html", told),
        "history": render_to_string("player/shelf_history.html", told),
        "session": render_to_string("player/session_body.html", page),
        "practice": render_to_string("player/session_body.html", page | {"practised": True}),
        "care": render_to_string("player/offline_care.html", page | {"age": now.age}),
        **_help(page, now),
    }


def _help(page: dict[str, Any], now: Situation) -> dict[str, str]:
    """Return where help comes first, by how grave it is, and by the rules that are about a parent."""
    page = page | {"is_a_baby": now.age.is_under_months(12)}
    rules = load.once().craft.safety.rules.values()
    parents = [rule.id for rule in rules if readiness.PARENTS_SIGNS.intersection(rule.signs)]
    kinds = {"emergency": "emergency", "today": "today", **dict.fromkeys(parents, "parent")}
    return {
        f"help.{name}": render_to_string("player/offline_help.html", page | {"kind": kind})
        for name, kind in kinds.items()
    }


def _days(child: Child, now: datetime) -> list[dict[str, Any]]:
    """Return the last massages under their days, each by its date: nobody knows on which day it is read."""
    rows = list(diary.history(child, "1"))[:MOST_TOLD]
    told = [diary.told(row, child, LANGUAGE, now) for row in rows]
    days = diary.days(told, now, child.here_day_starts or 0)
    return [{"words": _day(day.day), "entries": day.entries} for day in days]


def _day(day: date) -> str:
    return f"{day_words.WEEKDAYS[day.weekday()]} {day_words.date_in_words(day)}"


def of_player(child: Child, now: Situation) -> dict[str, Any]:
    """Return what the player's page holds beside its bundle: words, signs, whom to call."""
    script = load.once().scripts[LANGUAGE]
    return {
        "targets": [(cue, row.name, row.say) for cue, row in script.targets.items()],
        "states": script.states,
        "responses": script.responses,
        "aid": queries.aid(now, queries.country(child)),
        "parents_signs": readiness.PARENTS_SIGNS,
        "elsewhere": load.once().elsewhere[LANGUAGE],
        "two_safely": twins.safely()[0].reason(LANGUAGE),
    }
