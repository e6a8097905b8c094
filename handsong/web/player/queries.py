"""Questions over several tables: how a check stands, which plan it gives, who can be called."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from handsong.content import load, red_flags
from handsong.content.values import Country, GoalWords, Sign, Vocabulary
from handsong.core import planner, safety
from handsong.core.body import Side
from handsong.core.findings import Finding, Level
from handsong.core.plan import Item, Plan, Wish
from handsong.core.product import OilWish, Status
from handsong.core.product import check as check_oil
from handsong.core.progress import Progress
from handsong.core.situation import Situation
from handsong.core.technique import Goal, Technique
from handsong.render.bundle import Aid
from handsong.web.diary import course
from handsong.web.diary import queries as diary
from handsong.web.diary.models import Session
from handsong.web.families import products
from handsong.web.families import queries as families
from handsong.web.families.models import Child
from handsong.web.player import asking, flags
from handsong.web.player.asking import Standing
from handsong.web.player.flags import Flag
from handsong.web.player.models import Check

LANGUAGE = "en"
IN_FAMILY = "eczema-or-allergy-in-family"
MOST_PRODUCTS = 4
"""One question holds two to five answers, and dry is one of them."""


def standing(check: Check, now: datetime) -> Standing:
    """Return the check as it stands at this moment."""
    so_far = diary.progress_of(check.child)
    checks = [row for row in checks_of(check.child, now) if row.pk != check.pk]
    return _standing(check, [*checks, check], now, so_far)


def lately(child: Child, checks: Iterable[Check], now: datetime, so_far: Progress) -> Standing:
    """Return the child as the checks of the last day left it; what nobody asked counts as its best answer."""
    checks = list(checks)
    fresh = [check for check in checks if check.is_open_to(child) and not check.is_old(now)]
    newest = fresh[-1] if fresh else Check(family_id=child.family_id, begun_at=now)
    newest.child = child
    return _standing(newest, checks, now, so_far)


def _standing(check: Check, checks: Iterable[Check], now: datetime, so_far: Progress) -> Standing:
    unasked = families.situation(check.child, now, so_far)
    return Standing(check, now, so_far, flags.red(unasked, flags.ticked(checks, now)))


def checks_of(child: Child, now: datetime) -> list[Check]:
    """Return the checks of the last day, oldest first."""
    return flags.checks_of([child], now).get(child.pk, [])


def stopping(of: Standing) -> list[Finding]:
    """Return what stops a massage now for certain, whatever else would be answered."""
    return [finding for finding in asking.known(of).findings if finding.level.stops]


def may_go_on(of: Standing, steps: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a massage with these steps may be gone on with: nothing stops it, and each may still be done."""
    return not stopping(of) and not _not_allowed(of, steps)


def free(of: Standing) -> list[str]:
    """Return all that a massage may be gone on with, such as "leg-hip-to-ankle.left"; nothing where it is stopped."""
    if stopping(of):
        return []
    library = load.once().craft.library
    places = library.places(safety.allowed(library, of.unasked, asking.known(of)))
    return [f"{name}.{side}".rstrip(".") for name, side in places]


def to_go_on_with(of: Standing, unfinished: Session | None) -> Session | None:
    """Return an unfinished session while it may be gone on with; on a doll, every step may still be done."""
    if unfinished is None:
        return None
    steps = () if unfinished.is_practice else unfinished.bundle.get("steps", ())
    return unfinished if may_go_on(of, steps) else None


def against(of: Standing, steps: Sequence[Mapping[str, Any]]) -> list[Finding]:
    """Return why it may not: what stops a massage, or else what leaves out some of these steps by now."""
    library, gone = load.once().craft.library, _not_allowed(of, steps)
    return stopping(of) or [
        finding
        for finding in asking.known(of).findings
        if any(_is_in(library.covered(finding.scope, of.unasked.build), step) for step in gone)
    ]


