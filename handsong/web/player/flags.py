"""Red flags: what was ticked stays for a day, whatever is answered next, unless it was ticked by mistake."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.http import QueryDict

from handsong.content import load
from handsong.core import readiness, safety
from handsong.core.findings import Finding, Level
from handsong.core.readiness import Answers, Skin, Well
from handsong.core.situation import Situation
from handsong.web.families.models import Child, Happened
from handsong.web.player.asking import Standing
from handsong.web.player.models import COUNTS_FOR, Check

A_DAY = timedelta(hours=24)
LANGUAGE = "en"


@dataclass(frozen=True)
class Flag:
    """One red flag that was ticked: a sign or a happening, as it was read."""

    name: str
    text: str


def checks_of(children: Iterable[Child], now: datetime) -> Mapping[object, list[Check]]:
    """Return the checks of the last day by the child's id, oldest first; one query.

    Of a young person's own others get what protects the body, and nothing of what it was like.
    """
    by_id = {child.pk: child for child in children}
    rows = Check.objects.filter(child__in=by_id, begun_at__gt=now - A_DAY - COUNTS_FOR)
    found: dict[object, list[Check]] = {}
    for row in rows.order_by("begun_at", "id"):
        is_open = row.is_open_to(by_id[row.child_id])
        found.setdefault(row.child_id, []).append(row if is_open else _what_protects(row))
    return found


def _what_protects(row: Check) -> Check:
    """Return of a private check its signs alone; a copy that is never saved."""
    signs = sorted(set(row.signs) - readiness.PARENTS_SIGNS)
    return Check(
        child_id=row.child_id,
        family_id=row.family_id,
        begun_at=row.begun_at,
        signs=signs,
        signs_at=row.signs_at,
        is_private=True,
    )


def ticked(checks: Iterable[Check], now: datetime) -> frozenset[str]:
    """Return the signs that were ticked within a day, and not by mistake."""
    return frozenset(
        sign
        for check in checks
        if check.signs_at is not None and now - check.signs_at < A_DAY
        for sign in check.signs
    )


def findings(now: Situation, signs: frozenset[str]) -> tuple[Finding, ...]:
    """Return what these signs say that is grave: a doctor today, or help now."""
    if not signs:
        return ()
    return tuple(one for one in _grave(replace(now, answers=Answers(signs=signs))) if one.where in signs)


def red(now: Situation, signs: frozenset[str]) -> frozenset[str]:
    """Return those of the signs that are red flags, by themselves or together."""
    return frozenset(one.where for one in findings(now, signs))


def of_child(child: Child, checks: Iterable[Check], now: Situation) -> list[Flag]:
    """Return the red flags that stand, as they were read when they were ticked.

    Those of a young person's own checks are theirs to take back, and nobody else's.
    """
    checks = [check for check in checks if check.is_open_to(child)]
    content = load.once()
    signs = red(now, ticked(checks, now.now))
    kinds = {row.what for row in _told(child, checks, now)}
    return [
        *(Flag(row.id, row.text[LANGUAGE]) for row in content.signs if row.id in signs),
        *(Flag(row.id, row.text[LANGUAGE]) for row in content.happenings if row.id in kinds),
    ]


def standing_in(of: Standing) -> tuple[frozenset[str], list[Happened]]:
    """Return the red flags that this very check told: signs, and what has happened."""
    signs = red(of.unasked, frozenset(of.check.signs) | of.flags) & frozenset(of.check.signs)
    return signs, _told(of.child, [of.check], of.unasked)


def would_be_forgotten(of: Standing, question: str, given: QueryDict) -> bool:
    """Whether an answer would take a red flag back by the way."""
    signs, facts = standing_in(of)
    answer = given.get("answer")
    forgets = {
        "well": bool(signs) and answer == Well.YES,
        "signs": not signs <= set(given.getlist("sign")),
        "skin": bool(facts) and answer != Skin.SOMETHING,
        "happenings": not {row.what for row in facts} <= set(given.getlist("what")),
    }
    return forgets.get(question, False)


def _told(child: Child, checks: Iterable[Check], now: Situation) -> list[Happened]:
    """Return what these checks told to have happened that something grave hangs on."""
    told = {row for check in checks for row in check.told.get("happenings", ())}
    rows = [row for row in child.happenings.all() if str(row.pk) in told]
    grave = _grave(now) if rows else []
    return [row for row in rows if _grave(_without(now, row)) != grave]


def _without(now: Situation, row: Happened) -> Situation:
    """Return the situation as if this had not happened."""
    facts = tuple(fact for fact in now.child.facts if fact != row.fact())
    return replace(now, child=replace(now.child, facts=facts))


def _grave(now: Situation) -> list[Finding]:
    found = safety.check(load.once().craft.safety, now).findings
    return [one for one in found if one.level >= Level.TODAY]
