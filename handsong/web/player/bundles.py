"""Sessions as bundles: what is kept of a plan when a session begins, and the whole for the player."""

from __future__ import annotations

from typing import Any

from handsong.content import load
from handsong.core.age import Stage
from handsong.core.body import Side
from handsong.core.plan import Plan
from handsong.core.situation import Situation
from handsong.core.technique import Technique
from handsong.render import bundle, svg
from handsong.render.bundle import Order
from handsong.web.accounts.models import Person
from handsong.web.diary.models import Session
from handsong.web.families.models import Child
from handsong.web.library import drawings
from handsong.web.player.asking import Standing

LANGUAGE = "en"


def kept(plan: Plan, order: Order) -> dict[str, Any]:
    """Return what the session keeps of its plan."""
    return bundle.kept(plan, order, load.once().scripts[LANGUAGE])


def order(session: object, of: Standing, *, is_practice: bool = False) -> Order:
    """Return what the bundle of a new session is made for."""
    return Order(
        session=str(session),
        child_name=of.child.name,
        child_colour=of.child.colour,
        stage=of.situation.stage,
        is_practice=is_practice,
        cried_today=bool(of.so_far.crying_stops(of.now)),
        goal=of.check.goal,
        look=svg.Look(),
    )


def whole(session: Session, now: Situation, person: Person) -> dict[str, Any]:
    """Return the bundle of a session: the plan it kept, with the drawings and the words of today.

    Whom to call stands on the player's own page, which is there when the bundle is not.
    """
    content = load.once()
    plain = session.bundle
    made_for = Order(
        session=str(session.pk),
        child_name=plain["child"]["name"],
        child_colour=plain["child"]["colour"],
        stage=now.stage,
        is_practice=session.is_practice,
        cried_today=plain["cried_today"],
        goal=plain["goal"],
        look=svg.Look(),
    )
    around = bundle.around(made_for, content.scripts[plain["language"]])
    return {**plain, **bundle.sharing(_drawings(session, now.stage, person)), **around}


def _drawings(session: Session, stage: Stage, person: Person) -> dict[str, str]:
    """Return the drawings the steps name; a technique that has left the library since has none."""
    known = load.once().craft.library.by_id
    return {
        step["drawing"]: drawing(
            known[step["technique"]],
            Side(step["side"]) if step["side"] else None,
            stage,
            session.child,
            person,
        )
        for step in session.bundle["steps"]
        if step["technique"] in known
    }


def drawing(technique: Technique, side: Side | None, stage: Stage, child: Child, person: Person) -> str:
    """Return one side of a technique as this family sees it: their child's age and skin, their leading hand."""
    fitting = stage if stage in technique.stages else next(row for row in Stage if row in technique.stages)
    return drawings.drawn(
        drawings.Wanted(technique.id, fitting, child.tone, side, left_handed=person.is_left_handed)
    )
