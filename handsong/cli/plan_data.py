"""A plan as data: the object that `plan --json` prints. Its shape is content/schema/plan.json."""

from __future__ import annotations

from typing import Any

from handsong.cli import paper
from handsong.cli.given import LANGUAGE, Given
from handsong.content.values import Content, Line
from handsong.core.findings import Finding, Level
from handsong.core.plan import Item, LeftOut, Plan
from handsong.core.planner import OPENING_SECONDS
from handsong.render.age_words import age_in_words

FORMAT = 1
"""The shape of the object; it grows by one whenever an older reader could not read it."""


def as_data(plan: Plan, given: Given, content: Content) -> dict[str, Any]:
    """Return the plan as plain data that JSON can carry; times are ISO 8601 with their offset."""
    wish, now = given.wish, given.situation.now
    return {
        "format": FORMAT,
        "at": now.isoformat(timespec="minutes"),
        "child": _child(given),
        "wish": {"goal": wish.goal and str(wish.goal), "minutes": wish.minutes},
        "level": plan.level.word,
        "minutes": round(plan.seconds / 60, 2),
        "seconds": round(plan.seconds, 1),
        "ceiling_minutes": _ceiling(plan),
        "opening_seconds": OPENING_SECONDS if plan.items else 0.0,
        "items": [_item(item) for item in plan.items],
        "left_out": [_left_out(out) for out in plan.left_out],
        "findings": [_finding(one) for one in plan.findings],
        "until": plan.until and plan.until.isoformat(timespec="minutes"),
        "meanwhile": plan.meanwhile
        and {
            "technique": plan.meanwhile.id,
            "name": plan.meanwhile.words[LANGUAGE].name,
            "summary": paper.named(plan.meanwhile.words[LANGUAGE].summary, given.name),
        },
        "call": _call(given, content) if plan.level >= Level.TODAY else None,
        "assumed": list(given.assumed),
    }


def _ceiling(plan: Plan) -> float | None:
    """Return the most minutes there were, whoever set them, or None where nothing is planned."""
    lengths = (float(one.where) for one in plan.findings if one.rule.id.startswith("length-"))
    return next(lengths, None)


def _child(given: Given) -> dict[str, Any]:
    now = given.situation
    age, birth = now.age, now.child.birth
    return {
        "born": birth.born_date.isoformat(),
        "gestation_days": birth.gestation_days,
        "birth_weight_grams": birth.weight_grams,
        "birth_weight_class": str(birth.weight_class),
        "age": age_in_words(age),
        "age_days": age.days,
        "corrected_age_days": age.corrected_days,
        "is_corrected": age.is_corrected,
        "counted_from": age.counted_from.isoformat(),
        "corrected_until": birth.corrected_until.isoformat() if birth.is_corrected else None,
        "stage": str(now.stage),
        "seen": sorted(now.child.seen),
        "conditions": sorted(now.child.conditions),
        "notes": given.notes,
    }


def _item(item: Item) -> dict[str, Any]:
    technique = item.technique
    return {
        "technique": technique.id,
        "name": technique.words[LANGUAGE].name,
        "touch": str(technique.touch),
        "region": str(technique.region),
        "position": str(technique.position),
        "elements": [str(element) for element in technique.elements],
        "sides": [str(side) for side in item.sides],
        "seconds": round(item.seconds, 1),
        "is_new": item.is_new,
        "why": " ".join(why.reason(LANGUAGE) for why in item.why),
        "reasons": [_reason(why) for why in item.why],
        "sources": list(technique.sources),
        "review": str(technique.review.state),
    }


def _left_out(out: LeftOut) -> dict[str, Any]:
    return {
        "technique": out.technique.id,
        "name": out.technique.words[LANGUAGE].name,
        "level": out.finding.level.word,
        **_reason(out.finding),
    }


def _reason(one: Finding) -> dict[str, Any]:
    return {
        "rule": one.rule.id,
        "why": one.reason(LANGUAGE),
        "sources": list(one.rule.sources),
        "certainty": str(one.rule.certainty),
    }


def _finding(one: Finding) -> dict[str, Any]:
    return {
        **_reason(one),
        "level": one.level.word,
        "where": one.where,
        "until": one.until and one.until.isoformat(timespec="minutes"),
        "whom": one.whom(LANGUAGE),
        "review": str(one.rule.review.state),
    }


def _call(given: Given, content: Content) -> dict[str, Any]:
    """Return whom to call: the number of the country, or words where it was not given."""
    country = given.country
    if country is None:
        return {"country": None, "emergency": content.elsewhere[LANGUAGE], "lines": [], "checked": None}
    return {
        "country": country.code,
        "emergency": country.emergency,
        "lines": [_line(line) for line in (*country.lines, *country.crisis)],
        "checked": country.checked.isoformat(),
    }


def _line(line: Line) -> dict[str, str]:
    return {"name": line.name, "number": line.number, "what": line.what}