def _not_allowed(of: Standing, steps: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the steps that the rules leave out now, and those that nobody can judge any more."""
    free = safety.allowed(load.once().craft.library, of.unasked, asking.known(of))
    return [step for step in steps if not _is_in(free, step)]


def _is_in(which: int, step: Mapping[str, Any]) -> bool:
    """Whether the technique of a step, on its side, is in a set; one that has left the library is in none."""
    library = load.once().craft.library
    technique = library.by_id.get(step["technique"])
    if technique is None:
        return False
    return (
        step["side"] in library.sides(which, technique) if step["side"] else library.holds(which, technique)
    )


def flags_of(child: Child, now: datetime) -> list[Flag]:
    """Return the red flags of the last day that stand."""
    return flags.of_child(child, checks_of(child, now), families.situation(child, now))


def plan(of: Standing, *, without: Collection[str] = ()) -> Plan:
    """Return the plan that this check gives now; the same check gives the same plan."""
    return plan_for(of.situation, of, without=without)


def plan_for(now: Situation, of: Standing, *, without: Collection[str] = ()) -> Plan:
    """Return the plan for a situation, with the wishes and the past of this check; some may be left out besides."""
    check = of.check
    wish = Wish(
        goal=Goal(check.goal) if check.goal in set(Goal) else None,
        minutes=check.minutes,
        oil=oil_wish(of, check.product) if check.product else None,
        without=frozenset({*check.without, *without}),
        hoped=course.hoped(course.of(of.child), now.stage),
    )
    return planner.plan(load.once().craft, now, wish, of.so_far)


def oil_wish(of: Standing, product_id: str) -> OilWish | None:
    """Return what the rules look at when this product is wished for; None when it is not known."""
    found = products.standing(of.child, product_id, of.now)
    return _oil_wish(of, found) if found else None


def _oil_wish(of: Standing, found: products.Standing) -> OilWish:
    in_family = any(row.condition == IN_FAMILY for row in of.child.conditions.all())
    return OilWish(
        situation=of.situation,
        progress=of.so_far,
        status=found.status,
        min_age_days=found.product.min_age_days,
        allergy_in_family=in_family or bool(found.row and found.row.allergy_in_family),
    )


def usable_products(of: Standing) -> list[products.Standing]:
    """Return the products that the rules allow today, if the plan would use one."""
    if not plan(of).may_take_oil:
        return []
    book = load.once().craft.oil
    clear = [row for row in products.standings(of.child, of.now) if row.status is Status.CLEAR]
    allowed = [row for row in clear if not check_oil(book, _oil_wish(of, row)).findings]
    return allowed[:MOST_PRODUCTS]


def practice_plan(techniques: Iterable[Technique]) -> Plan:
    """Return these techniques as they are written, for a doll or a cushion: nothing is judged."""
    items = tuple(_practised(technique) for technique in techniques)
    seconds = sum((item.seconds for item in items), planner.OPENING_SECONDS)
    return Plan(Level.FINE, items, seconds, findings=(), left_out=())


def _practised(technique: Technique) -> Item:
    sides: tuple[Side, ...] = technique.score.sides
    return Item(technique, sides, technique.seconds(sides), why=(), is_new=False, with_oil=False)


def named_techniques(name: str) -> list[Technique]:
    """Return the techniques of a routine, or the one of that name; nothing when there is none."""
    routine = next((row for row in load.once().routines if row.id == name), None)
    return techniques(routine.techniques if routine else (name,))


def techniques(names: Iterable[str]) -> list[Technique]:
    """Return the techniques of these names; those that are not known are left out."""
    known = load.once().craft.library.by_id
    return [known[name] for name in names if name in known]


def words() -> Vocabulary:
    """Return what regions, positions and so on are called."""
    return load.once().words


def goals(now: Situation) -> list[GoalWords]:
    """Return the goals that suit this stage."""
    return [row for row in load.once().goals if now.stage in row.stages]


def ticked(of: Standing) -> list[tuple[Sign, Level]]:
    """Return the signs that were ticked with how grave each is for this child, the gravest first."""
    signs = of.flags | frozenset(of.check.signs)
    levels: dict[str, Level] = {}
    for finding in asking.known(of).findings:
        if finding.where in signs:
            levels[finding.where] = max(finding.level, levels.get(finding.where, Level.FINE))
    rows = [(row, levels.get(row.id, Level.WAIT)) for row in load.once().signs if row.id in signs]
    return sorted(rows, key=lambda row: -row[1])


def country(child: Child) -> Country | None:
    """Return whom to call where the person who asked lives; None when that is not known."""
    return load.once().countries.get(child.here_country or "")


def aid(now: Situation, where: Country | None) -> Aid:
    """Return whom to call and which signs to look for, as a session carries it along."""
    rows = tuple(
        {
            "id": row.id,
            "text": row.text[LANGUAGE],
            "look": row.look.get(LANGUAGE, ""),
            "say": row.say[LANGUAGE],
            "level": level.word,
        }
        for row, level in red_flags.concerning(load.once(), now)
        if row.in_session
    )
    if where is None:
        return Aid(rows, "", "", (), ())
    return Aid(
        signs=rows,
        country=where.name[LANGUAGE],
        emergency=where.emergency,
        lines=tuple(vars(line) for line in where.lines),
        crisis=tuple(vars(line) for line in where.crisis),
    )
